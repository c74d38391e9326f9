"""The keys of the Train view: orders to the run, and how its curves are looked at."""

from __future__ import annotations

import msgspec
from textual.widget import AwaitMount

from nntui.charts.lines_panel import Look
from nntui.charts.lines_points import Unit
from nntui.errors import InputError
from nntui.spec import limits, overrides
from nntui.training.messages import Epochs, Pause, Rewind, Steps, Stop, Undo
from nntui.tui.actions import action
from nntui.tui.screens.train_pace import faster, slower
from nntui.tui.view import View
from nntui.tui.widgets.run_facts import pace_words
from nntui.tui.widgets.run_prompt import RunPrompt

_SMOOTHING = (0.0, 0.6, 0.8, 0.9, 0.95, 0.98)
_UNITS: tuple[Unit, ...] = ("epoch", "step", "time")
_RATE = "optimizer.learning_rate"
_EPOCHS = "training.epochs"


class Steering(View):
    """What the Train view does on a key; what it looks like is the view's own affair."""

    action_view = "train"
    look = Look()

    def enlarge_next(self) -> None:
        """Show one chart alone, the other, or both."""
        raise NotImplementedError

    def enlarge_plane(self) -> None:
        """Show the plane alone, or the charts again."""
        raise NotImplementedError

    @property
    def plane_waits(self) -> bool:
        """Whether the plane does not have the keys yet."""
        raise NotImplementedError

    def steer_plane(self) -> None:
        """Show the plane, and give it the keys."""
        raise NotImplementedError

    def other_points(self) -> None:
        """Show the points of the next part on the plane."""
        raise NotImplementedError

    @property
    def resting(self) -> bool:
        """Whether the run does not go on by itself."""
        return not self.workbench.running

    @property
    def training(self) -> bool:
        """Whether the run goes on by itself."""
        return self.workbench.running

    @action("train.play", title="Play", help="Train on; the same key pauses.", keys="space", when="resting", footer=90)
    def play(self) -> None:
        """Train on."""
        self.refuse_when_done()
        self.workbench.play()

    @action("train.pause", title="Pause", help="Pause at the next step; the same key plays.", keys="space", when="training",
            footer=90)  # fmt: skip
    def pause(self) -> None:
        """Pause."""
        self.workbench.send(Pause())

    @action(
        "train.step",
        title="One step",
        help="Do one step (one update of the weights), then pause.",
        keys="n",
        footer=85,
        short="step",
    )
    def step(self) -> None:
        """Do one step."""
        self.refuse_when_done()
        self.workbench.play(Steps(1))

    @action(
        "train.epochs",
        title="Some epochs",
        help="Train a number of epochs that you type, then pause.",
        keys=("e", "N"),
        footer=60,
        short="epochs",
    )
    def ask_epochs(self) -> None:
        """Ask for a number of epochs."""
        snapshot = self.workbench.snapshot
        usual = max(snapshot.planned_epochs // 10, 1) if snapshot is not None else 1
        self.query_one(RunPrompt).ask("train how many epochs?", str(usual), self.train_epochs)

    def train_epochs(self, text: str) -> None:
        """Train that many epochs, beyond the plan too, then pause."""
        count = _whole_number(text)
        snapshot = self.workbench.snapshot
        if snapshot is not None and snapshot.epoch + count > snapshot.planned_epochs:
            self.change(_EPOCHS, snapshot.epoch + count)
        self.workbench.play(Epochs(count))

    @action(
        "train.faster",
        title="Faster",
        help="Go up one pace; above 5,000 steps a second it is flat out.",
        keys=("plus", "equals_sign"),
        footer=70,
        short="faster",
    )
    def go_faster(self) -> None:
        """Go up the ladder of paces."""
        self.set_pace(faster(self.workbench.pace))

    @action(
        "train.slower",
        title="Slower",
        help="Go down one pace, at the slowest one step a second.",
        keys="minus",
        footer=69,
        short="slower",
    )
    def go_slower(self) -> None:
        """Go down the ladder of paces."""
        self.set_pace(slower(self.workbench.pace))

    @action("train.flat-out", title="Flat out", help="Train as fast as this machine can.", keys="f", footer=45)
    def go_flat_out(self) -> None:
        """Leave the ladder."""
        self.set_pace(None)

    def set_pace(self, pace: float | None) -> None:
        """Set the pace of this run and the next ones, and say it."""
        self.workbench.set_pace(pace)
        self.nntui.say(f"pace: {pace_words(pace)}")

    @action(
        "train.rewind",
        title="Rewind",
        help="Go back to the same start weights; the run so far stays as a pale line. u takes it back.",
        keys="r",
        footer=50,
    )
    def rewind(self) -> None:
        """Go back to the start."""
        bench = self.workbench
        anything = bench.steps_done > 0
        bench.send(Rewind())
        if anything:
            self.nntui.say("Back at the start weights; the pale line is the run so far, u brings it back.")

    @action(
        "train.undo",
        title="Undo the rewind",
        help="Take the last rewind back: the run that was left behind goes on.",
        keys="u",
        footer=10,
    )
    def undo(self) -> None:
        """Take the rewind back."""
        self.workbench.send(Undo())

    @action("train.stop", title="Stop", help="End the run at the next step.", keys="t", footer=40)
    def stop(self) -> None:
        """End the run."""
        self.refuse_when_done()
        self.workbench.send(Stop())

    @action(
        "train.rate",
        title="Learning rate",
        help="Change the learning rate from the next step on; the charts get a mark.",
        keys="l",
        footer=55,
        short="rate",
    )
    def ask_rate(self) -> None:
        """Ask for a learning rate; in the field stands the one before decay."""
        run = self.workbench.run
        rate = overrides.get(run.experiment, _RATE) if run is not None else None
        text = f"{rate:g}" if isinstance(rate, float) else ""
        self.query_one(RunPrompt).ask("learning rate from the next step on?", text, self.set_rate)

    def set_rate(self, text: str) -> None:
        """Change the learning rate."""
        self.change(_RATE, text)

    @action(
        "train.values",
        title="Change values",
        help="Change anything that can change while it trains: optimizer, penalties, batches, and when training ends.",
        keys="h",
        footer=54,
        short="values",
    )
    def show_values(self) -> AwaitMount:
        """Open the list of values of the run."""
        from nntui.tui.dialogs.values import Values  # noqa: PLC0415 - not for the first picture

        if self.workbench.run is None:
            raise InputError("there is no run yet whose values could change")
        return self.nntui.shell.open_dialog(Values(), lambda _: None)

    def change(self, path: str, value: object) -> None:
        """Check a live value against the run's experiment, and order the change."""
        self.workbench.change(path, value)

    @action(
        "train.draw-anew",
        title="Draw the data anew",
        help="Draw other samples of the same kind; weights and curves stay, and training goes on with them at the next step.",
        keys="D",
        footer=20,
        short="new data",
    )
    def draw_anew(self) -> None:
        """Take the next seed of the data."""
        run = self.workbench.run
        if run is None:
            raise InputError("there is no run yet whose data could be drawn anew")
        data = run.experiment.data
        if not getattr(data.source, "generated", False):
            raise InputError(
                f"{data.source.catalog_name} is measured, not drawn: there are no other samples of it",
                allowed="e in the plane (p) draws points by hand, where there are two features",
            )
        if data.erased:
            self.change("data.erased", "")
        seed = (data.seed + (2 if data.fresh else 1)) % (limits.SEED + 1)  # the next one gave the fresh samples
        self.change("data.seed", seed)

    @action(
        "train.smoother",
        title="Smoother",
        help="Smooth the curves more (exponentially, as TensorBoard does).",
        keys="s",
        footer=30,
        short="smooth",
    )
    def smoother(self) -> None:
        """Smooth more."""
        self.smooth(+1)

    @action("train.rougher", title="Less smooth", help="Smooth the curves less.", keys="S")
    def rougher(self) -> None:
        """Smooth less."""
        self.smooth(-1)

    def smooth(self, by: int) -> None:
        """Go along the levels of smoothing."""
        place = min(max(_SMOOTHING.index(self.look.smoothing) + by, 0), len(_SMOOTHING) - 1)
        self.look_otherwise(msgspec.structs.replace(self.look, smoothing=_SMOOTHING[place]))
        self.nntui.say(f"smoothing: {_SMOOTHING[place]:g}" if place else "smoothing: none")

    @action(
        "train.log", title="Log axis", help="Draw the loss on a logarithmic axis, or back.", keys="y", footer=29, short="log"
    )
    def log_axis(self) -> None:
        """Turn the y axis."""
        self.look_otherwise(msgspec.structs.replace(self.look, log=not self.look.log))

    @action(
        "train.unit",
        title="Unit of the x axis",
        help="Count along the x axis in epochs, steps or seconds of training.",
        keys="x",
        footer=28,
        short="x axis",
    )
    def next_unit(self) -> None:
        """Go to the next unit."""
        unit = _UNITS[(_UNITS.index(self.look.unit) + 1) % len(_UNITS)]
        self.look_otherwise(msgspec.structs.replace(self.look, unit=unit))

    @action(
        "train.enlarge",
        title="Enlarge a chart",
        help="Show one chart alone, then the other, then the decision boundary, then all that fit.",
        keys="z",
        footer=27,
        short="enlarge",
    )
    def enlarge(self) -> None:
        """Show one chart alone, or both."""
        self.enlarge_next()

    @action(
        "train.boundary",
        title="Decision boundary",
        help="Show what the network says all over the plane of two features, alone, or go back to the charts.",
        keys="b",
        footer=57,
        short="boundary",
    )
    def show_boundary(self) -> None:
        """Show the plane alone, or go back."""
        self.enlarge_plane()

    @action(
        "train.steer-plane",
        title="Move and zoom the plane",
        help="Give the plane the keys: move, zoom, discretise, choose features; escape gives them back.",
        keys=("p", "enter"),
        when="plane_waits",
        footer=56,
        short="plane",
    )
    def steer(self) -> None:
        """Give the plane the keys."""
        self.steer_plane()

    @action(
        "train.points",
        title="Training or other points",
        help="Show the validation or test points on the decision boundary instead of the training points, or those again.",
        keys="v",
    )
    def points(self) -> None:
        """Change the points on the plane."""
        self.other_points()

    def look_otherwise(self, look: Look) -> None:
        """Show the curves in another way."""
        self.look = look
        self.refresh_from(self.workbench)

    def refuse_when_done(self) -> None:
        """Say what can be done when the plan is carried out."""
        bench = self.workbench
        if bench.snapshot is not None and bench.snapshot.status == "finished" and not bench.stale:
            raise InputError("the planned epochs are done: e trains some more, r rewinds to the start weights")


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < len(text) < 12 or int(text) == 0:
        raise InputError("a whole number of epochs is needed", received=text, allowed="at least 1")
    return int(text)
