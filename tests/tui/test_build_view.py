"""The Build view by keyboard, at 80x24 and 120x40."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bench import SMALL, application, settle, text_of

from nntui.tui.builder import outline
from nntui.tui.screens.build import BuildView

SIZES = [(80, 24), (120, 40)]


def view_of(app: object) -> BuildView:
    return app.shell.view  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("size", SIZES)
async def test_shapes_and_parameters_stand_beside_each_layer(size: tuple[int, int]) -> None:
    """The first picture has data, layers with shapes and counts, the total and the one-line spec."""
    app = application()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        lines = text_of(app).splitlines()

        assert any("dense 8" in row and row[:55].split("│")[0].split()[-2:] == ["8", "24"] for row in lines)
        assert any("in all" in row and "51" in row for row in lines)
        assert any(row.strip().startswith("spiral samples=20 | dense 8, relu, dense 3, softmax") for row in lines)
        assert any("60 rows, 2 features, 3 classes" in row for row in lines)
        assert all(len(row) <= size[0] for row in lines)


@pytest.mark.parametrize("size", SIZES)
async def test_pictures_and_images(size: tuple[int, int]) -> None:
    """The layer that makes images of the pictures stands where it is missing, with its shape; wrong layers are still told."""
    app = application("digits | conv2d 16 3, relu, max_pool2d 2, flatten | adam | epochs 5")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        rows = [row.split("│")[0].split() for row in text_of(app).splitlines()]
        start = next(number for number, row in enumerate(rows) if row[:1] == ["input"])
        assert rows[start : start + 6] == [
            ["input", "64"],
            ["+", "reshape", "8", "8", "1", "8x8x1"],
            ["conv2d", "16", "3", "6x6x16", "160"],
            ["relu", "6x6x16"],
            ["max_pool2d", "2", "3x3x16"],
            ["flatten", "144"],
        ]
        assert any(row[:3] == ["+", "dense", "10:"] for row in rows)

        view_of(app).go_to_place("model.layers.2")
        await pilot.press("x", "x", "x")
        await settle(pilot)
        assert names(app) == ["conv2d"]
        assert any(row[:2] == ["+", "flatten:"] for row in (one.split() for one in text_of(app).splitlines()))
        await pilot.press("a", *"dense", "enter")
        await settle(pilot)
        left = " ".join(word for row in text_of(app).splitlines() for word in row.split("│")[0].split())
        assert "Layer 2: dense needs a row of numbers for each sample. Put a flatten layer before it." in left
        assert "+ reshape 8 8 1" in text_of(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_network_is_put_together_by_keyboard(size: tuple[int, int]) -> None:
    """Add, edit, duplicate, move, delete, undo and redo, all by keys."""
    app = application("spiral samples=20 | dense 8 | adam | epochs 5")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        view_of(app).go_to_place("model.layers.0")
        await pilot.press("a", *"tanh", "enter")
        await settle(pilot)
        assert names(app) == ["dense", "tanh"]
        await pilot.press("K", "d")
        assert names(app) == ["tanh", "tanh", "dense"]
        await pilot.press("x", "u", "U", "u", "u", "u", "u")
        assert names(app) == ["dense"]
        await pilot.press("enter", "down", "enter", "1", "2", "enter")
        await settle(pilot)
        assert app.workbench.experiment.model.layers[0].units == 12  # type: ignore[attr-defined]
        await pilot.press("right", "left", "left", "escape", "u")
        assert app.workbench.experiment.model.layers[0].units == 12  # type: ignore[attr-defined]
        assert view_of(app).outline.has_focus


def names(app: object) -> list[str]:
    return [layer.catalog_name for layer in app.workbench.experiment.model.layers]  # type: ignore[attr-defined]


async def test_a_wrong_value_is_said_and_the_field_stays() -> None:
    """What was typed stays in the field with one sentence; escape leaves the old value."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place("model.layers.0")
        await pilot.press("enter", "down", "enter", "0", "enter")

        assert "out of range. Received: 0" in text_of(app)
        assert view_of(app).value_field.has_focus
        await pilot.press("2", "escape")
        assert view_of(app).form.has_focus
        assert app.workbench.experiment.model.layers[0].units == 8  # type: ignore[attr-defined]


async def test_while_a_field_is_edited_only_enter_escape_tab_and_ctrl_act() -> None:
    """Digits, letters and signs are text; no view is switched and nothing is deleted."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place(outline.RUN)
        await pilot.press("enter", "end", "enter", "2", "q", "x", "question_mark", "space", "up", "f1")

        assert app.view_shown == "build"
        assert app.screen is app.shell
        assert view_of(app).value_field.value.strip() == "2qx?"
        assert "esc leave" in text_of(app)
        await pilot.press("enter")
        assert app.workbench.experiment.why.strip() == "2qx?"


@pytest.mark.parametrize("kind", ["optimizer", "loss"])
async def test_loss_and_optimizer_are_chosen_from_the_catalog(kind: str) -> None:
    """Enter on the row, enter on the first value, a few letters, enter."""
    wanted = {"optimizer": "sgd", "loss": "mean_squared"}[kind]
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place({"optimizer": outline.OPTIMIZER, "loss": outline.LOSS}[kind])
        await pilot.press("enter", "enter", *wanted, "enter")
        experiment = app.workbench.experiment
        chosen = experiment.optimizer if kind == "optimizer" else experiment.model.loss

        assert chosen is not None
        assert chosen.catalog_name.startswith(wanted)


async def test_a_nested_component_and_none() -> None:
    """A learning rate becomes a schedule with fields of its own, and a loss becomes none again."""
    app = application()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place(outline.OPTIMIZER)
        await pilot.press("enter", "down", "enter", "ctrl+u", *"inverse_time(0.5,decay=0.1)", "enter")
        assert "inverse_time" in app.workbench.experiment.optimizer.learning_rate.catalog_name  # type: ignore[attr-defined]
        assert "decay" in text_of(app)
        await pilot.press("escape")
        view_of(app).go_to_place(outline.LOSS)
        await pilot.press("enter", "enter", *"categorical", "enter", "enter", *"none", "enter")
        await settle(pilot)
        assert app.workbench.experiment.model.loss is None
        assert "+ categorical_crossentropy" in text_of(app)


BROKEN = {
    "no layers": "spiral samples=20 | adam | epochs 3",
    "output too narrow": "spiral samples=20 | dense 8, relu, dense 2, softmax | adam | epochs 3",
    "output too wide": "iris | dense 8, relu, dense 7, softmax | adam | epochs 3",
    "softmax with the binary loss": "spiral samples=20 classes=2 | dense 2, softmax | loss binary_crossentropy",
    "sigmoid with the categorical loss": "spiral samples=20 | dense 3, sigmoid | loss categorical_crossentropy",
    "three outputs with the binary loss": "spiral samples=20 | dense 3, sigmoid | loss binary_crossentropy",
    "a regression with a softmax": "sine samples=20 | dense 8, relu, dense 1, softmax | adam | epochs 3",
    "two outputs for one target": "sine samples=20 | dense 8, relu, dense 2 | adam | loss mean_squared_error | epochs 3",
    "cross-entropy for numbers": "sine samples=20 | dense 8, dense 1, sigmoid | loss binary_crossentropy",
    "softmax in the middle": "spiral samples=20 | dense 3, softmax, dense 3, relu | loss categorical_crossentropy",
    "dropout at the end": "spiral samples=20 | dense 3, softmax, dropout 0.5 | adam | epochs 3",
    "relu behind the softmax": "spiral samples=20 | dense 3, softmax, relu | adam | epochs 3",
    "more parameters than may be": "spiral samples=20 | dense 60000, dense 60000, dense 3 | adam | epochs 3",
    "accuracy of classes for numbers": "sine samples=20 | dense 1 | adam | metrics accuracy | epochs 3",
    "dropout alone": "spiral samples=20 | dropout 0.5 | adam | loss mean_squared_error | epochs 3",
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_stack_is_shown_explained_and_not_played(name: str) -> None:
    """The cursor goes to the layer, a sentence says what to change, and space says it instead of training."""
    app = application(BROKEN[name])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        bench = app.workbench
        assert bench.problems, name
        first = bench.problems[0]
        assert first.advice.endswith(".")
        assert "not ready" in text_of(app)
        if first.layer is not None:
            assert view_of(app).outline.place == f"model.layers.{first.layer}"
            assert " ! " in text_of(app)
        words = " ".join(" ".join(row.split("│")[0] for row in text_of(app).splitlines()).split())
        assert " ".join(first.advice.split()[:3]) in words
        await pilot.press("space")
        assert app.view_shown == "build"
        assert bench.run is None
        await pilot.press("2", "space")
        assert bench.run is None
        assert app.return_code is None


async def test_an_edit_that_breaks_takes_the_cursor_there_and_undo_heals() -> None:
    """Deleting the output layer is told at once; u brings back a stack that trains."""
    app = application("iris | dense 8, relu, dense 3, softmax | adam | epochs 3")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place("model.layers.2")
        await pilot.press("enter", "down", "enter", "7", "enter", "escape")
        await settle(pilot, lambda: app.workbench.problems)
        assert view_of(app).outline.place == "model.layers.2"
        assert "units" in text_of(app)
        await pilot.press("u")
        await settle(pilot, lambda: not app.workbench.problems)
        assert "not ready" not in text_of(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_line_is_shown_and_copied(size: tuple[int, int]) -> None:
    """`c` copies what stands at the bottom, and says so."""
    app = application()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("c")

        assert app.clipboard == view_of(app).line()
        assert "opied" in text_of(app)


HOSTILE = ("\x1b]0;owned\x07", "[/]", "[link=x]y[/link]", "\x9b31m", "\u202eevil", "a" * 5000, "日本", "e\u0301\u0301")


async def test_names_of_a_file_do_no_harm(tmp_path: Path) -> None:
    """Headers and classes with codes and markup are shown as text in the table and the messages."""
    path = tmp_path / "[b]\x1b]0;x\x07.csv"
    header = ",".join(f'"{name}"' for name in HOSTILE)
    rows = [",".join(str(row + column) for column in range(len(HOSTILE))) + f",[/]{row % 3}\x1b[2J" for row in range(30)]
    path.write_text("\n".join([f"{header},kind", *rows, ""]))
    app = application("iris | dense 8, relu, dense 3, softmax | adam | epochs 3")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        from nntui.spec import overrides
        from nntui.tui.builder import edits

        source = edits.new_component("dataset", "csv")
        changed = edits.with_data_set(app.workbench.experiment, source)
        view_of(app).edit(overrides.apply(changed, "data.source.path", str(path)))
        await settle(pilot, lambda: app.workbench.prepared is not None or app.workbench.data_error)
        for key in ("2", "3", "1", "question_mark", "escape", "ctrl+p", "escape", "ctrl+s", "escape"):
            await pilot.press(key)
            assert not [letter for letter in text_of(app) if letter != "\n" and (ord(letter) < 32 or 127 <= ord(letter) < 160)]


async def test_the_smallest_terminal_has_everything() -> None:
    """At 60x20 outline, form and message line are there and nothing is wider than the screen."""
    app = application(SMALL)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        shown = text_of(app)

        assert "dense 8" in shown
        assert "Press space" in shown
        assert max(map(len, shown.splitlines())) <= 60


async def test_in_sixty_columns_parts_and_values_take_turns() -> None:
    """Enter shows the values over the whole width, escape the parts; with more room both stand side by side."""
    app = application(SMALL)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place("model.layers.0")
        await pilot.press("enter", "down", "enter", "ctrl+u", "7", "enter")
        assert "weight initializer" in text_of(app)
        assert app.workbench.experiment.model.layers[0].units == 7  # type: ignore[attr-defined]
        await pilot.press("escape")
        await pilot.pause()
        assert "in all" in text_of(app)
        assert "weight initializer" not in text_of(app)
        await pilot.resize_terminal(100, 30)
        await settle(pilot, lambda: "in all" in text_of(app) and "weight initializer" in text_of(app))


@pytest.mark.parametrize("width", [60, 70, 80, 120])
async def test_the_header_always_tells_name_and_state(width: int) -> None:
    """However narrow, the first line has the view, the digits of the others, the name and what the run does."""
    app = application("spiral samples=20 | dense 8, relu, dense 3, softmax | adam | epochs 50 seed 0 name longish-name")
    async with app.run_test(size=(width, 20)) as pilot:
        await settle(pilot)
        first = text_of(app).splitlines()[0]

        assert "1 Build" in first
        assert "longish-name" in first
        assert "ready" in first
        assert len(first) <= width


async def test_a_value_that_is_missing_is_asked_for_by_its_label() -> None:
    """An empty number says what is allowed; the message names the row, not the path in a file."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place(f"{outline.LAYER}0")
        await pilot.press("enter", "down", "enter", "ctrl+u", "enter")

        assert "units: a value is needed. Allowed: a whole number at least 1" in " ".join(text_of(app).split())


@pytest.mark.parametrize(("behind", "usual"), [(0, "relu"), (1, "dense")])
async def test_the_layer_that_usually_follows_is_offered_first(behind: int, usual: str) -> None:
    """After a layer with weights an activation, after an activation a dense layer: enter takes it."""
    app = application("spiral samples=20 | dense 8, relu | adam | epochs 5")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place(f"{outline.LAYER}{behind}")
        await pilot.press("a", "enter")

        assert app.workbench.experiment.model.layers[behind + 1].catalog_name == usual


async def test_the_row_of_training_is_whole_on_a_narrow_terminal() -> None:
    """`validate every 100` was cut at 80 cells."""
    app = application("spiral samples=100 fresh=300 | dense 64, relu | adam | epochs 10000 validate_every 100")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)

        assert "epochs 10,000 validate every 100" in text_of(app)
        assert "one output for each class" in text_of(app)


def style_of_cursor(picker: Any) -> str:
    """How the row under the cursor is drawn."""
    return picker.rows[picker.cursor - picker.top][0][1]


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_that_has_the_keys_shows_the_cursor(size: tuple[int, int]) -> None:
    """The other one shows its row faintly; behind a dialog both do."""
    app = application()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        view = view_of(app)
        assert style_of_cursor(view.outline).endswith("selected")
        await pilot.press("enter")
        assert style_of_cursor(view.outline).endswith("underline")
        assert style_of_cursor(view.form).endswith("selected")
        await pilot.press("escape")
        assert style_of_cursor(view.outline).endswith("selected")
        assert style_of_cursor(view.form).endswith("underline")
        await pilot.press("question_mark")
        await settle(pilot)
        assert style_of_cursor(view.outline).endswith("underline")


async def test_a_value_that_is_typed_stays_at_its_place_when_the_terminal_gets_another_size() -> None:
    """It is neither cut nor beside the form."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view_of(app).go_to_place("model.layers.0")
        await pilot.press("enter", "down", "enter")
        for width, height in ((120, 40), (66, 20), (100, 30)):
            await pilot.resize_terminal(width, height)
            while app._resize_event is not None:
                await pilot.pause(0.002)
            await settle(pilot)
            form, field = view_of(app).form.region, view_of(app).value_field.region
            assert field.right == form.right
            assert form.contains_region(field)
            assert field.y == form.y + 1
