"""The hundred scenarios of the product, five to a feature, in the order in which they run."""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.identity import feature_key, scenario_key
from app.golden.areas import CONTRACT_OF
from app.golden.wording import FEATURES


class Scene(msgspec.Struct, frozen=True):
    """A scenario: its name, its tags, and where it stands in its file."""

    feature_path: str
    name: str
    tags: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    line: int

    @property
    def scenario_id(self) -> str:
        """Stable while the scenario keeps its name and file."""
        return scenario_key(self.feature_path, self.name)


class Feature(msgspec.Struct, frozen=True):
    """A feature file: what area it is about, what it is tagged with, and its scenarios."""

    path: str
    area: str
    name: str
    tags: tuple[str, ...]
    scenes: tuple[Scene, ...]

    @property
    def feature_id(self) -> str:
        """Follows from the path."""
        return feature_key(self.path)


def _features() -> Iterator[Feature]:
    lines = [line.strip() for line in FEATURES.strip().splitlines() if line.strip()]
    for start in range(0, len(lines), 6):
        head, *names = lines[start : start + 6]
        area, name, requirement, given, when = (part.strip() for part in head.split("|"))
        path = f"features/{area}/{name.lower().replace(' ', '_')}.feature"
        tags = (f"@contract:{CONTRACT_OF[area]}", f"@req:{requirement}", f"@{area}")
        scenes = tuple(_scene(path, line, (given, when), 8 + 7 * n) for n, line in enumerate(names))
        yield Feature(path, area, name, tags, scenes)


def _scene(path: str, line: str, background: tuple[str, str], at: int) -> Scene:
    name, *tags = line.split(" @")
    then = name[0].lower() + name[1:]
    steps = (("Given", background[0]), ("When", background[1]), ("Then", then))
    return Scene(path, name, tuple(f"@{tag}" for tag in tags), steps, at)


FEATURE_FILES: Final = tuple(_features())

SCENES: Final = tuple(scene for feature in FEATURE_FILES for scene in feature.scenes)


def of_areas(*areas: str) -> tuple[str, ...]:
    """The names of the scenarios of these areas, in order."""
    return tuple(s.name for f in FEATURE_FILES if f.area in areas for s in f.scenes)
