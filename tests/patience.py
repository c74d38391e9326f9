"""How long to wait on a machine that others use as well."""

import time

SAMPLE_SECONDS = 0.05


def slowness() -> float:
    """Return how many times longer than alone a program takes now: 1 on a machine that has nothing else to do."""
    began, worked = time.monotonic(), time.process_time()
    while time.process_time() - worked < SAMPLE_SECONDS:
        pass
    return max(1.0, (time.monotonic() - began) / SAMPLE_SECONDS)


class Promise:
    """So many seconds, on a machine of one's own."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.before = seconds, slowness()
        self.began = time.monotonic()

    @property
    def kept(self) -> bool:
        """Whether no more than that has gone by; a machine that became busy meanwhile counts."""
        took = time.monotonic() - self.began
        return took < self.seconds * max(self.before, slowness())
