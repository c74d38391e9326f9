"""The search for garbage leaves what stays alone."""

from __future__ import annotations

import subprocess
import sys

WATCHED = """
import gc
from nntui.tui import memory
kept = [[] for _ in range(1000)]
memory.keep_what_is_here()
assert gc.isenabled()
assert gc.get_freeze_count() > 1000
assert all(one is not kept for one in gc.get_objects())
loop = []
loop.append(loop)
del loop
assert gc.collect() >= 1
"""


def test_what_is_there_is_set_aside_and_new_garbage_is_found() -> None:
    """In a process of its own, since it holds for all of it."""
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=False)

    assert done.stderr == ""
