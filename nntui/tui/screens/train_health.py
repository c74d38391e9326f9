"""The key of the Train view that tells everything about the health of the run."""

from __future__ import annotations

from nntui.tui.actions import action
from nntui.tui.screens.train_steering import Steering
from nntui.tui.widgets.run_health import HealthLine


class Examined(Steering):
    """A view of a run that is examined now and then; it composes a `HealthLine`."""

    @action(
        "train.health",
        title="Health of the run",
        help="Tell what the run suffers from: dead units, a flat loss, overfitting, jumps; with numbers and what helps.",
        keys="i",
        footer=26,
        short="health",
    )
    def show_health(self) -> None:
        """Tell everything that was found."""
        from nntui.tui.dialogs.health import Health  # noqa: PLC0415 - not before somebody asks

        self.nntui.shell.open_dialog(Health(self.query_one(HealthLine)), lambda _: None)
