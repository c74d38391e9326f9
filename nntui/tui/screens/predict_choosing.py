"""The keys of the Predict view: which sample, from which part, with which values."""

from __future__ import annotations

from nntui.errors import InputError
from nntui.training.messages import Pause, Steps
from nntui.tui.actions import action
from nntui.tui.screens.predict_state import Choice
from nntui.tui.view import View


class Choosing(View):
    """What the Predict view does on a key; what it looks like is the view's own affair."""

    action_view = "predict"
    choice: Choice

    def chosen(self) -> None:
        """Show another sample, or another part."""
        raise NotImplementedError

    def draw_fresh(self) -> None:
        """Draw fresh samples."""
        raise NotImplementedError

    def begin_changing(self) -> None:
        """Let the arrows change the sample."""
        raise NotImplementedError

    def ask_number(self) -> None:
        """Ask for a sample's number."""
        raise NotImplementedError

    def ask_values(self) -> None:
        """Ask for all values of the sample."""
        raise NotImplementedError

    def enlarge(self) -> None:
        """Give the drawing the whole width, or not."""
        raise NotImplementedError

    @property
    def has_samples(self) -> bool:
        """Whether there is a part to choose from."""
        return self.choice.count > 0

    @property
    def has_sample(self) -> bool:
        """Whether there is something to change."""
        return self.choice.raw is not None

    @property
    def has_parts(self) -> bool:
        """Whether there is more than one part."""
        return len(self.choice.parts) > 1

    @property
    def can_draw(self) -> bool:
        """Whether fresh samples can be drawn."""
        return self.choice.can_draw

    @property
    def can_type(self) -> bool:
        """Whether a sample has few enough values to type them all."""
        return self.choice.can_type

    @property
    def is_changed(self) -> bool:
        """Whether there are changes to take back."""
        return self.choice.changed

    @property
    def classifies(self) -> bool:
        """Whether samples can be wrong."""
        return self.has_samples and self.choice.classifies

    @property
    def in_the_plane(self) -> bool:
        """Whether the sample is a point in the plane."""
        return self.choice.kind == "plane"

    @action(
        "predict.next",
        title="Next sample",
        help="Show the next sample of the part.",
        keys=("down", "j", "right", "l", "right_square_bracket"),
        footer=90,
        short="next",
        when="has_samples",
    )
    def next_sample(self) -> None:
        """Go on."""
        self.choice.step(1)
        self.chosen()

    @action(
        "predict.previous",
        title="Previous sample",
        help="Show the sample before.",
        keys=("up", "k", "left", "h", "left_square_bracket"),
        when="has_samples",
    )
    def previous_sample(self) -> None:
        """Go back."""
        self.choice.step(-1)
        self.chosen()

    @action("predict.ten-on", title="Ten on", help="Go ten samples on.", keys="pagedown", when="has_samples")
    def ten_on(self) -> None:
        """Go on by ten."""
        self.choice.step(10)
        self.chosen()

    @action("predict.ten-back", title="Ten back", help="Go ten samples back.", keys="pageup", when="has_samples")
    def ten_back(self) -> None:
        """Go back by ten."""
        self.choice.step(-10)
        self.chosen()

    @action("predict.first", title="First sample", help="Go to the first sample.", keys="home", when="has_samples")
    def first_sample(self) -> None:
        """Go to the first."""
        self.choice.go(0)
        self.chosen()

    @action("predict.last", title="Last sample", help="Go to the last sample.", keys="end", when="has_samples")
    def last_sample(self) -> None:
        """Go to the last."""
        self.choice.go(self.choice.count - 1)
        self.chosen()

    @action(
        "predict.number",
        title="Sample by number",
        help="Type the number of a sample.",
        keys="g",
        footer=40,
        short="number",
        when="has_samples",
    )
    def type_number(self) -> None:
        """Ask for a number."""
        self.ask_number()

    @action(
        "predict.wrong",
        title="Next wrong one",
        help="Go to the next sample that the network gets wrong; W goes to the one before.",
        keys="w",
        footer=85,
        short="wrong one",
        when="classifies",
    )
    def next_wrong(self) -> None:
        """Go to the next wrong one."""
        self._wrong(1)

    @action("predict.wrong-back", title="Previous wrong one", help="Go to the wrong one before.", keys="W", when="classifies")
    def previous_wrong(self) -> None:
        """Go to the wrong one before."""
        self._wrong(-1)

    def _wrong(self, direction: int) -> None:
        if self.choice.forecast_of_part is None:
            raise InputError("the part is still being predicted")
        if not self.choice.next_wrong(direction):
            self.nntui.say(f"none of {self.choice.part_name} is wrong", "good")
        self.chosen()

    @action(
        "predict.part",
        title="Next part",
        help="Choose from train, validation, test or fresh samples; P goes the other way.",
        keys="p",
        footer=80,
        short="part",
        when="has_parts",
    )
    def next_part(self) -> None:
        """Go to the next part."""
        self.choice.next_part()
        self.chosen()

    @action("predict.part-back", title="Previous part", help="Choose from the part before.", keys="P", when="has_parts")
    def previous_part(self) -> None:
        """Go to the part before."""
        self.choice.next_part(-1)
        self.chosen()

    @action(
        "predict.fresh",
        title="Fresh samples",
        help="Draw 3,000 new samples that no training has seen, and show what is wrong among them; again for others.",
        keys="f",
        footer=75,
        short="fresh",
        when="can_draw",
    )
    def fresh(self) -> None:
        """Draw fresh samples."""
        self.draw_fresh()

    @action(
        "predict.change",
        title="Change the values",
        help="Change the sample with the arrow keys and watch the answer.",
        keys=("e", "enter"),
        footer=82,
        short="change",
        when="has_sample",
    )
    def change_values(self) -> None:
        """Let the arrows change the sample."""
        self.begin_changing()

    @action(
        "predict.type",
        title="Type all values",
        help="Type all values of a sample, separated by commas or spaces.",
        keys="v",
        footer=60,
        short="values",
        when="can_type",
    )
    def type_values(self) -> None:
        """Ask for the values."""
        self.ask_values()

    @action(
        "predict.reset",
        title="Take changes back",
        help="Show the sample as it is in the data.",
        keys="u",
        footer=88,
        short="undo",
        when="is_changed",
    )
    def take_back(self) -> None:
        """Take the changes back."""
        self.choice.reset()
        self.chosen()

    @action(
        "predict.enlarge",
        title="Enlarge the drawing",
        help="Give the drawing the whole width, or go back.",
        keys="z",
        footer=50,
        short="enlarge",
        when="has_sample",
    )
    def enlarge_drawing(self) -> None:
        """Give the drawing the whole width, or not."""
        self.enlarge()

    @action(
        "predict.areas",
        title="Areas",
        help="Show what the network says all over the plane (the surer the more colour), the points, or both.",
        keys="b",
        footer=55,
        short="areas",
        when="in_the_plane",
    )
    def turn_areas(self) -> None:
        """Show the areas, the points, or both."""
        self.choice.next_layers()
        self.chosen()

    @action("predict.play", title="Play or pause", help="Train on, or pause, and watch the answer change.", keys="space")
    def play(self) -> None:
        """Turn training on or off."""
        if self.workbench.running:
            self.workbench.send(Pause())
            return
        self._refuse_when_done()
        self.workbench.play()

    @action("predict.train-step", title="One step", help="Train one step, then pause.", keys="n")
    def train_step(self) -> None:
        """Train one step."""
        self._refuse_when_done()
        self.workbench.play(Steps(1))

    def _refuse_when_done(self) -> None:
        bench = self.workbench
        if bench.snapshot is not None and bench.snapshot.status == "finished" and not bench.stale:
            raise InputError("the planned epochs are done; in Train (2) some more can be added, or the run rewound")
