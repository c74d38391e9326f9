"""The Inspect view with real networks and a runner that trains when it is told to."""

import numpy as np
import pytest
from predict_scene import DIABETES, DIGITS, IRIS, SINE, SIZES, SPIRAL, opened

from nntui.charts.layout import row_width
from nntui.charts.spans import plain
from nntui.tui.screens.inspect import InspectView
from nntui.tui.widgets.rows import RowsView

WIDE = "spiral samples=20 classes=2 | dense 2000, relu, dense 1, sigmoid | adam lr=0.01 | epochs 1000"
IMAGES = (
    "digits validation=0.2 | conv2d 4 3, relu, conv2d 6 3, relu, max_pool2d 2, flatten, dense 10 | adam lr=0.01 | epochs 1000"
)
ONE = "spiral samples=20 classes=2 | dense 1, relu | adam lr=0.01 | epochs 1000"
SETS = {"spiral": SPIRAL, "iris": IRIS, "digits": DIGITS, "sine": SINE, "diabetes": DIABETES, "wide": WIDE, "one": ONE}


async def shown(scene):
    await scene.press("6")
    for _ in range(3):
        await scene.news()
    return scene.app.query_one(InspectView)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SETS)
async def test_every_kind_of_network_fits_the_screen(name, size):
    async with opened(SETS[name], size) as scene:
        view = await shown(scene)
        for one in view.query(RowsView):
            assert len(one.rows) <= one.size.height
            assert all(row_width(row) <= one.size.width for row in one.rows)
        for word in ("input", "1 dense relu", "bias", "mean activation", "zero for", "weights from", "start weights"):
            assert word in scene.text, word


@pytest.mark.parametrize("size", SIZES)
async def test_units_and_layers_are_chosen_with_arrows_and_letters(size):
    async with opened(SPIRAL, size) as scene:
        view = await shown(scene)
        assert "unit 1 of 16" in scene.text
        await scene.press("down", "j", "up", "pagedown", "k")
        assert "unit 11 of 16" in scene.text
        await scene.press("end", "down")
        assert "unit 16 of 16" in scene.text
        await scene.press("home")
        assert "unit 1 of 16" in scene.text

        await scene.press("right")
        assert view.seen.stage == 2
        assert "unit 1 of 3" in scene.text
        await scene.press("h", "left", "left")
        assert "unit 1 of 2: x1" in scene.text
        assert "bias" not in plain(view.query_one("#unit", RowsView).rows)
        await scene.press("l", "pageup")
        assert view.seen.stage == 1


@pytest.mark.parametrize("size", SIZES)
async def test_a_channel_of_images_is_one_unit_with_its_kernel(size):
    async with opened(IMAGES, size) as scene:
        view = await shown(scene)
        assert "channel 1 of 4" in scene.text
        assert "1 channel" in scene.text
        await scene.press("down", "down")
        rows = plain(view.query_one("#unit", RowsView).rows).splitlines()
        kernel = view.seen.choice.model.network.layout.arrays(scene.runner.snapshot.parameters)["1.weights"][:, :, 0, 2]
        place = next(number for number, row in enumerate(rows) if row.strip() == "kernel")
        signs = [[word[0] for word in row.split()] for row in rows[place + 1 : place + 4]]

        assert "channel 3 of 4" in scene.text
        assert "of pixels" in scene.text
        assert signs == [["-" if number < 0 else "+" for number in line] for line in kernel.tolist()]
        for key in ("right", "down", "end", "right", "end", "left"):
            await scene.press(key)
        assert "kernel, sum of 4 channels" in scene.text
        for one in view.query(RowsView):
            assert all(row_width(row) <= one.size.width for row in one.rows)


async def test_the_numbers_are_those_of_the_weights():
    async with opened(SPIRAL, (120, 40)) as scene:
        view = await shown(scene)
        await scene.go(40, "paused")
        await scene.press("down")
        text = plain(view.query_one("#unit", RowsView).rows)
        arrays = view.seen.choice.model.network.layout.arrays(scene.runner.snapshot.parameters)

        assert "step 40" in text
        assert f"bias {arrays['0.biases'][1]:.3g}"[:9] in text
        weight = arrays["0.weights"][0, 1]
        assert f"{'+' if weight > 0 else '-'}{abs(weight):.3g}"[:5] in text


async def test_a_wide_layer_scrolls_and_its_pictures_come():
    async with opened(WIDE, (120, 40)) as scene:
        view = await shown(scene)
        await scene.press("end")
        for _ in range(3):
            await scene.news()

        assert "of 2,000" in scene.text
        assert view.seen.found.stages[1].first == 2000 - 64


async def test_it_is_asked_only_while_it_is_shown_and_when_the_weights_changed():
    async with opened(SPIRAL) as scene:
        await shown(scene)
        asked = len(scene.runner.jobs)
        await scene.press("down", "right")
        assert len(scene.runner.jobs) == asked

        await scene.go(3, "paused")
        await scene.news()
        assert len(scene.runner.jobs) == asked + 1
        await scene.press("1")
        await scene.go(3, "paused")
        await scene.news()
        assert len(scene.runner.jobs) == asked + 1


@pytest.mark.parametrize(
    ("status", "words"),
    [("diverged", "the weights that were kept"), ("finished", "epochs are done"), ("running", "it is learning")],
)
async def test_the_state_of_the_run_is_said_in_words(status, words):
    async with opened(SPIRAL) as scene:
        view = await shown(scene)
        assert "nothing learned yet" in scene.text
        await scene.go(5, status)
        assert words in view.status()
        assert len(view.status()) <= 78


async def test_weights_that_are_no_numbers_are_said():
    async with opened(SPIRAL) as scene:
        view = await shown(scene)
        scene.runner.spoil()
        with np.errstate(all="ignore"):
            await scene.news()
            await scene.news()
        assert "no numbers" in view.status()


async def test_without_data_it_says_why_there_is_nothing():
    async with opened("csv path=/nowhere/at-all.csv target=y | dense 4", wait=False) as scene:
        await scene.news()
        await scene.press("6")
        assert "no network to look into" in scene.text


async def test_ascii_is_ascii():
    async with opened(SPIRAL, (120, 40), ascii=True) as scene:
        await shown(scene)
        assert scene.text.isascii()
