"""Writes the parts of README.md that the program itself tells: `python tests/project/readme.py`.

The screens are captured from the real program in a pseudo-terminal of 80 by 24, the recipes and the catalog come from the
catalog. A test compares the recipes and the catalog with the README; the screens are captured by hand, since they show a
run in progress.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
README = PROJECT / "README.md"
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "tui")]
KINDS = ("layer", "loss", "optimizer", "schedule", "initializer", "metric", "dataset")


def recipes_table() -> str:
    """Return a row per recipe: its name and what it shows."""
    from nntui import parts
    from nntui.spec import recipes

    parts.load()
    rows = [f"| `{name}` | {recipes.read(name).why} |" for name in recipes.names()]
    return "\n".join(["| recipe | what it shows |", "|---|---|", *rows])


def catalog_table() -> str:
    """Return a row per component: its name in specs with its fields, and its first sentence."""
    from nntui import parts
    from nntui.catalog import catalog, fields

    parts.load()
    lines: list[str] = []
    for kind in KINDS:
        lines += ["", f"| {kind} | fields | |", "|---|---|---|"]
        for entry in sorted(catalog.entries(kind), key=lambda found: found.name):
            names = " ".join(info.name for info in fields(entry.cls))
            lines.append(f"| `{entry.name}` | {names} | {entry.summary} |".replace("|x|", "\\|x\\|"))
    return "\n".join(lines).strip()


def pipes_escaped(table: str) -> str:
    """Return a table whose formulas hold no bare pipe."""
    return "\n".join(re.sub(r"`[^`]*`", lambda code: code.group().replace("|", "\\|"), line) for line in table.splitlines())


def screens() -> str:
    """Return the three screens of a run of spiral-adam, as text."""
    from terminal import Terminal

    with tempfile.TemporaryDirectory() as home:
        program = Terminal("spiral-adam", "--start", environment={"NNTUI_HOME": home})
        try:
            program.wait_for("epoch 3,", seconds=90)
            captured = [program.text]
            for key in ("3", "1"):
                program.send(key)
                until = time.monotonic() + 2
                while time.monotonic() < until:
                    program.read(0.1)
                captured.append(program.text)
        finally:
            program.close()
    return "\n\n".join("```text\n" + "\n".join(row.rstrip() for row in screen.splitlines()) + "\n```" for screen in captured)


def replaced(text: str, name: str, body: str) -> str:
    """Return the README with the block of that name replaced."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, _, rest = text.partition(start)
    _, _, tail = rest.partition(end)
    return f"{head}{start}\n{body}\n{end}{tail}"


def block(text: str, name: str) -> str:
    """Return what stands in the block of that name."""
    return text.partition(f"<!-- {name} -->")[2].partition(f"<!-- end of {name} -->")[0].strip()


def main() -> None:
    """Write the blocks."""
    text = README.read_text(encoding="utf-8")
    text = replaced(text, "recipes", recipes_table())
    text = replaced(text, "catalog", pipes_escaped(catalog_table()))
    if "--tables" not in sys.argv:
        text = replaced(text, "screens", screens())
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
