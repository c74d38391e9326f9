"""What the application holds: experiment, data, plan, run and file; no Textual here, so it is tested without a terminal.

The screen changes it by methods and learns of changes by `poll`, which is called from a timer: nothing is pushed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from nntui.errors import InputError, NntuiError, StackError
from nntui.spec import overrides
from nntui.store.outside import outside_paths
from nntui.training.messages import Change, Pace, Play
from nntui.tui.drafts import Drafts, differences, needs_new_start, with_changes
from nntui.tui.keeping import Keeping, Opened
from nntui.tui.running import Run, Running
from nntui.tui.screens.train_pace import first_pace
from nntui.tui.services import Services

if TYPE_CHECKING:
    from nntui.data.tables import Description, Prepared
    from nntui.spec.experiment import Experiment
    from nntui.training.messages import Order

Changes: TypeAlias = tuple[tuple[str, Any], ...]
_PLAY = Play()
_ANEW = (
    "The network has changed: press play again to start a new run ({} steps are not saved; u in Build takes the change back)."
)
_NEXT = "This is a new start: the next play begins at step 0, and the run so far stays behind as a pale line."
_HELD = "The model's data are in {}, a path that stands in the file and is not opened by itself: enter on it in Build does."


class Workbench(Running):
    """The state of the application behind its screens.

    `version` is raised by every change of the experiment, its plan or its data; `snapshot` is the run at its last known
    step border. `loading`, `data_error` and `run_error` (why no run could be made of the experiment) are sentences, empty
    when there is nothing to say.
    """

    def __init__(self, experiment: Experiment, services: Services | None = None) -> None:
        super().__init__(services or Services())
        self.drafts = Drafts(experiment)
        self.keeping = Keeping(self)
        self.description: Description | None = None
        self.prepared: Prepared | None = None
        self.plan: Any = None
        self.problems: tuple[StackError, ...] = ()
        self.summary: Any = ()
        self.stale = False
        self.loading = self.data_error = self.run_error = ""
        self.version = 0
        self._data_wanted: object = None
        self._saved: Opened | None = None
        self._held: dict[str, str] = {}
        self._building = self._warned = False
        self._when_ready: Order | None = None

    # what the experiment is

    @property
    def experiment(self) -> Experiment:
        """The experiment on the screen."""
        return self.drafts.now

    def edit(self, experiment: Experiment) -> None:
        """Make this the experiment; the one before can be had back by `undo`."""
        if self.drafts.edit(experiment):
            self._edited()

    def undo(self) -> bool:
        """Take the last edit back; returns whether there was one."""
        return self._after_edit(done=self.drafts.undo())

    def redo(self) -> bool:
        """Make the edit again that was taken back last; returns whether there was one."""
        return self._after_edit(done=self.drafts.redo())

    def _after_edit(self, *, done: bool) -> bool:
        if done:
            self._edited()
        return done

    def _edited(self) -> None:
        self._warned = False
        self.version += 1
        if self._runner is None or _data_key(self.experiment) == self._data_wanted:
            self._replan()
        else:
            self._load_data()

    def take(self, opened: Opened) -> None:
        """Put the experiment on the screen by what a file held; a model goes on where it was saved."""
        self.drafts = Drafts(opened.experiment)
        self.run, self.snapshot, self.stale, self._when_ready = None, None, False, None
        self.left_behind, self._rewound, self._order = {}, {}, 0
        self._saved = opened if opened.saved is not None else None
        self._held = outside_paths(opened.experiment) if opened.saved is not None else {}
        self.keeping.opened(opened)
        self.version += 1
        if self._runner is not None:
            self._load_data()

    # data

    def open(self) -> None:
        """Start the runner and load the data; called after the first picture is on the screen."""
        self._runner = self.services.runner()
        self.jobs.use(self._runner)
        self._load_data()

    def allow_path(self, path: str) -> None:
        """Let the path at that place of the experiment be opened: the user has said it himself."""
        if self._held.pop(path, ""):
            self._load_data()

    def _load_data(self) -> None:
        self._data_wanted = wanted = _data_key(self.experiment)
        self.prepared, self.data_error = None, ""
        self._held = {path: value for path, value in self._held.items() if outside_paths(self.experiment).get(path) == value}
        if self._held:
            self._data_failed(wanted, InputError(_HELD.format(", ".join(self._held.values()))))
            return
        experiment = self.experiment
        self.loading = f"loading {experiment.data.source.catalog_name} ..."
        self.ask(
            lambda: self.services.prepare(experiment.data, experiment.seed, experiment.model.dtype),
            lambda prepared: self._data_came(wanted, prepared),
            lambda error: self._data_failed(wanted, error),
            lambda progress: self._data_on_its_way(wanted, progress),
        )

    def _data_on_its_way(self, wanted: object, progress: Any) -> None:
        words = self.services.progress_words(progress)
        if wanted == self._data_wanted and words and words != self.loading:
            self.loading = words
            self.version += 1

    def _data_came(self, wanted: object, prepared: Prepared) -> None:
        if wanted == self._data_wanted:
            self.loading = ""
            self.prepared = prepared
            self.description = prepared.description
            self._replan()

    def _data_failed(self, wanted: object, error: NntuiError) -> None:
        if wanted == self._data_wanted:
            self.loading, self.data_error = "", str(error)
            self.description = (
                self._saved.saved.preparation.description if self._saved and self._saved.saved.preparation else None
            )
            self._replan()

    # the plan and the run

    def _replan(self) -> None:
        self.version += 1
        self.plan, self.problems, self.summary, self.run_error = None, (), (), ""
        if self.description is None:
            self._refuse_late()
            return
        self.problems = tuple(self.services.problems(self.experiment, self.description))
        self.summary = self.services.summary(self.experiment, self.description)
        if not self.problems:
            self.plan = self.services.plan(self.experiment, self.description)
        self._refuse_late()
        self._renew()

    def _refuse_late(self) -> None:
        """Say why an order that was given before the data were there cannot be carried out."""
        if self._when_ready is not None and (self.data_error or self.problems):
            self._when_ready = None
            self.say(self.data_error or str(self.problems[0]), "bad")

    @property
    def opened_model(self) -> Any:
        """The model file that was opened and is no run yet: its data are on their way, or cannot be had."""
        return self._saved.saved if self._saved is not None and self.run is None else None

    def _renew(self) -> None:
        """Bring the run up to the plan: live where that can be, at once before the first step, else at the next play."""
        run, prepared = self.run, self.prepared
        if self.plan is None or prepared is None or self._building:
            return
        if run is None or not (self.steps_done or self.by_hand):
            if run is None or run.experiment != self.plan.experiment or run.prepared is not prepared:
                self._build(prepared)
            return
        changes = differences(run.experiment, self.plan.experiment)
        was, self.stale = self.stale, self._is_new_start(changes)
        if self.stale and not was:
            self.say(_NEXT, "warning")
        elif not self.stale:
            for path, value in changes:
                self.send(Change(path, value))

    def _is_new_start(self, changes: tuple[tuple[str, Any], ...]) -> bool:
        if not changes or self.run is None:
            return False
        return needs_new_start(changes) or not self.services.same_layout(self.run, self.plan.experiment)

    def _build(self, prepared: Prepared) -> None:
        self.run_error = ""
        experiment, source, saved = self.plan.experiment, self.experiment, self._saved
        self._building = True
        self.ask(
            lambda: self.services.trainer(experiment, prepared, saved.saved if saved is not None else None),
            lambda trainer: self._built(Run(experiment, prepared, trainer.network, 0, source), trainer),
            self._build_failed,
        )

    def _built(self, run: Run, trainer: Any) -> None:
        self._building = self.stale = False
        if self.steps_done and self.snapshot is not None and self.run is not None:
            self.left_behind = self.snapshot.curves
            self.shelf.put(self.left_behind, self.run.experiment)
        self._rewound = {}
        self.run = msgspec.structs.replace(run, number=self.run.number + 1 if self.run else 1)
        self._runner.start(trainer)
        self.snapshot = self._runner.latest()
        if self._saved is not None:
            self._saved = None
            self.keeping.step, self.keeping.run_number = self.steps_done, self.run.number
            self.keeping.by_hand = self.by_hand
        self._first_pace()
        self.version += 1
        self._renew()
        if self._when_ready is not None and not self._building:
            order, self._when_ready = self._when_ready, None
            self.play(order)

    def _build_failed(self, error: NntuiError) -> None:
        self._building, self._when_ready, self._saved = False, None, None
        self.run_error = str(error)
        self.version += 1
        self.say(str(error), "bad")

    @property
    def building(self) -> bool:
        """Whether a new run is being made."""
        return self._building

    def _first_pace(self) -> None:
        """Let the new run open at a pace that can be watched, unless the user has chosen one."""
        run, snapshot = self.run, self.snapshot
        if run is not None and snapshot is not None and not self.pace_chosen:
            training, rows = run.experiment.training, len(run.prepared.train.features)
            batch = min((training.batch_size or rows) * training.accumulate, rows)
            self.pace = first_pace(snapshot.planned_steps, snapshot.parameters.size, batch)
        self.send(Pace(self.pace))

    # orders

    def change(self, path: str, value: Any) -> None:
        """Check a value of the run, which may be written as a text, and order its change from the next step on."""
        run = self.run
        if run is None:
            raise InputError("there is no run yet whose values could change")
        changed = overrides.apply(run.experiment, path, value)
        self.send(Change(path, overrides.get(changed, path)))

    def play(self, order: Order = _PLAY) -> bool:
        """Train on (or do some steps or epochs); a changed network is a new start, said first and done the second time."""
        self.refuse_broken()
        if self.run is None or self._building:
            self._when_ready = order
            return True
        if self.stale:
            return self._start_anew(order)
        self.send(order)
        return True

    def refuse_broken(self) -> None:
        """Raise what is wrong with data or network."""
        if self.data_error:
            raise InputError(self.data_error)
        if self.problems:
            raise self.problems[0]
        if self.run_error:
            raise InputError(self.run_error)

    def _start_anew(self, order: Order) -> bool:
        unsaved = self.keeping.unsaved_steps
        if unsaved and not self._warned:
            self._warned = True
            self.say(_ANEW.format(f"{unsaved:,}"), "warning")
            return False
        self._when_ready = order
        if self.prepared is not None:
            self._build(self.prepared)
        return True

    # jobs and news

    def poll(self) -> bool:
        """Take what came since the last look; returns whether anything is new."""
        if self._runner is None:
            return False
        before = (self.version, len(self._messages), self.snapshot)
        ordered = self.ordered
        self.look()
        if not ordered or self.ordered:  # what somebody waits for is shown before jobs, which come soon enough, are taken
            self.jobs.poll()
        self.keeping.poll()
        return before[:2] != (self.version, len(self._messages)) or before[2] is not self.snapshot

    def look(self) -> None:
        """Take the newest snapshot, and what changed of the experiment in the run."""
        latest = self._runner.latest() if self.run is not None else None
        if latest is not None and latest is not self.snapshot:
            self._follow_rewinds(latest)
            self.snapshot = latest
            if not self.ordered:
                self._follow(latest.experiment, latest.prepared)

    def _follow(self, experiment: Experiment | None, prepared: Prepared | None) -> None:
        """Let the screen show the values and the data that the run has, after a change or an undo that was ordered there."""
        if experiment is None or self.run is None or experiment == self.run.experiment:
            return
        changes = differences(self.run.experiment, experiment)
        given = self._in_given(changes)
        same, prepared = prepared is None or prepared is self.run.prepared, prepared or self.run.prepared
        source = with_changes(self.run.source, given)
        self.run = msgspec.structs.replace(self.run, experiment=experiment, source=source, prepared=prepared)
        draft = with_changes(self.experiment, given)
        if not self.stale and draft != self.experiment:
            if not same:
                self.prepared, self.description = prepared, prepared.description
                self._data_wanted = _data_key(draft)
            self.drafts.edit(draft)
            self._edited()
        self.version += 1

    def _in_given(self, changes: Changes) -> Changes:
        """Return the changes with the places where they stand in the experiment on the screen."""
        found = ((self.plan.given_path(path) if self.plan is not None else path, value) for path, value in changes)
        return tuple((path, value) for path, value in found if path is not None)

    # files

    @property
    def saved_path(self) -> Path | None:
        """The model file that was saved or opened last."""
        return self.keeping.path

    @property
    def dirty(self) -> bool:
        """Whether anything would be lost by leaving."""
        return bool(self.keeping.would_be_lost())


def _data_key(experiment: Experiment) -> object:
    return (experiment.data, experiment.seed, experiment.model.dtype)
