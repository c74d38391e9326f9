"""The test files themselves: pytest imports them by their bare names, so each name stands once."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_no_two_test_modules_share_a_name() -> None:
    """Two modules of one name in different folders would hide each other."""
    names = Counter(path.name for path in TESTS.rglob("*.py") if path.name != "conftest.py")

    assert [name for name, times in names.items() if times > 1] == []
