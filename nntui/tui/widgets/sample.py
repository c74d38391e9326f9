"""The drawn sample: it takes the focus while its values are changed."""

from __future__ import annotations

from collections.abc import Callable

from nntui.charts.spans import Rows
from nntui.tui.actions import Acting, action
from nntui.tui.widgets.rows import RowsView


class Painted(RowsView):
    """Draws what `paint(width, height)` returns."""

    def __init__(self, paint: Callable[[int, int], Rows], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._paint = paint

    def draw(self, width: int, height: int) -> Rows:
        """Return the rows for that size."""
        return self._paint(width, height)


class SampleView(Acting, Painted, can_focus=True):
    """Draws what it is given; with focus the arrows change the sample, through `change`."""

    action_view = "predict"
    help_title = "Changing the sample"
    help = (
        "Change one value at a time and watch the answer. In the plane the arrows move the point itself; in a table "
        "up and down choose the value; in a picture the arrows choose the pixel, + makes it lighter and - darker."
    )

    def __init__(
        self,
        paint: Callable[[int, int], Rows],
        change: Callable[[str], None],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(paint, id=id)
        self._change = change

    def on_focus(self) -> None:
        """Show the cursor."""
        self._change("begin")

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._change("end")

    @action("predict.value-up", title="Up", help="One value up, or the value or pixel above.", keys=("up", "k"))
    def up(self) -> None:
        """Go up."""
        self._change("up")

    @action("predict.value-down", title="Down", help="One value down, or the value or pixel below.", keys=("down", "j"))
    def down(self) -> None:
        """Go down."""
        self._change("down")

    @action(
        "predict.value-left", title="Less", help="Make the value smaller, or choose the pixel to the left.", keys=("left", "h")
    )
    def left(self) -> None:
        """Go left."""
        self._change("left")

    @action(
        "predict.value-right",
        title="More",
        help="Make the value larger, or choose the pixel to the right.",
        keys=("right", "l"),
        footer=70,
        short="change",
    )
    def right(self) -> None:
        """Go right."""
        self._change("right")

    @action("predict.lighter", title="Lighter or larger", help="Make the chosen value larger.", keys=("plus", "equals_sign"))
    def more(self) -> None:
        """Make the value larger."""
        self._change("more")

    @action("predict.darker", title="Darker or smaller", help="Make the chosen value smaller.", keys="minus")
    def less(self) -> None:
        """Make the value smaller."""
        self._change("less")

    @action("predict.type-value", title="Type the value", help="Type the chosen value.", keys="enter", footer=69, short="type")
    def type_value(self) -> None:
        """Type the chosen value."""
        self._change("type")

    @action(
        "predict.leave-sample",
        title="Back to the samples",
        help="Leave the values as they are and choose samples again.",
        keys=("escape", "backspace"),
        footer=71,
        short="back",
    )
    def leave(self) -> None:
        """Go back to choosing."""
        self._change("leave")
