"""The methods that look at a network from the side, to choose from, and the question which layer is meant."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding

from nntui.charts.spans import Row, Rows
from nntui.insight.methods import METHODS, Method
from nntui.spec import texts
from nntui.spec.experiment import Experiment
from nntui.tui.actions import action
from nntui.tui.dialogs.choose import Choose
from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.text import pad
from nntui.tui.widgets.picker import Item, Picker
from nntui.tui.widgets.prose import wrap
from nntui.tui.widgets.sample import Painted

ALL_LAYERS = "all layers"
_TITLE = 24


class Methods(Dialog[str]):
    """Offers what stands in METHODS; dismissed with a name, or None."""

    title_text = "Look closer"
    BINDINGS = [Binding(str(place), f"take({place - 1})", show=False) for place in range(1, 10)]  # noqa: RUF012 - Textual's form

    @property
    def help(self) -> str:
        """Every method in a line."""
        told = " ".join(f"{place}: {method.title}. {method.help}" for place, method in enumerate(METHODS, 1))
        return (
            f"Each of these looks at the network beside the run, which stays as it is and may go on. A number begins it. {told}"
        )

    def contents(self) -> ComposeResult:
        """A row for each, and more of the one under the cursor."""
        found = Picker(tuple(Item(_method_row(place, method), method.name) for place, method in enumerate(METHODS, 1)))
        found.styles.height = len(METHODS)
        yield found
        yield Painted(self._legend, id="legend")

    def _legend(self, width: int, height: int) -> Rows:
        return ((), *wrap(METHODS[self.query_one(Picker).cursor].legend, width - 1, "muted", indent=1))

    def on_picker_moved(self) -> None:
        """Tell more of the one under the cursor."""
        self.query_one("#legend", Painted).redraw()

    def on_picker_chosen(self, event: Picker.Chosen) -> None:
        """Take it."""
        self.dismiss(event.item.value if event.item else None)

    def action_take(self, place: int) -> None:
        """Take the method of that place, where there is one."""
        if place < len(METHODS):
            self.dismiss(METHODS[place].name)

    @action("methods.close", title="Close", help="Go back without looking.", keys=("backspace", "m", "q"))
    def close_list(self) -> None:
        """Close."""
        self.dismiss(None)


def _method_row(place: int, method: Method) -> Row:
    return ((f" {place}  ", "accent bold"), (pad(method.title, _TITLE - 1) + " ", ""), (method.help, "muted"))


def layer_choices(experiment: Experiment) -> Choose:
    """Return the question which layer is meant; answered with `layer_of`."""
    layers = enumerate(experiment.model.layers)
    named = [(f"{place} {layer.catalog_name}", " ".join(texts.arguments_of(layer))) for place, layer in layers]
    return Choose("Which layer?", ((ALL_LAYERS, f"One after the other, {len(named)} in all."), *named), ALL_LAYERS)


def layer_of(answer: str) -> int | None:
    """Return the position of the layer that was chosen, None for all of them."""
    return None if answer == ALL_LAYERS else int(answer.partition(" ")[0])
