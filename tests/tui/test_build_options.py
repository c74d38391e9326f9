"""The options of training in Build: every word of help in sight, schedules chosen from a list, what is wrong refused."""

from __future__ import annotations

from typing import Any

import pytest
from bench import application, settle, text_of
from stand_in import Services

from nntui.errors import InputError
from nntui.tui.builder import edits, outline

VALIDATED = "iris validation=0.2 | dense 8, relu | adam lr=0.05 | epochs 20"
SCHEDULED = VALIDATED.replace("lr=0.05", "lr=warm_up(one_cycle(0.1,steps=50),steps=9)")


async def at(pilot: Any, place: str, label: str) -> Any:
    """Put the cursors on a value, and return its entry."""
    view = pilot.app.shell.view
    view.go_to_place(place)
    await pilot.pause()
    view.edit_values()
    labels = [entry.label for entry in view.form.entries]
    view.form.move_to(labels.index(label))
    await pilot.pause()
    return view.form.entry


def words_in_sight(app: Any) -> str:
    region = app.shell.view.query_one("#about").region
    rows = text_of(app).splitlines()[region.y : region.bottom]
    return "".join("".join(row[region.x + 1 : region.right] for row in rows).split())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("place", [outline.TRAINING, outline.OPTIMIZER, outline.SPLIT, "model.layers.0"])
async def test_the_words_of_every_value_are_all_in_sight(size: tuple[int, int], place: str) -> None:
    """A long form is scrolled, so that what is said of a value is never cut; the value itself is in sight too."""
    app = application(SCHEDULED)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        view = app.shell.view
        view.go_to_place(place)
        await pilot.press("enter")
        for entry in view.form.entries:
            await pilot.pause()
            if not hasattr(entry.value, "catalog_name"):
                assert words_in_sight(app).endswith(entry.words().replace(" ", ""))
            assert 0 <= view.form.cursor - view.form.top < view.form.size.height
            await pilot.press("down")


async def test_a_schedule_is_chosen_in_place_of_a_number_and_keeps_it() -> None:
    """`o` on the learning rate; the footer says so there and not on other numbers."""
    app = application(VALIDATED)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "o chooses one" in (await at(pilot, outline.OPTIMIZER, "learning_rate")).words()
        assert " o choose " in text_of(app).splitlines()[-1]
        await pilot.press("o", *"one_c", "enter")
        rate = app.workbench.experiment.optimizer.learning_rate  # type: ignore[attr-defined]
        assert (rate.catalog_name, rate.peak) == ("one_cycle", 0.05)
        await at(pilot, outline.OPTIMIZER, "beta_1")

        assert " o choose " not in text_of(app).splitlines()[-1]
        await pilot.press("o")
        assert app.shell.dialog is None


@pytest.mark.parametrize("text", ["1,2,1", "[1, 2, 1]"])
async def test_class_weights_are_typed_and_emptied(text: str) -> None:
    """A list with commas, as people write it."""
    app = application(f"{VALIDATED} | loss categorical_crossentropy")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert (await at(pilot, outline.LOSS, "class_weights")).shown == "all alike"
        await pilot.press("enter", *text, "enter")
        assert app.workbench.experiment.model.loss.class_weights == (1, 2, 1)  # type: ignore[union-attr]
        await pilot.press("enter", "ctrl+u", "enter")

        assert app.workbench.experiment.model.loss.class_weights == ()  # type: ignore[union-attr]


async def test_a_series_that_is_not_there_is_refused_where_it_stands() -> None:
    """The cursors stay, play is refused, and the right name makes it right again."""
    app = application(VALIDATED)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await at(pilot, outline.TRAINING, "monitor")
        await pilot.press("enter", "ctrl+u", *"val_acuracy", "enter")
        await settle(pilot, lambda: "Set monitor to val_accuracy" in text_of(app))
        view = app.shell.view
        assert (view.outline.place, view.form.entry.label) == (outline.TRAINING, "monitor")  # type: ignore[union-attr]
        assert "not ready" in text_of(app).splitlines()[0]
        await pilot.press("escape", "space")
        assert app.view_shown == "build"
        await at(pilot, outline.TRAINING, "monitor")
        await pilot.press("enter", "ctrl+u", *"val_accuracy", "enter")
        await settle(pilot, lambda: "not ready" not in text_of(app))

        assert app.workbench.run is not None


async def test_what_may_surprise_is_noted() -> None:
    """A note of the plan stands under the layers, and refuses nothing."""
    app = application(f"{VALIDATED} accumulate 3")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.pause()
        told = " ".join(row[:45] for row in text_of(app).splitlines())

        assert "accumulate does nothing without a batch_size: the whole set is one batch" in " ".join(told.split())
        await pilot.press("space")
        assert app.view_shown == "train"


class Unmakeable(Services):
    """Services whose trainer cannot be made."""

    def trainer(self, *_: Any) -> Any:
        yield None
        raise InputError("the weights do not fit")


async def test_a_run_that_cannot_be_made_is_no_reason_to_train_the_one_before() -> None:
    """It is said, stands in red, and play says it again, until the experiment is another one."""
    services = Services()
    app = application(services=services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        services.trainer = Unmakeable().trainer  # type: ignore[method-assign]
        bench = app.workbench
        bench.edit(edits.add(bench.experiment, 1, edits.new_component("layer", "tanh")))
        app.news()
        await settle(pilot, lambda: bool(bench.run_error))
        with pytest.raises(InputError, match="do not fit"):
            bench.play()
        assert "not ready" in text_of(app).splitlines()[0]
        del services.trainer
        bench.undo()
        app.news()
        await settle(pilot, lambda: not bench.run_error)

        assert "not ready" not in text_of(app).splitlines()[0]


async def test_the_cursor_stays_on_its_part_when_rows_above_it_go() -> None:
    """One layer less, and the cursor does not move to another part."""
    app = application("iris | dense 8, relu, dense 4, relu | adam | epochs 5")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view = app.shell.view
        view.go_to_place(outline.OPTIMIZER)  # type: ignore[union-attr]
        bench = app.workbench
        bench.edit(edits.with_layers(bench.experiment, bench.experiment.model.layers[:2]))
        app.news()
        await pilot.pause()

        assert view.outline.place == outline.OPTIMIZER  # type: ignore[union-attr]
