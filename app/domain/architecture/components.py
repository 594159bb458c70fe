"""Which component a module belongs to: the one with the longest path that its file or name starts with."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from app.domain.architecture.code import Code
from app.domain.payloads.acc import ComponentSpec, ModuleSpec


def place(components: Iterable[ComponentSpec], code: Code) -> dict[str, str]:
    """Per module the name of its component; modules that no path covers are left out."""
    paths = [(_clean(path), c.name) for c in components for path in c.paths]
    paths.sort(key=lambda pair: -len(pair[0]))
    found = ((name, _owner(paths, module.spec)) for name, module in code.modules.items())
    return {name: owner for name, owner in found if owner}


def _clean(path: str) -> str:
    """``src/shop/**`` and ``src/shop/`` mean the folder ``src/shop``; ``**`` and ``.`` mean everything."""
    return path.replace("\\", "/").removeprefix("./").rstrip("/*.")


def _owner(paths: list[tuple[str, str]], spec: ModuleSpec) -> str:
    return next((owner for path, owner in paths if _covers(path, spec)), "")


def _covers(path: str, spec: ModuleSpec) -> bool:
    if any(mark in path for mark in "*?["):
        return fnmatchcase(spec.file_path, f"{path}*") or fnmatchcase(spec.name, f"{path}*")
    dotted = f"{spec.name}.".startswith(f"{path}.")
    in_folder = f"{spec.file_path}/".startswith(f"{path}/") or spec.file_path == f"{path}.py"
    return not path or dotted or in_folder
