"""Prints the size figures of the package: `python tests/project/figures.py`. Printed to keep them in sight, never enforced.

Lengths are without docstrings, blank lines and comments. Typed: every argument and the result are annotated.
"""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "nntui"
WORDS = ("(", "float", "int", "seconds", "steps", "epochs", "shape", "array")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function of a file."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def code_lines(node: ast.AST, source: list[str]) -> int:
    """Count the lines of code of a node, without its docstrings, blank lines and comments."""
    documented = set[int]()
    for inner in ast.walk(node):
        body = getattr(inner, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            documented |= set(range(body[0].lineno, (body[0].end_lineno or 0) + 1))
    first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", len(source))
    lines = ((number, source[number - 1].strip()) for number in range(first, last + 1))
    return sum(1 for number, line in lines if line and not line.startswith("#") and number not in documented)


def typed(function: Function) -> bool:
    """Say whether every argument but self and the result are annotated."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    named = [argument for argument in arguments if argument.arg not in {"self", "cls"}]
    return function.returns is not None and all(argument.annotation for argument in named)


def percent(part: int, whole: int) -> str:
    """Return a share as whole per cent."""
    return f"{100 * part / max(whole, 1):.0f} %"


def main() -> None:
    """Print the table."""
    files, lengths, long, everything, public = [], [], [], [], []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree, source = ast.parse(text), text.splitlines()
        files.append((code_lines(tree, source), path.relative_to(PACKAGE)))
        for function in functions(tree):
            length = code_lines(function, source)
            lengths.append(length)
            everything.append(function)
            if length > 60:
                long.append(f"{path.relative_to(PACKAGE)}:{function.name} ({length})")
            if not function.name.startswith("_"):
                public.append(function)
    lengths.sort()
    documented = [function for function in public if ast.get_docstring(function)]
    detailed = [function for function in documented if any(word in (ast.get_docstring(function) or "") for word in WORDS)]
    sizes = [size for size, _ in files]
    print(f"files {len(files)}, lines {sum(sizes):,}, file median {statistics.median(sizes):.0f}")
    print("largest files:", ", ".join(f"{path} {size}" for size, path in sorted(files, reverse=True)[:6]))
    print(
        f"functions {len(lengths):,}: median {statistics.median(lengths):.0f}, "
        f"p90 {lengths[int(len(lengths) * 0.9)]}, max {lengths[-1]}"
    )
    print("over 60 lines:", ", ".join(long) or "none")
    print(f"typed {percent(sum(map(typed, everything)), len(everything))}")
    print(f"public functions with a docstring {percent(len(documented), len(public))}")
    print(f"of those with a shape, type or unit {percent(len(detailed), len(documented))}")


if __name__ == "__main__":
    main()
