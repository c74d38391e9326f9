"""What a method says while it works and when it is done: words, and its picture under them."""

from __future__ import annotations

from nntui.charts.numbers import duration
from nntui.charts.progress import progress
from nntui.charts.spans import Row, Rows
from nntui.tui.looking import Looking
from nntui.tui.text import safe
from nntui.tui.widgets.prose import Prose, wrap


class FindingsView(Prose):
    """The words stay in sight; a picture that is a list longer than its place is scrolled under them."""

    help_title = "The picture"
    help = "The words at the top stay in sight; a list that is longer than its place scrolls under them."

    def __init__(self, looking: Looking) -> None:
        super().__init__(lambda width: self.draw(width, self.size.height), id="findings")
        self._looking = looking
        self._drawn_of: tuple[object, ...] = ()
        self._picture: Rows = ()

    @property
    def _ascii(self) -> bool:
        return bool(getattr(self.app, "ascii", False))

    def draw(self, width: int, height: int) -> Rows:
        """Return the rows for that size in cells."""
        head = self._head(width)
        room = max(height - len(head), 1)
        body = self._body(width, room)
        self._top = max(0, min(self._top, len(body) - room))
        below = len(body) - room - self._top
        shown = body[self._top : self._top + room]
        return (*head, *shown[:-1], ((f" ↓ {below + 1} more rows", "muted"),)) if below > 0 else (*head, *shown)

    def _head(self, width: int) -> Rows:
        looking = self._looking
        about = wrap(looking.about + ("; esc ends it" if looking.working else ""), width - 1, "muted", indent=1)
        if looking.error:
            return (*wrap(safe(looking.error), width - 1, "bad", indent=1), *about)
        if not looking.done:
            return (self._bar(width), *about)
        offered = wrap(f"enter takes it over: {looking.offered}", width - 1, "accent", indent=1) if looking.offer else ()
        return (*wrap(safe(looking.result.sentence), width - 1, "bold", indent=1), *about, *offered)

    def _bar(self, width: int) -> Row:
        looking = self._looking
        text = getattr(looking.progress, "text", "") or "waiting for its turn"
        times = f"{duration(looking.elapsed)}, ETA {duration(looking.seconds_left)}"
        told = f"{looking.share:4.0%}  {safe(text)}  {times}"
        return ((" ", ""), *progress(looking.share, width=width - 2, ascii=self._ascii, text=told))

    def _body(self, width: int, room: int) -> Rows:
        """Return how to read the picture, and once there is a result the picture."""
        looking = self._looking
        if not looking.done:
            return ((), *wrap(looking.method.legend, width - 1, "muted", indent=1))
        wanted = (looking.result, width, room)
        if self._drawn_of != wanted:
            self._drawn_of, self._picture = wanted, self._draw_picture(width, room - 1)
        return self._picture

    def _draw_picture(self, width: int, height: int) -> Rows:
        from nntui.charts.methods import PICTURES  # noqa: PLC0415 - which the job has imported

        looking = self._looking
        return ((), *PICTURES[looking.method.name].whole(looking.result, width, height, ascii=self._ascii))
