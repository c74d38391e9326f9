"""Choosing a file by keyboard: a folder's models and experiments in a list, and a name to type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.app import ComposeResult

from nntui.charts.spans import Row, Rows
from nntui.errors import NntuiError
from nntui.tui import folders
from nntui.tui.actions import action
from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.folders import Listing, Place
from nntui.tui.keeping import MODEL_ENDING, Opened
from nntui.tui.text import fit, pad, safe
from nntui.tui.widgets.field import Field
from nntui.tui.widgets.picker import Item, Picker
from nntui.tui.widgets.prose import wrap
from nntui.tui.widgets.sample import Painted

NAME = 60
UP = Place(Path(".."), folder=True)
THERE = "{} is there already: press enter again to replace it."
HERE = Place(Path(), folder=True)


class Files(Dialog[Path]):
    """The folder, a field and a list; what is typed narrows the list or names a file."""

    help = "Type to narrow the list or to name a file; a path works too, and ~ is your home. Enter takes, escape leaves."

    for_new = False
    endings: tuple[str, ...] = folders.ENDINGS
    hint = ""

    def __init__(self, folder: Path, name: str = "") -> None:
        super().__init__()
        self._folder = folder
        self._suggested = name
        self._listing = Listing(self._folder, ())
        self._said = ("", "")

    def contents(self) -> ComposeResult:
        """The folder's name, the field, the list, and a place for what is wrong."""
        yield Painted(self._folder_row, id="folder")
        yield Field(self._suggested, placeholder="a name, or a path", passed_on=("up", "down", "pageup", "pagedown"), id="name")
        yield Picker(id="places", followed=not self.for_new)
        yield Painted(self._said_rows, id="wrong")

    def opened(self) -> None:
        """Read the folder."""
        self.go(self._folder)

    @property
    def field(self) -> Field:
        """The field with the name."""
        return self.query_one("#name", Field)

    @property
    def places(self) -> Picker:
        """The list."""
        return self.query_one(Picker)

    def go(self, folder: Path) -> None:
        """Show another folder."""
        new, endings = self.for_new, self.endings
        self.nntui.workbench.ask(lambda: folders.listing(folder, new=new, endings=endings), self._came, self.wrong)

    def _came(self, listing: Listing) -> None:
        if not self.ready:
            return
        self._folder, self._listing = listing.folder, listing
        self.query_one("#folder", Painted).redraw()
        self._show()

    def _folder_row(self, width: int, height: int) -> Rows:
        new = "" if self._listing.places or folders.is_there(self._folder) else " (new)"
        return (((f" in {safe(self._folder, width - len(new) - 4)}{new}", "muted"),),)

    def _show(self) -> None:
        self.places.set_items(tuple(self._items(self.narrowing())), 0)
        self.say("There is more in this folder than is listed: type a name." if self._listing.more else self.hint, "muted")

    def narrowing(self) -> str:
        """Return the letters that narrow the list."""
        text = self.field.value.strip()
        return "" if is_path(text) else text.lower()

    def _items(self, letters: str) -> list[Item]:
        above = [] if letters or self._folder.parent == self._folder else [UP]
        found = [place for place in self._listing.places if letters in place.name.lower()]
        return [Item(_row(place, ascii=self.nntui.ascii), place) for place in (*above, *found)]

    def wrong(self, error: NntuiError) -> None:
        """Say what is wrong, inside the dialog."""
        if self.ready:
            self.say(str(error))

    def say(self, words: str, role: str = "bad") -> None:
        """Say something in the last lines of the dialog."""
        self._said = (words, role)
        self.query_one("#wrong", Painted).redraw()

    def _said_rows(self, width: int, height: int) -> Rows:
        words, role = self._said
        return wrap(safe(words), width - 1, role, indent=1)[:height] if words else ()

    def on_input_changed(self) -> None:
        """Something was typed."""
        self.typed()

    def typed(self) -> None:
        """Narrow the list."""
        self._show()

    def on_field_left(self) -> None:
        """Go back."""
        self.dismiss(None)

    def on_field_entered(self, event: Field.Entered) -> None:
        """Take what was typed, or what is under the cursor."""
        self._softly(lambda: self.enter(event.text))

    def on_picker_chosen(self, event: Picker.Chosen) -> None:
        """Take what is under the cursor."""
        item = event.item
        if item is not None:
            self._softly(lambda: self.choose(item.value))

    def _softly(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (NntuiError, OSError, ValueError) as error:
            self.say(str(error))

    def enter(self, text: str) -> None:
        """Take a typed name or path."""
        raise NotImplementedError

    def choose(self, place: Place) -> None:
        """Take a place of the list."""
        if place.folder:
            self.field.value = ""
            self.go(self._folder.parent if place is UP else place.path)
        else:
            self.take(place.path)

    def take(self, path: Path) -> None:
        """Take a file."""
        self.dismiss(path)

    @action("files.up", title="Up", help="The row above.", keys="up")
    def up(self) -> None:
        """Move the cursor up."""
        self.places.up()

    @action("files.down", title="Down", help="The row below.", keys="down")
    def down(self) -> None:
        """Move the cursor down."""
        self.places.down()

    @action("files.page-up", title="Page up", help="A page up.", keys="pageup")
    def page_up(self) -> None:
        """Move a page up."""
        self.places.page_up()

    @action("files.page-down", title="Page down", help="A page down.", keys="pagedown")
    def page_down(self) -> None:
        """Move a page down."""
        self.places.page_down()

    @action("files.switch", title="Field or list", help="Go from the field to the list and back.", keys="tab",
            footer=70, short="field or list")  # fmt: skip
    def switch(self) -> None:
        """Go from the field to the list and back."""
        (self.places if self.field.has_focus else self.field).focus()


class ChooseFile(Files):
    """Chooses a file that is there; dismissed with its path."""

    title_text = "Choose a file"
    hint = "Enter takes the file under the cursor, or the path that is typed."
    endings: tuple[str, ...] = ("",)

    def enter(self, text: str) -> None:
        """Take the typed path when there is such a file, otherwise what is under the cursor."""
        path = folders.named(text, self._folder) if text.strip() else None
        if path is not None and path.is_dir():
            self.field.value = ""
            self.go(path)
        elif path is not None and (path.exists() or is_path(text) or not self.places.items):
            self.take(path)
        elif self.places.item is not None:
            self.choose(self.places.item.value)


class ChooseFolder(ChooseFile):
    """Chooses a folder that is there."""

    title_text = "Choose a folder"
    hint = "Go to the folder, then take the first row; or type its path."
    endings: tuple[str, ...] = ()

    def _items(self, letters: str) -> list[Item]:
        return [Item(((" this folder", "accent bold"),), HERE), *super()._items(letters)]

    def choose(self, place: Place) -> None:
        """Take the folder that is shown, or go on."""
        if place is HERE:
            self.dismiss(self._folder)
        else:
            super().choose(place)


class ChooseRun(ChooseFile):
    """Chooses a model file, or the folder of a run, which is its model file."""

    title_text = "Lay a saved run over this one"
    hint = "Models (.safetensors) and the folders of runs: enter goes into a folder, and takes a file."
    endings: tuple[str, ...] = (MODEL_ENDING,)


class OpenFile(ChooseFile):
    """Chooses a file to open, reads it, and is dismissed when it could be read."""

    title_text = "Open"
    hint = "Models (.safetensors), run folders and experiments (.toml) can be opened."
    endings: tuple[str, ...] = folders.ENDINGS

    def __init__(self, folder: Path, opened: Callable[[Opened], None]) -> None:
        super().__init__(folder)
        self._opened = opened

    def take(self, path: Path) -> None:
        """Read the file; the dialog stays open when that fails."""
        self.say("reading ...", "muted")
        self.nntui.workbench.keeping.read(path, self._read, self.wrong)

    def _read(self, opened: Opened) -> None:
        if self.ready:
            self.dismiss(opened.path)
            self._opened(opened)


class SaveFile(Files):
    """Chooses where to save; an existing file is asked about once."""

    title_text = "Save"
    for_new = True
    hint = "The model with all that training needs to go on; a name ending in .toml saves the experiment alone."

    def __init__(self, folder: Path, name: str, own: Path | None = None) -> None:
        super().__init__(folder, name)
        self._own = own
        self._asked: Path | None = None

    def narrowing(self) -> str:
        """All files stay in sight: the name is for a new one."""
        return ""

    def typed(self) -> None:
        """What was said of a name stays while the name does."""
        if self._asked is None or self.field.value != str(self._asked):
            super().typed()

    def enter(self, text: str) -> None:
        """Take the typed name."""
        if not text.strip():
            raise NntuiError("a name is needed")
        path = folders.named(text, self._folder, "" if text.endswith("/") else MODEL_ENDING)
        if path.is_dir():
            self.field.value = ""
            self.go(path)
        else:
            self.take(path)

    def take(self, path: Path) -> None:
        """Save there; another file of that name is only replaced when enter is pressed again."""
        if path.exists() and path not in (self._own, self._asked):
            self._asked = path
            self.field.value = str(path)
            self.field.focus()
            self.say(THERE.format(path.name), "warning")
        else:
            self.dismiss(path)


def is_path(text: str) -> bool:
    """Say whether a typed text means a path and not letters of a name."""
    return "/" in text or text.startswith("~")


def _row(place: Place, *, ascii: bool) -> Row:
    if place.folder:
        return ((" " + safe(place.name or "..", NAME, ascii=ascii) + "/", "accent"),)
    return ((pad(" " + fit(safe(place.name, ascii=ascii), NAME - 2), NAME), ""), (size_text(place.size), "muted"))


def size_text(size: int) -> str:
    """Return a size in bytes as people say it."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"
