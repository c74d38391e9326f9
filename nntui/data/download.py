"""Downloads into the user's cache, with checksum and progress; pooch does the work and is loaded only here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from nntui.data.progress import Progress, Report
from nntui.errors import DownloadError


class Download(msgspec.Struct, frozen=True):
    """One file: its name, the addresses to try in turn, and the hash of its bytes (`md5:...` or `sha256:...`)."""

    name: str
    addresses: tuple[str, ...]
    checksum: str


def fetch(wanted: Sequence[Download], folder: Path, report: Report | None = None, *, otherwise: str = "") -> None:
    """Download what is not in `folder` yet; a file appears there only when it is whole and its checksum is right.

    `report` is told of every block; when it raises, the download ends and leaves nothing behind. `otherwise` says what
    can be done without a network. Raises `DownloadError`.
    """
    for download in wanted:
        if not (folder / download.name).exists():
            _fetch_one(download, folder, report, otherwise)


def _fetch_one(download: Download, folder: Path, report: Report | None, otherwise: str) -> None:
    reasons = []
    for address in download.addresses:
        reason = _try(address, download, folder, report)
        if not reason:
            return
        reasons.append(reason)
    raise DownloadError(f"it could not be downloaded: {reasons[-1]}", where=download.addresses[-1], allowed=otherwise)


def _try(address: str, download: Download, folder: Path, report: Report | None) -> str:
    """Try one address, and return what went wrong, or an empty text."""
    import pooch  # noqa: PLC0415  60 ms, and requests with it, that only a download should cost

    pooch.get_logger().setLevel("ERROR")  # it would write to stderr, under the application's screen
    downloader = pooch.HTTPDownloader(progressbar=_Bar(download.name, report))
    try:
        pooch.retrieve(address, download.checksum, fname=download.name, path=folder, downloader=downloader)
    except ValueError:
        return "what came does not match its checksum"
    except OSError as error:  # also what requests raises
        return _short(error)
    return ""


def _short(error: OSError) -> str:
    if error.strerror:
        return error.strerror
    words = str(error)
    for sign, meaning in _MEANINGS.items():
        if sign in words:
            return meaning
    return words[:200] or type(error).__name__


_MEANINGS = {
    "NameResolution": "the host's name cannot be resolved, so there may be no network",
    "timed out": "the host does not answer",
    "Connection refused": "the host refuses the connection",
    "unreachable": "the network cannot be reached",
    "Max retries": "the host cannot be reached",
}


class _Bar:
    """What pooch takes for a progress bar: it tells `report`."""

    def __init__(self, name: str, report: Report | None) -> None:
        self.total = 0
        self._name = name
        self._report = report
        self._done = 0

    def update(self, count: int) -> None:
        """Take note of `count` bytes more."""
        self._done += count
        if self._report is not None:
            self._report(Progress(f"downloading {self._name}", min(self._done, self.total or self._done), self.total))

    def reset(self) -> None:
        """Begin again: pooch does so before it says that all is there."""
        self._done = 0

    def close(self) -> None:
        """Do nothing: there is nothing to close."""
