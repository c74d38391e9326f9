"""THE registry of actions: from one decorator come key, footer, help and palette.

A method of the application, of a view or of a panel becomes an action by `@action(...)`; its class inherits `Acting`.
The name is `place.what` ("train.step"); keys are Textual's or single characters. A key with a space in it, such as
"m 1", is two keys one after the other: the first opens something in which the second is bound.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

import msgspec
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from nntui.errors import NntuiError

Method = TypeVar("Method", bound=Callable[..., Any])
_MARK = "__action__"

KEY_NAMES = {
    "space": "space",
    "escape": "esc",
    "backspace": "bksp",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "comma": ",",
    "full_stop": ".",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "delete": "del",
    "pagedown": "pgdn",
    "pageup": "pgup",
}
ASCII_KEY_NAMES = {"↑": "up", "↓": "down", "←": "left", "→": "right"}


class Action(msgspec.Struct, frozen=True):
    """One thing the user can do.

    `footer` orders the footer (0: not shown there, higher comes first); `when` names a property of the owner that says
    whether the action is possible now, `command` is what Textual runs on the owner; `view` is the view's name, or an
    empty string when it works everywhere.
    """

    name: str
    title: str
    help: str
    keys: tuple[str, ...]
    footer: int
    when: str
    short: str
    command: str
    owner: type
    view: str = ""

    @property
    def slug(self) -> str:
        """The name Textual knows the action by."""
        return self.command.partition("(")[0]

    def shown_keys(self, *, ascii: bool = False, most: int = 9) -> str:
        """Return the keys as people write them, such as `space` or `ctrl+s`."""
        return " ".join(show_key(key, ascii=ascii) for key in self.keys[:most])


ACTIONS: dict[str, Action] = {}
_SLUGS: dict[str, Action] = {}
_OF_CLASS: dict[type, list[Action]] = {}


def action(
    name: str,
    *,
    title: str,
    help: str,
    keys: str | tuple[str, ...] = (),
    footer: int = 0,
    when: str = "",
    short: str = "",
) -> Callable[[Method], Method]:
    """Make a method an action; `keys` are one name or several, `short` is the word in the footer (default: the title)."""
    names = (keys,) if isinstance(keys, str) else keys

    def decorate(method: Method) -> Method:
        mark = {"title": title, "help": help, "keys": names, "footer": footer, "when": when, "short": short or title.lower()}
        setattr(method, _MARK, (name, mark))
        return method

    return decorate


class Acting:
    """Mixed into the application, views and panels: turns marked methods into bindings and registers them."""

    BINDINGS: ClassVar[list[BindingType]]
    action_view: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        declared = [_declare(cls, method) for method in list(vars(cls).values()) if hasattr(method, _MARK)]
        mixed_in = [one for base in cls.__bases__ if _is_mixin(base) for one in of_class(base)]
        if declared or mixed_in:
            bound = [binding for one in (*declared, *mixed_in) for binding in bindings(one)]
            cls.BINDINGS = [*vars(cls).get("BINDINGS", []), *bound]
        super().__init_subclass__(**options)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether the action is possible now (Textual asks before it runs a key)."""
        return possible(self, action)


def _is_mixin(cls: type) -> bool:
    """Say whether a class has actions, but is none of those whose bindings Textual collects by itself."""
    return issubclass(cls, Acting) and not issubclass(cls, DOMNode)


def possible(owner: object, slug: str) -> bool:
    """Say whether the action of that slug is possible on `owner` now."""
    one = _SLUGS.get(slug)
    return bool(getattr(owner, one.when)) if one is not None and one.when else True


def of_class(cls: type) -> list[Action]:
    """Return the actions that an object of the class has, its own before those of its bases."""
    found = _OF_CLASS.get(cls)
    if found is None:
        bases = [base for base in cls.__mro__ if issubclass(base, Acting)]
        found = _OF_CLASS[cls] = [one for base in bases for one in list(ACTIONS.values()) if one.owner is base]
    return found


def _declare(cls: type, method: Callable[..., Any]) -> Action:
    name, mark = getattr(method, _MARK)
    slug = name.replace(".", "_").replace("-", "_")
    setattr(cls, f"action_{slug}", _guarded(method))
    return add(Action(name=name, command=slug, owner=cls, view=getattr(cls, "action_view", ""), **mark))


def add(one: Action) -> Action:
    """Register an action; the same name twice is only right when a class is defined again."""
    known = ACTIONS.get(one.name)
    if known is not None and known.owner.__qualname__ != one.owner.__qualname__:
        raise ValueError(f"two actions are named {one.name!r}: {known.owner.__qualname__} and {one.owner.__qualname__}")
    ACTIONS[one.name] = _SLUGS[one.slug] = one
    _OF_CLASS.clear()
    return one


def belong(owner: type, view: str) -> None:
    """Say that the actions of a class are to be found in the view of that name."""
    for one in of_class(owner):
        if one.owner is owner:
            add(msgspec.structs.replace(one, view=view))


def bindings(one: Action) -> Iterator[BindingType]:
    """Yield Textual's bindings for the single keys of an action; those with ctrl work everywhere, so they have priority."""
    for key in one.keys:
        if " " in key:
            continue
        yield Binding(key, one.command, one.title, show=False, priority=key.startswith("ctrl+"))


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return the method such that an error of ours is said in the message line instead of ending the program.

    What can be done next may be something else afterwards: the application shows it once what was done is shown.
    """

    @functools.wraps(method)
    async def act(owner: DOMNode, *parameters: object) -> None:
        try:
            result = method(owner, *parameters)
            if inspect.isawaitable(result):
                await result
        except NntuiError as error:
            owner.app.say(str(error), "bad")  # type: ignore[attr-defined]
        owner.app.acted()  # type: ignore[attr-defined]

    return act


def show_key(key: str, *, ascii: bool = False) -> str:
    """Return a key's name as people write it."""
    modifier, _, last = key.rpartition("+") if key not in {"+"} else ("", "", key)
    shown = KEY_NAMES.get(last, last)
    if ascii:
        shown = ASCII_KEY_NAMES.get(shown, shown)
    return f"{modifier}+{shown}" if modifier else shown
