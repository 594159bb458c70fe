"""Which features lie there: every scenario with its id and tags, by the official parser."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from app.domain.identity import normal_path
from app.domain.payloads.bdv import FeatureDiscovered, ScenarioSpec
from app.readers.cucumber_features import Features
from app.readers.cucumber_gherkin import GherkinDocument, Pickle

SUFFIX: Final = ".feature"
_NOT_THEIRS: Final = frozenset({"node_modules", "venv", "__pycache__", "site-packages"})


class Refused(msgspec.Struct, frozen=True):
    """A feature file that the parser does not take."""

    path: str
    reason: str


class Catalogue:
    """The features below a folder; ``prefix`` leads from the repository's top to it, and begins every path."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._folder, self._prefix = folder, prefix
        self.features: list[FeatureDiscovered] = []
        self.refused: list[Refused] = []
        self.places: dict[tuple[str, int], str] = {}
        self.specs: dict[str, tuple[str, ScenarioSpec]] = {}
        found = Features(place=self.path)
        for file in feature_files(folder):
            self._read(file, found)
        for feature in found.discovered("", ""):
            self.features.append(feature)
            for spec in feature.scenarios:
                self.places[feature.feature_path, spec.line] = spec.scenario_id
                self.specs[spec.scenario_id] = feature.feature_path, spec

    def path(self, uri: str) -> str:
        """The path from the repository's top of what the runner calls a file: relative to the folder, or absolute."""
        plain = uri.removeprefix("file://") if uri.startswith("file://") else uri
        inside = os.path.relpath(plain, self._folder) if Path(plain).is_absolute() else plain
        return normal_path(f"{self._prefix}/{inside}" if self._prefix else inside)

    def _read(self, file: Path, found: Features) -> None:
        uri = file.relative_to(self._folder).as_posix()
        try:
            tree: dict[str, Any] = {**Parser().parse(file.read_bytes().decode("utf-8-sig")), "uri": uri}
        except CompositeParserException as flaw:
            self.refused.append(Refused(self.path(uri), "; ".join(str(error) for error in flaw.errors[:3])))
        except (ParserError, UnicodeDecodeError, OSError) as flaw:
            self.refused.append(Refused(self.path(uri), str(flaw)))
        else:
            found.document(msgspec.convert(tree, GherkinDocument))
            pickles: list[Any] = list(Compiler().compile(tree)) if tree.get("feature") else []  # type: ignore[arg-type]
            for pickle in msgspec.convert(pickles, list[Pickle]):
                found.pickle(pickle)


def feature_files(folder: Path) -> Iterator[Path]:
    """Every feature file below, in order; hidden folders and those of installed packages are left out."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _NOT_THEIRS)
        if "pyvenv.cfg" in names:
            folders.clear()
            continue
        for name in sorted(names):
            if name.endswith(SUFFIX):
                yield Path(at) / name
