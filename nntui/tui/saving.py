"""Save, open and quit: the actions that have to do with what would be lost."""

# ruff: noqa: PLC0415 - dialogs are imported when they open, not for the first picture
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from nntui.spec.places import working_folder
from nntui.tui.actions import Acting, action
from nntui.tui.folders import is_there
from nntui.tui.keeping import MODEL_ENDING, Opened

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp

QUIT = (("save", "Save and quit"), ("lose", "Quit without saving"), ("stay", "Stay here"))
OPEN = (("save", "Save, then open another"), ("lose", "Open another without saving"), ("stay", "Stay here"))


class Saving(Acting):
    """Mixed into the application."""

    title = "Everywhere"
    last_folder: Path | None = None

    @property
    def _nntui(self) -> NntuiApp:
        return cast("NntuiApp", self)

    @action("app.save", title="Save", help="Save the model with everything that training needs to go on.", keys="ctrl+s",
            footer=4)  # fmt: skip
    def save(self) -> None:
        """Choose a file and save."""
        self.save_then(lambda: None)

    @action("app.open", title="Open", help="Open a model, a run's folder or an experiment (.toml).", keys="ctrl+o", footer=3)
    def open_file(self) -> None:
        """Choose a file and open it."""
        self.unless_lost("Open another?", OPEN, self._choose_to_open)

    @action("app.recipes", title="Recipes", help="Open an experiment of the book, on real data, or of the Playground.",
            keys="R", footer=3)  # fmt: skip
    def open_recipe(self) -> None:
        """Choose a recipe and put it on the screen."""
        self.unless_lost("Open another?", OPEN, self._choose_recipe)

    @action(
        "app.quit", title="Quit", help="Leave nntui; asks only when something would be lost.", keys=("q", "ctrl+c"), footer=6
    )
    def quit_softly(self) -> None:
        """Leave, or ask first."""
        self.unless_lost("Quit?", QUIT, lambda: self._nntui.exit(0))

    def unless_lost(self, title: str, answers: tuple[tuple[str, str], ...], go_on: Callable[[], None]) -> None:
        """Go on, after a question when something would be lost by it."""
        from nntui.tui.dialogs.question import Question

        app = self._nntui
        lost = app.workbench.keeping.would_be_lost()
        if not lost:
            go_on()
        elif not isinstance(app.shell.dialog, Question):
            words = f"Not saved yet: {' and '.join(lost)}."
            app.shell.open_dialog(Question(title, words, answers), lambda answer: self._answered(answer, go_on))

    def _answered(self, answer: str | None, go_on: Callable[[], None]) -> None:
        if answer == "lose":
            go_on()
        elif answer == "save":
            self.save_then(go_on)

    def save_then(self, go_on: Callable[[], None]) -> None:
        """Choose a file, save, and go on when that is done."""
        from nntui.tui.dialogs.files import SaveFile

        app = self._nntui
        keeping = app.workbench.keeping
        path = keeping.path or self.folder() / f"{_name(app)}{MODEL_ENDING}"

        def chosen(found: Path | None) -> None:
            if found is not None:
                self.last_folder = found.parent
                keeping.save(found, go_on)

        app.shell.open_dialog(SaveFile(path.parent, path.name, keeping.own_path), chosen)

    def _choose_to_open(self) -> None:
        from nntui.tui.dialogs.files import OpenFile

        app = self._nntui
        folder = self.folder()
        app.shell.open_dialog(OpenFile(folder if is_there(folder) else working_folder(), self._opened), lambda _: None)

    def _choose_recipe(self) -> None:
        from nntui.spec import recipes
        from nntui.tui.dialogs.choose import Choose

        app = self._nntui
        known = {experiment.name: experiment for experiment in recipes.all()}

        def chosen(name: str | None) -> None:
            if name is not None:
                app.workbench.take(Opened(known[name], Path()))
                app.say(f"Opened the recipe {name}: {known[name].why}", "good")
                app.news()

        choices = tuple((name, experiment.why) for name, experiment in known.items())
        app.shell.open_dialog(Choose("Recipes", choices, app.workbench.experiment.name), chosen)

    def _opened(self, opened: Opened) -> None:
        app = self._nntui
        self.last_folder = opened.path.parent
        app.workbench.take(opened)
        app.say(f"Opened {opened.path}.", "good")
        app.news()

    def folder(self) -> Path:
        """Return where files are looked for first: the last folder used, or the user's own for models."""
        return self.last_folder or self.own_folder()

    def own_folder(self) -> Path:
        """Return the user's own folder for models, which is made by the first save."""
        from nntui.store.home import home

        return home() / "models"


def _name(app: NntuiApp) -> str:
    from nntui.store import runs

    experiment = app.workbench.experiment
    return runs.slug(experiment.name or experiment.data.source.catalog_name)
