"""The words of the README against the program."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from nntui.spec import line

sys.path.insert(0, str(Path(__file__).parent))
import readme


def shell_commands(text: str) -> list[str]:
    """Return the lines of all shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]


def test_two_commands_for_a_fresh_machine_come_first(project: Path) -> None:
    """The first sets up and opens the application, the second sets up and passes the tests; both make an environment."""
    opening, testing, *_ = shell_commands((project / "README.md").read_text(encoding="utf-8"))

    assert opening.startswith("python3 -m venv .venv && ")
    assert opening.endswith(".venv/bin/nntui --start")
    assert testing.startswith("python3 -m venv .venv && ")
    assert testing.endswith(".venv/bin/python -m pytest")


def test_the_tables_are_those_of_the_program(project: Path) -> None:
    """Recipes and catalog in the README are what the program has (`python tests/project/readme.py --tables`)."""
    text = (project / "README.md").read_text(encoding="utf-8")

    assert readme.block(text, "recipes") == readme.recipes_table()
    assert readme.block(text, "catalog") == readme.pipes_escaped(readme.catalog_table())


def test_every_one_line_experiment_in_the_readme_is_one(project: Path) -> None:
    """What the README shows as an experiment can be read (a file that it names need not be there)."""
    text = (project / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r'nntui (?:train )?"([^"]+)"', text) + re.findall(r"```text\n(\w+ .*\|.*)\n```", text)

    assert len(shown) >= 3
    for one_line in shown:
        assert line.parse(one_line).model.layers
