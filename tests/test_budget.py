"""Nothing in the house is longer than one can take in: no module, and no function."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_LINES_OF_A_MODULE = 200
MOST_LINES_OF_A_FUNCTION = 25

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> Iterator[Path]:
    """Every module that people wrote, tests and benchmarks as well."""
    for folder, inside, files in os.walk(ROOT):
        inside[:] = [name for name in inside if not name.startswith(".") and name not in ("build", "node_modules")]
        yield from (Path(folder, name) for name in files if name.endswith(".py"))


def functions(module: Path) -> Iterator[tuple[str, int]]:
    """Where each function stands, and how many lines it has, from ``def`` to its end."""
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, Function):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{module.relative_to(ROOT)}:{node.lineno} {node.name}", length


def test_a_module_is_read_in_one_sitting() -> None:
    lengths = {str(module.relative_to(ROOT)): len(module.read_bytes().splitlines()) for module in modules()}
    assert len(lengths) >= 1000
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_MODULE} == {}


def test_a_function_is_read_at_one_glance() -> None:
    lengths = dict(found for module in modules() for found in functions(module))
    assert len(lengths) >= 5000
    assert {place: length for place, length in lengths.items() if length > MOST_LINES_OF_A_FUNCTION} == {}
