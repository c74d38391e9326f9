"""How far whole trainings are from PyTorch's, over seeds: `python tests/benchmarks/agreement.py [SEEDS]` (needs torch).

Every optimizer setting of the book, three heads, with and without L2, on the book's data and on noise, float64: the
largest difference of an epoch's loss within 50 epochs (at most 1e-9 is wanted) and within 150 (1e-6), by setting.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine"))

from torch_runs import cases, differences


def main(seeds: int) -> None:
    """Print a line for each setting."""
    early: dict[str, float] = defaultdict(float)
    late: dict[str, float] = defaultdict(float)
    for data, head, setting, l2 in cases():
        for seed in range(seeds):
            difference = differences(data, head, setting, l2, seed)
            early[setting] = max(early[setting], float(difference[:50].max()))
            late[setting] = max(late[setting], float(difference.max()))
    for setting, difference in early.items():
        print(f"{setting:20} {difference:8.1e} {late[setting]:8.1e}")
    print(f"{'all':20} {max(early.values()):8.1e} {max(late.values()):8.1e}   {len(cases()) * seeds} trainings")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
