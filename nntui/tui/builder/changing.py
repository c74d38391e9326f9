"""What the Build view does to the experiment: layers, values and components, each chosen or typed."""

from __future__ import annotations

from typing import Any

from nntui.catalog import Component
from nntui.spec import overrides
from nntui.spec.experiment import Experiment
from nntui.tui.builder import edits, outline
from nntui.tui.builder.editing import Editing
from nntui.tui.builder.form import Entry
from nntui.tui.builder.panels import FormList, Outline
from nntui.tui.view import View


class Changing(View, Editing, can_focus=False):
    """The half of the Build view that edits; what it looks like is the view's own affair."""

    action_view = "build"

    @property
    def outline(self) -> Outline:
        """The list of parts."""
        return self.query_one(Outline)

    @property
    def form(self) -> FormList:
        """The values of the part under the cursor."""
        return self.query_one(FormList)

    @property
    def stack(self) -> tuple[Component, ...]:
        """The stack."""
        return self.workbench.experiment.model.layers

    def go_to_place(self, place: str) -> None:
        """Put the cursor of the outline on a place."""
        found = [number for number, item in enumerate(self.outline.items) if item.value == place]
        if found:
            self.outline.move_to(found[0])

    def edit(self, experiment: Experiment) -> None:
        """Take an edited experiment over."""
        self.workbench.edit(experiment)
        self.nntui.news()

    def add_layer(self, behind: int | None) -> None:
        """Choose a layer and put it behind the one at `behind`, or at the end."""
        from nntui.tui.dialogs.choose import Choose, component_choices  # noqa: PLC0415 - not for the first picture

        place = len(self.stack) if behind is None else behind + 1

        def chosen(name: str | None) -> None:
            if name is not None:
                self.edit(edits.add(self.workbench.experiment, place, edits.new_component("layer", name)))
                self.go_to_place(f"{outline.LAYER}{place}")

        usual = "relu" if place and hasattr(self.stack[place - 1], "weight_initializer") else "dense"
        self.nntui.shell.open_dialog(Choose("Add a layer", component_choices("layer"), usual), chosen)

    def duplicate_layer(self, place: int | None) -> None:
        """Put the same layer behind."""
        if place is not None:
            self.edit(edits.duplicate(self.workbench.experiment, place))
            self.go_to_place(f"{outline.LAYER}{place + 1}")

    def delete_layer(self, place: int | None) -> None:
        """Take the layer out."""
        if place is not None:
            self.edit(edits.remove(self.workbench.experiment, place))
            self.go_to_place(f"{outline.LAYER}{max(min(place, len(self.stack) - 1), 0)}")

    def move_layer(self, place: int | None, by: int) -> None:
        """Exchange the layer with its neighbour."""
        if place is not None and 0 <= place + by < len(self.stack):
            self.edit(edits.move(self.workbench.experiment, place, by))
            self.go_to_place(f"{outline.LAYER}{place + by}")

    def set_value(self, entry: Entry, value: Any) -> None:
        """Set the value of an entry; raises what is wrong with it."""
        self.edit(overrides.apply(self.workbench.experiment, entry.path, value))

    def set_component(self, entry: Entry, component: Component) -> None:
        """Set a component as the value of an entry; another data set brings its own ways with it."""
        if entry.path == outline.DATA:
            self.edit(edits.with_data_set(self.workbench.experiment, component))
        else:
            self.set_value(entry, component)
