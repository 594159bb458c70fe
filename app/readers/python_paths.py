"""Which module a Python file is, as far as paths alone can say."""

import posixpath
from collections.abc import Iterable

_ROOTS = ("src", "site-packages", "lib")


class ModuleNames:
    """Names modules by path. The common folder of all is cut off, and more of it where it is a package."""

    def __init__(self, paths: Iterable[str]) -> None:
        files = {path for path in paths if path.endswith(".py")}
        self._root = _root(files)

    def of(self, path: str) -> str:
        """The dotted name, or nothing when the path is no Python module."""
        if not path.endswith(".py"):
            return ""
        inside = path.removeprefix(f"{self._root}/") if self._root else path
        parts = inside.removesuffix(".py").split("/")
        for root in _ROOTS[:2]:
            if root in parts[:-1]:
                parts = parts[len(parts) - parts[::-1].index(root) :]
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        return ".".join(parts) if all(part.isidentifier() for part in parts) else ""


def _root(files: set[str]) -> str:
    folders = [posixpath.dirname(path) for path in files]
    if not folders or not all(folders):
        return ""
    common = posixpath.commonpath(folders)
    packages = {posixpath.dirname(path) for path in files if path.endswith("/__init__.py")}
    while common in packages:
        common = posixpath.dirname(common)
    return common
