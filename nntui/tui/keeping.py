"""Saving and opening: what leaves the application as a file, and what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from nntui.errors import InputError, NntuiError, SaveError
from nntui.spec.experiment import Experiment
from nntui.training.messages import Keep, Kept, Mark, Pause

if TYPE_CHECKING:
    from nntui.store.modelfile import Saved
    from nntui.training.messages import Snapshot
    from nntui.tui.running import Run
    from nntui.tui.workbench import Workbench

SPEC_ENDING = ".toml"
MODEL_ENDING = ".safetensors"


class Opened(msgspec.Struct, frozen=True, eq=False):
    """What a file held: an experiment, and the model if it was one."""

    experiment: Experiment
    path: Path
    saved: Any = None


class Keeping:
    """Knows what was saved last, and therefore what would be lost."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self.path: Path | None = None
        self.experiment = bench.experiment
        self.step = 0
        self.run_number = 0
        self.by_hand: tuple[Mark, ...] = ()
        self._order = self._held = 0
        self._then: Callable[[Run, Kept], None] | None = None

    # what would be lost

    @property
    def own_path(self) -> Path | None:
        """The file that holds an earlier state of this very run: only that one is replaced without a question."""
        run = self._bench.run
        return self.path if run is not None and run.number == self.run_number else None

    @property
    def unsaved_steps(self) -> int:
        """Steps of the run that are not in the file; all of them when it is another run's, none after a rewind."""
        bench = self._bench
        same = bench.run is not None and bench.run.number == self.run_number
        return max(bench.steps_done - (self.step if same else 0), 0)

    @property
    def unsaved_hands(self) -> bool:
        """Whether weights or units were changed by hand since the file was written."""
        bench = self._bench
        same = bench.run is not None and bench.run.number == self.run_number
        return bench.by_hand != (self.by_hand if same else ())

    def would_be_lost(self) -> list[str]:
        """Say in words what leaving would lose."""
        lost = []
        if self.unsaved_steps:
            lost.append(f"{self.unsaved_steps:,} steps of training")
        if self.unsaved_hands:
            lost.append("weights or units changed by hand")
        if self._bench.experiment != self.experiment:
            lost.append("changes to the experiment")
        return lost

    # saving

    def save(self, path: Path, done: Callable[[], None]) -> None:
        """Write the run, or the experiment alone when the name ends in .toml; `done` is called when it is on the disk."""
        if path.suffix == SPEC_ENDING:
            self._save_spec(path, done)
            return
        if self._bench.run is None:
            raise InputError(
                "there is no network to save yet",
                received=str(path),
                allowed=f"a name ending in {SPEC_ENDING} saves the experiment",
            )
        self._then = lambda run, kept: self._write(path, run, kept, done)
        self._order = self._bench.send(Keep())

    def poll(self) -> None:
        """Go on with a save whose state has come."""
        snapshot = self._bench.snapshot
        if self._then is None or snapshot is None or snapshot.acknowledged < self._order or snapshot.kept is None:
            return
        then, self._then = self._then, None
        run = self._bench.run
        if run is not None:
            then(_as_kept(run, snapshot), snapshot.kept)

    def _write(self, path: Path, run: Run, kept: Kept, done: Callable[[], None]) -> None:
        services, metrics = self._bench.services, dict(self._bench.snapshot.values) if self._bench.snapshot else {}
        self._bench.ask(
            lambda: services.save_model(path, run, kept, metrics), lambda _: self._written(path, run, kept, done), self._failed
        )

    def _written(self, path: Path, run: Run, kept: Kept, done: Callable[[], None]) -> None:
        self.path, self.step, self.run_number = path, kept.step, run.number
        self.by_hand = tuple(mark for mark in msgspec.convert(kept.values.get("marks", []), list[Mark]) if mark.by_hand)
        self.experiment = run.source
        self._bench.say(f"Saved {path} after {kept.step:,} steps.", "good")
        done()

    def _save_spec(self, path: Path, done: Callable[[], None]) -> None:
        experiment = self._bench.experiment

        def written(_: object) -> None:
            self.experiment = experiment
            self._bench.say(f"Saved the experiment as {path}.", "good")
            done()

        self._bench.ask(lambda: self._bench.services.save_spec(path, experiment), written, self._failed)

    def _failed(self, error: NntuiError) -> None:
        self._bench.say(f"Not saved: {error}", "bad")

    def hold(self) -> None:
        """Order the state for `save_into_run_folder`, so that the step border comes while the screen closes."""
        if self._bench.run is not None and not self._held:
            self._held = self._bench.send(Keep())
            self._bench.send(Pause())

    def save_into_run_folder(self, seconds: float) -> tuple[Path, int] | None:
        """Save what would be lost into a new run's folder at once; returns where and after how many steps, or None.

        Called when the program must end: waits `seconds` at most for the step border.
        """
        bench = self._bench
        self.hold()
        kept = self._kept_soon(seconds) if self._held else None
        if bench.run is None or not (self.unsaved_steps or self.unsaved_hands):
            return None
        if kept is None:
            raise SaveError("the run did not come to a step border in time")
        run, values = bench.run, {}
        if bench.snapshot is not None:
            run, values = _as_kept(run, bench.snapshot), dict(bench.snapshot.values)
        return bench.services.save_run(run, kept, values), kept.step

    def _kept_soon(self, seconds: float) -> Kept | None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._bench.look()
            snapshot = self._bench.snapshot
            if snapshot is not None and snapshot.acknowledged >= self._held:
                return snapshot.kept
            time.sleep(0.002)
        return None

    # opening

    def read(self, path: Path, done: Callable[[Opened], None], failed: Callable[[NntuiError], None]) -> None:
        """Read a model, a run's folder or a .toml file; nothing changes until `Workbench.take` is called with it."""
        self._bench.ask(lambda: self._bench.services.read(path), done, failed)

    def opened(self, opened: Opened) -> None:
        """Note what was opened as what is on the disk."""
        saved: Saved | None = opened.saved
        self.path = opened.path if saved is not None else None
        self.experiment = opened.experiment
        self.step = 0
        self.run_number = 0
        self.by_hand = ()


def _as_kept(run: Run, snapshot: Snapshot) -> Run:
    """Return the run with the data that it had when its state was copied: other data may be on their way."""
    return run if snapshot.prepared is None else msgspec.structs.replace(run, prepared=snapshot.prepared)


def read_job(path: Path) -> Generator[Any, None, Opened]:
    """Read a file (a job)."""
    from nntui.spec import find  # noqa: PLC0415 - only opening a file needs it
    from nntui.store.modelfile import load  # noqa: PLC0415
    from nntui.store.runs import model_of  # noqa: PLC0415

    yield None
    if path.suffix == SPEC_ENDING:
        return Opened(find(str(path)), path)
    if path.suffix.lower() == ".csv" and path.is_file():
        raise InputError("this is data, and no model", where=str(path), allowed="as the path of the data set csv in Build (1)")
    model = model_of(path)
    saved = load(model)
    return Opened(saved.experiment, model, saved)
