"""What the workbench asks of the rooms below; a test hands it stand-ins instead. Everything is imported when used."""

# ruff: noqa: PLC0415 - what is not needed for the first picture is imported when it is used
from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nntui.errors import InputError
from nntui.tui.keeping import Opened, read_job

if TYPE_CHECKING:
    from nntui.data.tables import Description, Prepared
    from nntui.errors import StackError
    from nntui.spec.experiment import Data, Experiment
    from nntui.training.messages import Curve, Kept
    from nntui.tui.running import Run


class Services:
    """The rooms below, each behind one method; the ones that take long are generators to be given to a runner."""

    def runner(self) -> Any:
        """Return a new runner."""
        from nntui.training.runner import Runner

        return Runner()

    def prepare(self, data: Data, seed: int, dtype: str) -> Generator[Any, None, Prepared]:
        """Load, split and scale the data (a job); the result is `Prepared`, and what draws it is ready, too."""
        from nntui.tui.builder import preview

        yield None
        preview.warm()
        yield None
        from nntui.data.prepare import preparing

        return (yield from preparing(data, seed, dtype))

    def progress_words(self, progress: Any) -> str:
        """Return what a job that loads data yields in a few words."""
        text, share = getattr(progress, "text", ""), getattr(progress, "share", None)
        return f"{text} {share:.0%}" if text and share is not None and getattr(progress, "total", 0) else str(text)

    def plan(self, experiment: Experiment, description: Description) -> Any:
        """Return the completed experiment and what was inferred."""
        from nntui.training import plan

        return plan.complete(experiment, description)

    def problems(self, experiment: Experiment, description: Description) -> list[StackError]:
        """Return everything that is wrong with the stack."""
        from nntui.training import plan

        return plan.problems(experiment, description)

    def summary(self, experiment: Experiment, description: Description) -> Any:
        """Return the rows (layer name, output shape, parameters)."""
        from nntui.training import plan

        return plan.summary(experiment, description)

    def same_layout(self, run: Run, experiment: Experiment) -> bool:
        """Say whether a run can take up a complete experiment without new parameters."""
        from nntui.training.task import layout_key, network_of

        made = network_of(experiment.model, run.network.input_shape)
        return bool(layout_key(made) == layout_key(run.network))

    def trainer(self, experiment: Experiment, prepared: Prepared, saved: Any = None) -> Generator[Any, None, Any]:
        """Make the trainer of a complete experiment, going on from what was saved (a job)."""
        from nntui.store.saving import state_of
        from nntui.training.trainer import Trainer

        yield None
        return Trainer(experiment, prepared, state_of(saved) if saved is not None else None)

    def save_model(self, path: Path, run: Run, kept: Kept, metrics: dict[str, float]) -> Generator[Any, None, bool]:
        """Write a model file (a job)."""
        from nntui.store import atomic, modelfile
        from nntui.store.saving import saved_of

        yield None
        atomic.make_folder(path.parent)
        modelfile.save(path, saved_of(kept, run.network, run.prepared.preparation, metrics=metrics))
        return True

    def save_spec(self, path: Path, experiment: Experiment) -> Generator[Any, None, bool]:
        """Write an experiment as TOML (a job)."""
        from nntui.spec import toml
        from nntui.store import atomic

        yield None
        atomic.make_folder(path.parent)
        atomic.replace(path, toml.write(experiment).encode())
        return True

    def save_run(self, run: Run, kept: Kept, metrics: dict[str, float]) -> Path:
        """Write a new run's folder at once, and return it."""
        from nntui.store import runs
        from nntui.store.saving import save_run, saved_of

        name = run.experiment.name or run.experiment.data.source.catalog_name
        folder = runs.new_folder(name)
        save_run(folder, saved_of(kept, run.network, run.prepared.preparation, metrics=metrics))
        return folder.path

    def saved_runs(self) -> Generator[Any, None, tuple[Any, ...]]:
        """Return the user's saved runs, the newest first (a job)."""
        from nntui.store.runs import known_runs

        yield None
        return (yield from known_runs())

    def saved_curves(self, path: Path) -> Generator[Any, None, tuple[dict[str, Curve], Experiment]]:
        """Return the curves that a model file or a run's folder holds, and its experiment (a job)."""
        from nntui.store.saving import state_of
        from nntui.training.report import curves_of

        opened = yield from read_job(path)
        if opened.saved is None:
            raise InputError("an experiment alone has no curves", received=str(path), allowed="a model file or a run's folder")
        yield None
        return curves_of(state_of(opened.saved, where=str(opened.path))), opened.experiment

    def read(self, path: Path) -> Generator[Any, None, Opened]:
        """Read a model, a run's folder or a .toml file (a job)."""
        return (yield from read_job(path))
