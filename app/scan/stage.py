"""A scratch copy of the target's modules, kept in step with one state of it after the other.

The checker of contracts sees this folder and nothing else, so neither our packages nor anything
installed can get between it and the target; the work tree itself is only read.
"""

import shutil
from collections.abc import Collection
from pathlib import Path

from app.scan.layout import Layout
from app.scan.tree import Tree


class Stage:
    """``code`` holds the modules, ``config`` the file that import-linter reads."""

    def __init__(self, folder: Path) -> None:
        self.code = folder / "code"
        self.config = folder / "config"
        self.code.mkdir()
        self.config.mkdir()
        self._held: dict[str, str] = {}

    def update(self, tree: Tree, layout: Layout, blank: Collection[str] = ()) -> None:
        """Make the copy equal to this state, those files empty that cannot be parsed. Only what changed is read."""
        wanted = {path: "" if path in blank else tree.files[source] for path, source in layout.modules.items()}
        gone = self._held.keys() - wanted.keys()
        fresh = [path for path in sorted(wanted) if self._held.get(path) != wanted[path]]
        for path in gone:
            (self.code / path).unlink()
            self._prune((self.code / path).parent)
        for path in fresh:
            self._write(path, b"" if path in blank else tree.read(layout.modules[path]))
        self._held = wanted

    def configure(self, name: str, source: bytes) -> Path:
        """Lay out the configuration of import-linter."""
        shutil.rmtree(self.config)
        self.config.mkdir()
        file = self.config / name
        file.write_bytes(source)
        return file

    def _write(self, path: str, source: bytes) -> None:
        file = self.code / path
        if file.is_dir():
            shutil.rmtree(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source)

    def _prune(self, folder: Path) -> None:
        """Remove folders that became empty: an empty folder would still look like a namespace package."""
        while folder != self.code and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
