"""A save is whole, or the file that was there stays."""

import errno
import os
import stat
import subprocess
from pathlib import Path

import pytest

from nntui.errors import SaveError
from nntui.store import atomic


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_new_file_holds_the_data_and_nothing_else_is_left(tmp_path: Path) -> None:
    atomic.replace(tmp_path / "a.bin", b"hello")

    assert (tmp_path / "a.bin").read_bytes() == b"hello"
    assert names(tmp_path) == ["a.bin"]


def test_a_file_is_replaced_and_its_mode_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old, and longer than the new one")
    path.chmod(0o640)

    atomic.replace(path, b"new")

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_mode_that_the_user_wants_for_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic.replace(tmp_path / "a.bin", b"x")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.bin").write_bytes(b"old")
    (tmp_path / "link.bin").symlink_to("real.bin")

    atomic.replace(tmp_path / "link.bin", b"new")

    assert (tmp_path / "link.bin").is_symlink()
    assert (tmp_path / "real.bin").read_bytes() == b"new"


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "fchmod"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EMFILE])
def test_whatever_fails_the_old_file_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(atomic.os, call, fail)
        with pytest.raises(SaveError) as caught:
            atomic.replace(path, b"new")

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]
    assert os.strerror(number) in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_write_that_stops_half_way_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    real = os.write

    def little(handle: int, data: memoryview) -> int:
        if len(data) < 5_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle, data[:1_000])

    with monkeypatch.context() as patched:
        patched.setattr(atomic.os, "write", little)
        with pytest.raises(SaveError):
            atomic.replace(path, bytes(10_000))

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


def test_short_writes_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(atomic.os, "write", lambda handle, data: real(handle, data[:3]))

    atomic.replace(tmp_path / "a.bin", b"0123456789")

    assert (tmp_path / "a.bin").read_bytes() == b"0123456789"


def test_a_full_disk(tmp_path: Path) -> None:
    """A real file system of 64 KiB, where the machine lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode:
        pytest.skip("this user cannot mount a file system")
    try:
        atomic.replace(disk / "a.bin", b"old")
        with pytest.raises(SaveError, match="No space left"):
            atomic.replace(disk / "a.bin", bytes(100_000))
        with pytest.raises(SaveError, match="No space left"):
            atomic.append(disk / "a.bin", bytes(100_000))

        assert (disk / "a.bin").read_bytes() == b"old"
        assert names(disk) == ["a.bin"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_appending_adds_to_the_end_and_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"

    atomic.append(path, b"a,b\n")
    atomic.append(path, b"1,2\n")

    assert path.read_bytes() == b"a,b\n1,2\n"


def test_an_append_that_fails_half_way_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"a,b\n")
    real = os.write
    calls = []

    def once(handle: int, data: memoryview) -> int:
        if calls:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        calls.append(1)
        return real(handle, data[:2])

    with monkeypatch.context() as patched:
        patched.setattr(atomic.os, "write", once)
        with pytest.raises(SaveError):
            atomic.append(path, b"1,2\n")

    assert path.read_bytes() == b"a,b\n"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="it is a folder"):
        atomic.replace(tmp_path, b"x")


@pytest.mark.parametrize("write", [atomic.replace, atomic.append])
def test_devices_and_pipes_are_never_replaced(tmp_path: Path, write) -> None:
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(SaveError, match="device or a pipe"):
            write(path, b"x")

    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("name", ["missing/a.bin", "a" * 300, "nul\0byte"])
def test_places_that_cannot_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(SaveError):
        atomic.replace(tmp_path / name, b"x")

    assert names(tmp_path) == []


def test_a_name_of_255_bytes_is_fine(tmp_path: Path) -> None:
    atomic.replace(tmp_path / ("a" * 255), b"x")

    assert (tmp_path / ("a" * 255)).read_bytes() == b"x"


def test_a_link_that_goes_round_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    with pytest.raises(SaveError):
        atomic.append(tmp_path / "a", b"x")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_write_protected_file_is_respected(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    path.chmod(0o444)

    with pytest.raises(SaveError, match="write-protected"):
        atomic.replace(path, b"new")


def test_a_new_folder_is_new(tmp_path: Path) -> None:
    made = atomic.make_folder(tmp_path / "a" / "b", new=True)

    assert made.is_dir()
    with pytest.raises(FileExistsError):
        atomic.make_folder(tmp_path / "a" / "b", new=True)
    assert atomic.make_folder(tmp_path / "a" / "b") == made


def test_a_folder_cannot_stand_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(SaveError):
            atomic.make_folder(place)
