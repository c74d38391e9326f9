"""Fashion-MNIST: read from a folder, from the cache, or downloaded; damaged files are told."""

from __future__ import annotations

import functools
import gzip
import hashlib
import http.server
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from nntui.data import idx
from nntui.data.download import Download, fetch
from nntui.data.idx import IdxFile
from nntui.data.prepare import describe, preparing, to_part
from nntui.data.progress import finish
from nntui.data.sets import fashion_mnist
from nntui.data.sets.fashion_mnist import FashionMNIST
from nntui.errors import DownloadError, InputError
from nntui.spec.experiment import Data

PIXELS = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


def _packed(array: np.ndarray) -> bytes:
    return bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


SMALL = IdxFile("small-ubyte", (2, 3, 4), hashlib.sha256(_packed(PIXELS)).hexdigest())


def test_read_from_a_folder(fashion_folder: Path):
    table = FashionMNIST(folder=str(fashion_folder)).load()

    assert table.features.shape == (60_000, 784)
    assert table.features.dtype == np.uint8
    assert table.test_features.shape == (10_000, 784)
    assert table.targets.dtype == np.int64
    assert np.bincount(table.targets).tolist() == [6000] * 10
    assert np.bincount(table.test_targets).tolist() == [1000] * 10


def test_prepared_as_in_the_book(fashion_folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Pixels become (v - 127.5) / 127.5, validation is stratified, the test part stays the set's own."""
    monkeypatch.setenv(fashion_mnist.FOLDER_VARIABLE, str(fashion_folder))
    data = Data(source=FashionMNIST(), validation=0.1, test=0.5, scaling="minmax")
    prepared = finish(preparing(data))

    assert len(prepared.train.features) == 54_000
    assert np.bincount(prepared.validation.targets).tolist() == [600] * 10
    assert len(prepared.test.features) == 10_000
    assert prepared.train.features is prepared.train.raw
    assert prepared.train.raw.dtype == np.uint8
    expected = (prepared.train.raw[:5].astype("float64") - 127.5) / 127.5
    scaled, _ = to_part(prepared.preparation, prepared.train.raw[:5], prepared.train.raw_targets[:5], "float32")
    assert np.array_equal(scaled, expected.astype("float32"))
    assert prepared.description == describe(data)


@pytest.mark.parametrize("name", ["small-ubyte.gz", "small-ubyte"])
def test_idx_packed_or_plain(name: str, tmp_path: Path):
    content = _packed(PIXELS)
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)

    assert np.array_equal(finish(idx.reading(tmp_path / name, SMALL)), PIXELS)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is another one"),
        (b"a,b,c\n", "the file is another one"),
        (_packed(PIXELS.reshape(3, 2, 4)), "an IDX file of 2 x 3 x 4 unsigned bytes"),
        (_packed(PIXELS)[:-1], "the file ends too early"),
        (_packed(PIXELS) + b"0", "there are more bytes than there should be"),
        (_packed(PIXELS[::-1]), "the checksum is wrong"),
        (gzip.compress(_packed(PIXELS))[:-9], "damaged"),
        (gzip.compress(_packed(PIXELS))[:12], "damaged"),
        (gzip.compress(_packed(PIXELS))[:10] + b"\xff" * 30, "damaged"),
        (gzip.compress(_packed(PIXELS) + bytes(1 << 24)), "there are more bytes than there should be"),
    ],
    ids=[
        *("empty", "text", "another shape", "one byte short", "one byte long", "other pictures"),
        *("no end mark", "only a start", "broken stream", "too long when unpacked"),
    ],
)
def test_damaged_idx(content: bytes, sentence: str, tmp_path: Path):
    path = tmp_path / "small-ubyte.gz"
    path.write_bytes(content)

    with pytest.raises(InputError, match=sentence):
        finish(idx.reading(path, SMALL))


def test_a_folder_without_the_files(tmp_path: Path):
    with pytest.raises(InputError, match=r"a file of Fashion-MNIST is missing there.*train-images"):
        FashionMNIST(folder=str(tmp_path)).load()
    with pytest.raises(InputError, match="there is no such folder"):
        FashionMNIST(folder=str(tmp_path / "nothing")).load()


def test_describing_reads_nothing():
    assert describe(Data(source=FashionMNIST(folder="/nowhere"))).sample_shape == (784,)


@pytest.fixture
def server(tmp_path: Path):
    """Serve a folder over HTTP on this machine."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "small.bin").write_bytes(bytes(range(256)) * 5000)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}/"
        serving.shutdown()
        thread.join()


def _wanted(address: str, content: bytes = bytes(range(256)) * 5000, name: str = "small.bin") -> Download:
    return Download("small.bin", (f"{address}{name}",), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_download_with_progress(server: str, tmp_path: Path):
    seen = []
    fetch([_wanted(server)], tmp_path / "cache", seen.append)

    assert (tmp_path / "cache" / "small.bin").stat().st_size == 1_280_000
    assert seen[-1].done == seen[-1].total == 1_280_000
    assert seen[0].text == "downloading small.bin"


def test_what_is_there_is_not_downloaded_again(tmp_path: Path):
    (tmp_path / "small.bin").write_bytes(b"here")
    fetch([_wanted("http://127.0.0.1:9/")], tmp_path)


def test_the_next_address_is_tried(server: str, tmp_path: Path):
    wanted = Download("small.bin", (f"{server}nothing", f"{server}small.bin"), _wanted(server).checksum)
    fetch([wanted], tmp_path / "cache")

    assert (tmp_path / "cache" / "small.bin").exists()


@pytest.mark.parametrize(("name", "content", "reason"), [("small.bin", b"other", "checksum"), ("nothing", b"", "404")])
def test_a_download_that_fails_leaves_nothing_behind(name: str, content: bytes, reason: str, server: str, tmp_path: Path):
    with pytest.raises(DownloadError, match=rf"could not be downloaded: .*{reason}.*Allowed: a folder") as caught:
        fetch([_wanted(server, content, name)], tmp_path / "cache", otherwise="a folder")
    assert caught.value.exit_code == 1
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_file()] == []


def test_no_network(tmp_path: Path):
    with pytest.raises(DownloadError, match="the host refuses the connection"):
        fetch([_wanted("http://127.0.0.1:9/")], tmp_path / "cache")


def test_a_download_can_be_given_up(server: str, tmp_path: Path):
    def give_up(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch([_wanted(server)], tmp_path / "cache", give_up)
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_cache_is_used_before_the_network(fashion_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for path in fashion_folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    monkeypatch.setattr(fashion_mnist, "cache_folder", lambda: tmp_path)

    assert len(FashionMNIST().load().features) == 60_000


def test_pooch_is_loaded_only_to_download():
    code = "import sys; from nntui import parts; parts.load(); print('pooch' in sys.modules, 'requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.split() == ["False", "False"]
