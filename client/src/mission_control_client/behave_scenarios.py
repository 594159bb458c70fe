"""What behave's features are called: by the same ids that reading the feature files gives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from behave.model import ScenarioOutlineBuilder

from mission_control_client.names import clipped, normal_path, scenario_key
from mission_control_client.scenarios import Feature, Scenario


class Read(NamedTuple):
    """A feature of behave and its scenarios, by their place in memory."""

    feature: Feature
    scenarios: dict[int, Scenario]


class Keys:
    """Ids of scenarios; a second one of the same name and values is told apart by its number."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def of(self, path: str, name: str, example: str = "", rule: str = "") -> str:
        """The id of a scenario that was not spoken of before."""
        key = scenario_key(path, name, example, rule)
        self._used[key] += 1
        times = self._used[key]
        return key if times == 1 else scenario_key(path, name, f"{example} #{times}", rule)


def read(feature: Any, folder: Path, keys: Keys) -> Read:
    """The feature, with all of its scenarios. The path is that of the file in its repository."""
    path = path_of(feature.filename, folder)
    rules = {id(one): rule.name for rule in getattr(feature, "rules", ()) for one in rule.walk_scenarios()}
    rows = {id(one): outline for outline in _outlines(feature) for one in outline.scenarios}
    found: dict[int, Scenario] = {}
    for one in feature.walk_scenarios():
        name, example = _named(one, rows.get(id(one)))
        rule = rules.get(id(one), "")
        kind = "scenario_outline" if id(one) in rows else "scenario"
        steps = tuple(clipped(f"{step.keyword} {step.name}".strip(), 2_000) for step in one.all_steps)
        key = keys.of(path, name, example, rule)
        found[id(one)] = Scenario(key, name, int(one.line), _tags(one.effective_tags), rule, kind, steps)
    description = "\n".join(feature.description or ())
    return Read(Feature(path, feature.name, _tags(feature.tags), description, feature.language or "en"), found)


def _outlines(feature: Any) -> list[Any]:
    return [one for one in feature.walk_scenarios(with_outlines=True) if hasattr(one, "examples")]


def _named(scenario: Any, outline: Any) -> tuple[str, str]:
    """Name and example: of an outline's row its values, in the name as well as on their own."""
    row = getattr(scenario, "_row", None)
    if outline is None or row is None:
        return scenario.name, ""
    return ScenarioOutlineBuilder.render_template(outline.name, row), " | ".join(row.cells)


def _tags(tags: Any) -> tuple[str, ...]:
    return tuple(sorted({clipped(f"@{tag}", 200) for tag in tags}))


def path_of(filename: str, folder: Path) -> str:
    """The path of a file in the repository around the folder, or below the folder where there is none."""
    top = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)
    file = (folder / filename).resolve()
    try:
        return normal_path(file.relative_to(top.resolve()).as_posix())
    except ValueError:
        return normal_path(filename)
