"""Predict with an opened model file: on with its run, or without its data."""

import csv
from pathlib import Path

import numpy as np
from predict_scene import Scene, experiment, opened

from nntui.data.prepare import prepare
from nntui.store import modelfile
from nntui.store.saving import saved_of
from nntui.training.trainer import Trainer
from nntui.tui.keeping import Opened


def table_file(folder: Path) -> Path:
    """Two classes apart by the sum of two named columns."""
    numbers = np.random.default_rng(0).normal(size=(40, 2))
    path = folder / "points.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["width", "height", "kind"])
        writer.writerows([f"{x:.3f}", f"{y:.3f}", "large" if x + y > 0 else "small"] for x, y in numbers)
    return path


def model_file(folder: Path, spec: str, steps: int) -> Path:
    """Train so many steps and save the model."""
    plan = experiment(spec)
    trainer = Trainer(plan, prepare(plan.data, plan.seed))
    for _ in range(2 * steps):
        if trainer.state.step < steps:
            trainer.step()
    path = folder / "model.safetensors"
    modelfile.save(path, saved_of(trainer.keep(), trainer.network, trainer.prepared.preparation))
    return path


async def take(scene: Scene, path: Path) -> None:
    saved = modelfile.load(path)
    scene.app.workbench.take(Opened(saved.experiment, path, saved))
    await scene.news()
    while scene.app.workbench.working:
        await scene.news()


async def test_a_model_whose_data_is_not_opened_answers_typed_values(tmp_path):
    data = table_file(tmp_path)
    path = model_file(tmp_path, f"csv path={data} target=kind scaling=standard | dense 8, relu | adam lr=0.05 | epochs 99", 50)
    async with opened() as scene:
        await take(scene, path)

        assert scene.app.workbench.run is None
        assert "weights of step 50" in scene.text
        assert "no data part" in scene.text
        await scene.press("v")
        await scene.type("2, 2")
        assert "large" in scene.text.split("predicted", 1)[1].splitlines()[0]
        await scene.press("escape", "e", "left", "w", "p", "f", "g", "down")
        assert scene.app.is_running


async def test_a_model_with_its_data_goes_on_where_it_was_saved(tmp_path):
    path = model_file(tmp_path, "spiral validation=0.2 | dense 8, relu | adam lr=0.05 | epochs 1000", 30)
    async with opened() as scene:
        await take(scene, path)

        assert "weights of step 30" in scene.text
        assert scene.choice.part_name == "validation"
        assert "sample " in scene.text


HOSTILE = ["\x1b]0;pwned\x07", "[/] [link=x]", "\u202eevil", "日本語の名前" * 9, "e\u0301" * 40, "%s{0.__class__}"]


async def test_names_from_outside_do_no_harm(tmp_path):
    path = tmp_path / "hostile.csv"
    numbers = np.random.default_rng(0).normal(size=(30, len(HOSTILE)))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*HOSTILE, "kind"])
        writer.writerows([*row, HOSTILE[place % 3]] for place, row in enumerate(numbers))
    async with opened(f"csv path={path} target=kind | dense 4, relu | adam") as scene:
        await scene.press("e", "down", "right", "enter")

        assert "predicted" in scene.text
        assert not {"\x1b", "\x07", "\u202e"} & set(scene.text)
