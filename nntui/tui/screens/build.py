"""The Build view: data, layers, loss, optimizer and training, edited with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from nntui.catalog import Component
from nntui.charts.spans import Rows
from nntui.errors import StackError
from nntui.spec import line
from nntui.tui.actions import action
from nntui.tui.builder import form as forms
from nntui.tui.builder import outline
from nntui.tui.builder.changing import Changing
from nntui.tui.builder.facts import facts_of
from nntui.tui.builder.form import Entry
from nntui.tui.builder.panels import Drawn, FormList, Outline
from nntui.tui.builder.said import sentence, summary
from nntui.tui.text import fit, safe
from nntui.tui.view import view
from nntui.tui.widgets.field import Field
from nntui.tui.widgets.picker import Picker
from nntui.tui.widgets.prose import wrap
from nntui.tui.workbench import Workbench

if TYPE_CHECKING:
    from nntui.data.tables import Table

_MOST_WORDS = 9


@view("build", "1", "Build")
class BuildView(Changing, can_focus=False):
    """Put a network together and see at once whether it fits the data."""

    help = (
        "On the left the experiment, on the right the values of the row under the cursor. "
        "What is left out (images of pictures, output layer, last activation, loss) is chosen from the data and shown "
        "with a plus."
    )
    action_view = "build"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._seen: tuple[StackError, ...] = ()
        self._version = -1
        self._previewed: tuple[tuple[object, int, int], Rows] | None = None

    def compose(self) -> ComposeResult:
        """Outline and form side by side, what is wrong and the one-line spec below."""
        with Horizontal(id="bench"):
            with Vertical(id="left"):
                yield Outline(id="outline")
                yield Drawn(self._problem_rows, id="problems")
            with Vertical(id="right"):
                yield FormList(id="form")
                yield Drawn(self._about_rows, id="about")
                yield Drawn(self._preview_rows, id="preview")
        yield Drawn(self._line_rows, id="line")
        yield Field(id="value", classes="hidden")

    def first_focus(self) -> Widget:
        """The outline has focus at first."""
        return self.outline

    def refresh_from(self, workbench: Workbench) -> None:
        """Show the experiment, its shapes and its problems as they are now."""
        if workbench.version != self._version:
            self._version = workbench.version
            self._show_all()

    def on_resize(self) -> None:
        """Lay the rows out for the new width."""
        self._turn(values=self.form.has_focus or self.value_field.has_focus)
        self.call_after_refresh(self._show_all)
        self.call_after_refresh(self.call_after_refresh, self.place_field)  # over the form as it is laid out then

    def _show_all(self) -> None:
        self._show_outline()
        self._show_form()
        self._go_to_new_problem()
        lines = self._problem_rows(max(self.outline.size.width, 20), 9)
        self.query_one("#problems").styles.height = len(lines)
        self.query_one("#line").styles.height = min(len(wrap(self.line(), max(self.size.width, 40) - 1)), 3)
        for drawn in self.query(Drawn):
            drawn.redraw()

    def _show_outline(self) -> None:
        """Show the parts; the cursor stays on its part, also when rows above it come and go."""
        bench, place = self.workbench, self.outline.place
        items = outline.outline(bench.experiment, facts_of(bench), self.outline.size.width or 44, ascii=self.nntui.ascii)
        here = next((number for number, item in enumerate(items) if item.value == place), None)
        self.outline.set_items(items, here)

    def _show_form(self, cursor: int | None = None) -> None:
        entries = forms.form(self.workbench.experiment, self.outline.place)
        self.form.show_entries(entries, ascii=self.nntui.ascii, cursor=cursor)
        self._size_form()

    def _size_form(self) -> None:
        """Give the words under the form the rows they need, and the form what is left: a long one is scrolled."""
        width, right = self.form.size.width or 34, self.query_one("#right").size.height
        most = max((len(self._words_of(entry, width)) for entry in self.form.entries), default=0)
        self.form.styles.height = max(min(len(self.form.entries), right - most if right else 99), 1)
        self.query_one("#about").styles.height = min(len(self._about_rows(width, 99)) + 1, _MOST_WORDS)

    def _go_to_new_problem(self) -> None:
        """Put the cursor on the layer that an edit has broken."""
        before, self._seen = self._seen, self.workbench.problems
        known = {str(error) for error in before}
        new = next((error for error in self._seen if str(error) not in known), None)
        if new is not None:
            self._go_to(new)

    def _go_to(self, error: StackError) -> None:
        self.go_to_place(outline.place_of(error))

    def _problem_rows(self, width: int, height: int) -> Rows:
        plan = self.workbench.plan
        notes = safe(" ".join(plan.notes)) if plan is not None else ""
        said, role = (self._wrong, "bad") if self._wrong else (notes, "warning")
        return wrap(said, width - 1, role, indent=1)[: max(height, 1)] if said else ()

    @property
    def _wrong(self) -> str:
        """What keeps the experiment from being trained."""
        bench = self.workbench
        return safe(bench.data_error) or (sentence(bench.problems) if bench.problems else safe(bench.run_error))

    def _about_rows(self, width: int, height: int) -> Rows:
        entry = self.form.entry
        return self._words_of(entry, width)[: max(height - 1, 1)] if entry is not None else ()

    def _words_of(self, entry: Entry, width: int) -> Rows:
        """Return a line, and what is to be said of an entry."""
        about = summary(entry.value) if isinstance(entry.value, Component) else entry.words()
        return (((" " + "─" * (width - 2), "muted"),), *wrap(safe(about), width - 1, "muted", indent=1))[:_MOST_WORDS]

    def _preview_rows(self, width: int, height: int) -> Rows:
        prepared = self.workbench.prepared
        if prepared is None:
            return (((" " + safe(self.workbench.loading, width - 1), "muted"),),)
        key = (prepared.table, width, height)
        if self._previewed is None or self._previewed[0][0] is not key[0] or self._previewed[0][1:] != key[1:]:
            self._previewed = (key, self._preview(prepared.table, width, height))
        return self._previewed[1]

    def _preview(self, table: Table, width: int, height: int) -> Rows:
        from nntui.tui.builder import preview  # noqa: PLC0415 - the job that loads the data has imported it

        drawn = preview.preview(table, width, height - 1, ascii=self.nntui.ascii, colours=not self.nntui.no_color)
        return (((" " + safe(preview.facts(table), width - 1), "muted"),), *drawn)

    def _line_rows(self, width: int, height: int) -> Rows:
        rows = wrap(safe(self.line()), width - 1, "muted", indent=1)
        if len(rows) <= height:
            return rows
        last = fit("".join(text for text, _ in rows[height - 1]) + " " * width, width - 23, ascii=self.nntui.ascii)
        return (*rows[: height - 1], ((last, "muted"), ("  (c copies all of it)", "muted")))

    def line(self) -> str:
        """Return the experiment as one line."""
        return line.write(self.workbench.experiment, names=False)

    def status(self) -> str:
        """Say what to press next."""
        bench = self.workbench
        if self._wrong:
            return "Something does not fit yet: it is said in red under the layers."
        if not bench.steps_done:
            return "Press space to train this network, or a to add a layer. ? explains every key."
        return "Training goes on: 2 shows it." if bench.running else "Press space to train on."

    def on_picker_moved(self, event: Picker.Moved) -> None:
        """Show what belongs to the row under the cursor."""
        if event.picker is self.outline:
            self._show_form(0)
            self.query_one("#preview", Drawn).redraw()
        self._size_form()
        self.query_one("#about", Drawn).redraw()
        self.nntui.shell.refresh_frame()

    def edit_values(self) -> None:
        """Go to the values of the row."""
        if self.outline.place.startswith(outline.LAYER) and not self.stack:
            self.add_layer(None)
        elif self.form.entries:
            self._turn(values=True)
            self.form.focus()

    def leave_form(self) -> None:
        """Go back to the list of parts."""
        self._turn(values=False)
        self.outline.focus()

    def _turn(self, *, values: bool) -> None:
        """Where there is no room for both, show the list of parts or the values of one."""
        slim = self.screen.has_class("-slim")
        self.query_one("#left").display = not (slim and values)
        self.query_one("#right").display = not slim or values

    @action("build.undo", title="Undo", help="Take the last change of the experiment back.", keys="u", footer=50)
    def undo(self) -> None:
        """Take the last edit back."""
        if not self.workbench.undo():
            self.nntui.say("There is nothing to undo.")
        self.nntui.news()

    @action("build.redo", title="Redo", help="Make the change again that was taken back.", keys=("U", "ctrl+r"))
    def redo(self) -> None:
        """Make the edit again."""
        if not self.workbench.redo():
            self.nntui.say("There is nothing to redo.")
        self.nntui.news()

    @action("build.problem", title="Go to the problem", help="Put the cursor on the layer that does not fit.", keys="!")
    def go_to_problem(self) -> None:
        """Put the cursor on the first problem."""
        if self.workbench.problems:
            self._go_to(self.workbench.problems[0])
            self.outline.focus()

    @action("build.train", title="Train it", help="Show Train and play; refused while something does not fit.", keys="space",
            footer=62, short="train")  # fmt: skip
    async def train(self) -> None:
        """Show Train and play."""
        if self._wrong:
            self.go_to_problem()
            self.nntui.say(self._wrong, "bad")
            return
        await self.nntui.play()
