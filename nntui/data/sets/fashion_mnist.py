"""Fashion-MNIST: pictures of clothes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import platformdirs

from nntui.catalog import Field, register
from nntui.data import idx
from nntui.data.arrays import Array
from nntui.data.dataset import DataSet
from nntui.data.download import Download, fetch
from nntui.data.idx import IdxFile
from nntui.data.progress import Report, Slices
from nntui.data.tables import Description, Table
from nntui.errors import DataError
from nntui.spec.places import spelled_out

FOLDER_VARIABLE = "NNTUI_FASHION_MNIST"
"""The environment variable that may name the folder, where the spec does not."""

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
SIDE = 28

TRAIN_IMAGES = IdxFile(
    "train-images-idx3-ubyte", (60_000, SIDE, SIDE), "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"
)
TRAIN_LABELS = IdxFile("train-labels-idx1-ubyte", (60_000,), "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9")
TEST_IMAGES = IdxFile(
    "t10k-images-idx3-ubyte", (10_000, SIDE, SIDE), "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"
)
TEST_LABELS = IdxFile("t10k-labels-idx1-ubyte", (10_000,), "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)

# The publisher gives MD5 for the packed files; what is unpacked is always checked by SHA-256 as well.
_PACKED = (
    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "25c81989df183df01b3e8a0aad5dffbe",
    "bef4ecab320f06d8554ea6380940ec79",
    "bb300cfdad3c16e7a12a480ee83cd310",
)
ADDRESSES = (
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
)


@register("dataset", "fashion-mnist", aliases=("fashion_mnist", "fashion"))
class FashionMNIST(DataSet, frozen=True):
    """70,000 grey pictures of clothes, 28 by 28 pixels, in ten classes, 10,000 of them a test part.

    Features `(60000, 784)` uint8, 0 (paper) to 255, laid flat row by row. Read from `folder`, which holds the four IDX
    files (gzipped or not), else from the folder that NNTUI_FASHION_MNIST names, else from the user's cache, into which
    they are downloaded (30 MB). Source: Xiao, Rasul and Vollgraf, 2017, Zalando, MIT licence.
    """

    folder: Annotated[str, Field("A folder that holds the four IDX files; empty: they are downloaded once.", path=True)] = ""

    def describe(self) -> Description:
        """Return what is known, without reading anything."""
        return Description(
            name=self.catalog_name,
            task="classification",
            rows=60_000,
            sample_shape=(SIDE * SIDE,),
            outputs=len(CLASSES),
            feature_names=_pixel_names(),
            target_names=("class",),
            class_names=CLASSES,
            picture_shape=(SIDE, SIDE),
        )

    def loading(self, seed: int, report: Report | None = None) -> Slices[Table]:
        """Download what is missing, and read the four files in slices."""
        paths = self._paths(report)
        arrays: list[Array] = []
        for path, wanted in zip(paths, FILES, strict=True):
            arrays.append((yield from idx.reading(path, wanted)))
        train_images, train_labels, test_images, test_labels = arrays
        return Table(
            name=self.catalog_name,
            task="classification",
            features=train_images.reshape(-1, SIDE * SIDE),
            targets=train_labels.astype("int64"),
            test_features=test_images.reshape(-1, SIDE * SIDE),
            test_targets=test_labels.astype("int64"),
            feature_names=_pixel_names(),
            target_names=("class",),
            class_names=CLASSES,
            picture_shape=(SIDE, SIDE),
        )

    def _paths(self, report: Report | None) -> list[Path]:
        given = self.folder or os.environ.get(FOLDER_VARIABLE, "")
        if given:
            return [_in_folder(spelled_out(given), wanted) for wanted in FILES]
        folder = cache_folder()
        fetch(downloads(), folder, report, otherwise=f"a folder that holds its files: folder=... or {FOLDER_VARIABLE}")
        return [folder / f"{wanted.name}.gz" for wanted in FILES]


def cache_folder() -> Path:
    """Return the folder in the user's cache that downloaded files are kept in."""
    return platformdirs.user_cache_path("nntui") / "fashion-mnist"


def downloads() -> tuple[Download, ...]:
    """Return the four files as they are published."""
    return tuple(
        Download(f"{wanted.name}.gz", tuple(f"{address}{wanted.name}.gz" for address in ADDRESSES), f"md5:{checksum}")
        for wanted, checksum in zip(FILES, _PACKED, strict=True)
    )


def _in_folder(folder: Path, wanted: IdxFile) -> Path:
    """Return the file in the folder, gzipped or not."""
    found = next((path for path in (folder / f"{wanted.name}.gz", folder / wanted.name) if path.exists()), None)
    if found is None:
        what = "a file of Fashion-MNIST is missing there" if folder.is_dir() else "there is no such folder"
        raise DataError(what, where=str(folder), allowed=f"a folder with {wanted.name}.gz and the other three files")
    return found


def _pixel_names() -> tuple[str, ...]:
    return tuple(f"pixel_{row}_{column}" for row in range(SIDE) for column in range(SIDE))
