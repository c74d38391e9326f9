"""Weights set by hand, units frozen and silenced, on Inspect with real networks."""

import numpy as np
import pytest
from predict_scene import IRIS, SIZES, SPIRAL, opened

from nntui.charts.layout import row_width
from nntui.charts.spans import plain
from nntui.spec import overrides
from nntui.training.messages import Change, Freeze, NudgeWeight, SetWeight, Silence
from nntui.tui.dialogs.help import help_rows
from nntui.tui.screens.inspect import InspectView
from nntui.tui.widgets.bars_of_keys import offered
from nntui.tui.widgets.rows import RowsView

SOFT = "spiral samples=20 classes=3 | dense 6, layer_normalization, dense 3, softmax | adam lr=0.05 | epochs 1000"
BARE = "iris validation=0.2 | dense 8 use_bias=no, relu | adam lr=0.05 | epochs 1000"


async def shown(scene):
    await scene.press("6")
    for _ in range(3):
        await scene.news()
    return scene.app.query_one(InspectView)


def panel(view):
    return plain(view.query_one("#unit", RowsView).rows)


def weights(scene):
    return scene.runner.trainer.network.layout.arrays(scene.runner.trainer.state.parameters)


@pytest.mark.parametrize("size", SIZES)
async def test_a_weight_is_chosen_by_keys_and_given_a_value(size):
    async with opened(SPIRAL, size) as scene:
        view = await shown(scene)
        assert "▸ bias 0" in panel(view)
        await scene.press("down", "right_square_bracket", "right_square_bracket")
        assert "▸ weight from x2" in panel(view)
        await scene.press("e")
        assert scene.app.focused.value == f"{weights(scene)['0.weights'][1, 1]:.6g}"
        await scene.type("0.125")

        assert scene.runner.orders[-1] == SetWeight(0, 1, 1, 0.125)
        assert weights(scene)["0.weights"][1, 1] == 0.125
        assert "weight 2 to unit 2 of layer 1" in scene.text
        await scene.news()
        assert "▸ weight from x2 0.1250" in panel(view)


async def test_the_weights_go_round_and_can_be_named_or_numbered():
    async with opened(IRIS) as scene:
        view = await shown(scene)
        chosen = view.seen.links
        await scene.press("left_square_bracket")
        assert chosen.source == 3
        await scene.press("right_square_bracket", "right_square_bracket")
        assert chosen.source == 0
        for typed, source in (("3", 2), ("Petal Width (cm)", 3), ("bias", None)):
            await scene.press("w")
            await scene.type(typed)
            assert chosen.source == source
        await scene.press("w")
        await scene.type("petal widht (cm)")
        assert "there is no such weight" in scene.text
        assert "petal width (cm)" in scene.text
        await scene.press("escape", "right")
        assert chosen.name() == "bias"
        await scene.press("right_square_bracket")
        assert chosen.name() == "weight from unit 1"
        assert all(row_width(row) <= one.size.width for one in view.query(RowsView) for row in one.rows)


async def test_a_long_name_leaves_room_for_the_value():
    async with opened(IRIS) as scene:
        view = await shown(scene)
        await scene.press("w")
        await scene.type("petal length (cm)")
        row = next(row for row in panel(view).splitlines() if row.startswith("▸"))

        assert row.split()[-1] == f"{weights(scene)['0.weights'][2, 0]:.4g}"[:7].ljust(6, "0")


async def test_nudges_are_a_tenth_of_the_power_of_ten_of_the_largest():
    async with opened(IRIS) as scene:
        await shown(scene)
        largest = np.abs(weights(scene)["0.weights"][:, 0]).max()
        step = {True: 0.1, False: 0.01}[bool(largest >= 1)]
        await scene.press("plus", "plus", "minus")

        nudges = [order for order in scene.runner.orders if isinstance(order, NudgeWeight)]
        assert [nudge.by for nudge in nudges] == pytest.approx([step, step, -step])
        assert weights(scene)["0.biases"][0] == pytest.approx(step)


@pytest.mark.parametrize("size", SIZES[:1])
@pytest.mark.parametrize(("spec", "told"), [(SPIRAL, ("frozen", "silent")), (IRIS, ("F", "S"))])
async def test_units_are_frozen_and_silenced_and_told_in_graph_and_words(size, spec, told):
    async with opened(spec, size) as scene:
        view = await shown(scene)
        await scene.press("f", "down", "s")
        await scene.news()
        graph = plain(view.query_one("#graph", RowsView).rows)

        assert scene.runner.orders[-2:] == [Freeze(0, (0,)), Silence(0, (1,))]
        assert "silenced: passes nothing on" in panel(view)
        assert all(word in graph for word in told)
        assert "unit 2 of layer 1: silenced" in scene.text
        await scene.press("s", "up")
        assert "frozen: training leaves it" in panel(view)
        await scene.press("f")
        assert scene.runner.orders[-2:] == [Silence(0, (1,), silenced=False), Freeze(0, (0,), frozen=False)]
        assert not any(word in plain(view.query_one("#graph", RowsView).rows) for word in told)


async def test_a_whole_layer_is_frozen_by_its_field_and_silenced_by_its_units():
    async with opened(SPIRAL) as scene:
        view = await shown(scene)
        await scene.press("S")
        assert scene.runner.orders[-1] == Silence(0, tuple(range(16)))
        await scene.press("S")
        assert scene.runner.orders[-1] == Silence(0, tuple(range(16)), silenced=False)
        await scene.press("F")
        assert scene.runner.orders[-1] == Change("model.layers.0.trainable", value=False)
        await scene.press("right", "F")
        assert scene.runner.orders[-1] == Freeze(2, (0, 1, 2)), "the experiment does not name the inferred output layer"
        assert view.seen.held_unit(2, 1) == "frozen"


@pytest.mark.parametrize(
    ("spec", "keys", "words"),
    [
        (SPIRAL, ("right", "s"), "is an output"),
        (SOFT, ("s",), "layer_normalization behind it mixes units"),
        (SPIRAL, ("left", "f"), "an input has no weights into it"),
        (SPIRAL, ("left", "F"), "an input has no weights into it"),
        (SPIRAL, ("left", "e"), "an input has no weights into it"),
        (SPIRAL, ("s", "right", "right_square_bracket", "plus"), "unit 1 of layer 1 is silenced"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence_and_no_order(spec, keys, words):
    async with opened(spec) as scene:
        await shown(scene)
        await scene.press(*keys[:-1])
        before = len(scene.runner.orders)
        await scene.press(keys[-1])

        assert words in " ".join(scene.text.split())
        assert len(scene.runner.orders) == before


async def test_values_that_are_no_numbers_are_refused_and_can_be_corrected():
    async with opened(SPIRAL) as scene:
        await shown(scene)
        for typed in ("much", "nan", "1e99"):
            await scene.press("e")
            await scene.type(typed)
            assert "number" in scene.text
            await scene.press("escape")
        assert not [order for order in scene.runner.orders if isinstance(order, SetWeight)]


async def test_a_unit_without_a_bias_begins_with_its_first_weight():
    async with opened(BARE) as scene:
        view = await shown(scene)
        assert view.seen.links.source == 0
        await scene.press("left_square_bracket")
        assert view.seen.links.source == 3
        await scene.press("w")
        await scene.type("bias")
        assert "there is no such weight" in scene.text


@pytest.mark.parametrize("size", SIZES[1:])
async def test_the_keys_are_in_footer_and_help(size):
    async with opened(SPIRAL, size) as scene:
        await shown(scene)
        footer = scene.lines[-1]
        text = plain(help_rows(scene.app.chain(), 76))

        assert all(word in footer for word in ("] weight", "e value", "f freeze", "s silence", "? help"))
        assert {"inspect.freeze", "inspect.silence", "inspect.value"} <= {one.name for one in offered(scene.app.chain())}
        for word in ("freezes the unit", "silences it", "nudge it", "With shift it is the whole layer"):
            assert word in " ".join(text.split())


async def test_what_was_done_by_hand_would_be_lost_and_is_no_reason_to_begin_anew():
    async with opened(SPIRAL) as scene:
        await shown(scene)
        bench = scene.app.workbench
        run = bench.run
        assert bench.keeping.would_be_lost() == []
        await scene.press("s")
        assert bench.keeping.would_be_lost() == ["weights or units changed by hand"]
        await scene.press("1")
        bench.edit(overrides.apply(bench.experiment, "training.epochs", 77))
        await scene.news()

        assert bench.run.number == run.number
        assert scene.runner.trainer.state.hands.held().silenced == {(0, 0)}
