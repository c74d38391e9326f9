"""The keys of the live plane while it has the focus."""

from __future__ import annotations

from nntui.errors import InputError
from nntui.tui.actions import Acting, action
from nntui.tui.plane.state import PlaneState

STEP = 0.1
NEARER = 0.8


class PlaneKeys(Acting):
    """Each key changes what is looked at, then asks and draws; mixed into the widget."""

    state: PlaneState

    def look_again(self) -> None:
        """Ask for what is looked at now, and draw what is known of it."""
        raise NotImplementedError

    def ask_for_words(self) -> None:
        """Let the user type a feature and a value."""
        raise NotImplementedError

    def leave(self) -> None:
        """Give the focus back."""
        raise NotImplementedError

    @property
    def holds(self) -> bool:
        """Whether there are features that are held."""
        return bool(self.state.held)

    @property
    def has_areas(self) -> bool:
        """Whether areas are drawn, and no curve."""
        return self.state.kind == "plane"

    @property
    def has_parts(self) -> bool:
        """Whether there is more than one part."""
        return len(self.state.choice.parts) > 1

    def pan(self, right: float, up: float) -> None:
        """Move the window."""
        self.state.pan(right, up)
        self.look_again()

    @action(
        "plane.move-left", title="Window left", help="Move the window to the left.", keys=("left", "h"), footer=97, short="move"
    )
    def go_left(self) -> None:
        """Move the window to the left."""
        self.pan(-STEP, 0)

    @action("plane.move-right", title="Window right", help="Move the window to the right.", keys=("right", "l"))
    def go_right(self) -> None:
        """Move the window to the right."""
        self.pan(STEP, 0)

    @action("plane.move-up", title="Window up", help="Move the window up.", keys=("up", "k"))
    def go_up(self) -> None:
        """Move the window up."""
        self.pan(0, STEP)

    @action("plane.move-down", title="Window down", help="Move the window down.", keys=("down", "j"))
    def go_down(self) -> None:
        """Move the window down."""
        self.pan(0, -STEP)

    @action(
        "plane.nearer",
        title="Zoom in",
        help="Look nearer, around the middle.",
        keys=("plus", "equals_sign"),
        footer=96,
        short="in",
    )
    def nearer(self) -> None:
        """Look nearer."""
        self.state.zoom(NEARER)
        self.look_again()

    @action("plane.farther", title="Zoom out", help="Look from farther away.", keys="minus", footer=95, short="out")
    def farther(self) -> None:
        """Look from farther away."""
        self.state.zoom(1 / NEARER)
        self.look_again()

    @action("plane.whole", title="The whole plane", help="Show all points again.", keys=("0", "home"), footer=94, short="all")
    def whole(self) -> None:
        """Go back to the window around all points."""
        self.state.region = None
        self.look_again()

    @action(
        "plane.sharp",
        title="Smooth or discretised",
        help="Show only what the network says, without how sure it is; of a number five heights instead of nine. Or back.",
        keys="d",
        footer=93,
        when="has_areas",
        short="discrete",
    )
    def discretise(self) -> None:
        """Turn the shades off or on."""
        self.state.sharp = not self.state.sharp
        self.look_again()

    @action(
        "plane.points",
        title="Points of the next part",
        help="Show the validation or test points instead of the training points, then those again.",
        keys="v",
        footer=92,
        when="has_parts",
        short="points",
    )
    def other_points(self) -> None:
        """Show the points of the next part."""
        if not self.state.next_part():
            raise InputError("there are no other points: set validation or fresh in Build's data section")
        self.look_again()

    # wider data

    @action(
        "plane.x",
        title="Next feature on x",
        help="Let the next feature run along the x axis.",
        keys="x",
        footer=91,
        when="holds",
        short="x",
    )
    def next_x(self) -> None:
        """Let the next feature run across."""
        self.state.next_axis("x", 1)
        self.look_again()

    @action(
        "plane.x-back",
        title="Feature on x before",
        help="Let the feature before run along the x axis.",
        keys="X",
        when="holds",
    )
    def previous_x(self) -> None:
        """Let the feature before run across."""
        self.state.next_axis("x", -1)
        self.look_again()

    @action(
        "plane.y",
        title="Next feature on y",
        help="Let the next feature run along the y axis.",
        keys="y",
        footer=90,
        when="holds",
        short="y",
    )
    def next_y(self) -> None:
        """Let the next feature run upwards."""
        self.state.next_axis("y", 1)
        self.look_again()

    @action(
        "plane.y-back",
        title="Feature on y before",
        help="Let the feature before run along the y axis.",
        keys="Y",
        when="holds",
    )
    def previous_y(self) -> None:
        """Let the feature before run upwards."""
        self.state.next_axis("y", -1)
        self.look_again()

    @action(
        "plane.hold-higher",
        title="Hold higher",
        help="Hold the feature with the arrow in front of it at a larger value.",
        keys="greater_than_sign",
        footer=88,
        when="holds",
        short="more",
    )
    def more(self) -> None:
        """Hold the chosen feature at more."""
        self.state.move_held(1)
        self.look_again()

    @action(
        "plane.hold-lower",
        title="Hold lower",
        help="Hold the feature with the arrow in front of it at a smaller value.",
        keys="less_than_sign",
        footer=89,
        when="holds",
        short="less",
    )
    def less(self) -> None:
        """Hold the chosen feature at less."""
        self.state.move_held(-1)
        self.look_again()

    @action(
        "plane.next-held",
        title="Next held feature",
        help="Choose the next held feature to move.",
        keys="full_stop",
        footer=87,
        when="holds",
        short="next held",
    )
    def next_held(self) -> None:
        """Choose the next held feature."""
        self.state.next_held(1)
        self.look_again()

    @action(
        "plane.previous-held", title="Held feature before", help="Choose the held feature before.", keys="comma", when="holds"
    )
    def previous_held(self) -> None:
        """Choose the held feature before."""
        self.state.next_held(-1)
        self.look_again()

    @action(
        "plane.hold",
        title="Hold at medians or a sample",
        help="Hold the features at the first sample of the part instead of the medians, or back.",
        keys="m",
        footer=86,
        when="holds",
        short="medians",
    )
    def hold_otherwise(self) -> None:
        """Hold at the first sample, or at the medians."""
        self.state.hold_otherwise()
        self.look_again()

    @action(
        "plane.type",
        title="Type a feature's value",
        help="Type NAME = VALUE to hold a feature there, x = NAME or y = NAME to choose an axis.",
        keys="enter",
        footer=85,
        when="holds",
        short="type",
    )
    def type_words(self) -> None:
        """Type what to hold."""
        self.ask_for_words()

    @action(
        "plane.leave",
        title="Leave the plane",
        help="Give the keys back to the view; the window stays.",
        keys=("escape", "backspace"),
        footer=98,
        short="back",
    )
    def go_back(self) -> None:
        """Give the focus back."""
        self.leave()
