"""Which scenarios are drawn one by one, and which fold into a line: what failed never folds."""

from collections.abc import Sequence

import msgspec

from app.domain.graph import Node
from app.lenses import scenarios

MOST_SHOWN = 40
MOST_GROUPS = 60


class Line(msgspec.Struct, frozen=True):
    """One line of the middle column: a scenario, several in one state (folded), or the head of those of a rule."""

    scenarios: tuple[Node, ...]
    folded: bool = False
    rule: str = ""

    @property
    def under(self) -> str:
        """The rule that the line stands under; empty for folds, which gather those of several."""
        return "" if self.folded or self.rule else str(self.scenarios[0].get("rule") or "")


class Group(msgspec.Struct, frozen=True):
    """A feature (or suite) with its lines; ``uids`` holds several when whole features fold into one."""

    uids: tuple[str, ...]
    lines: tuple[Line, ...]


def groups(found: dict[str, list[Node]]) -> list[Group]:
    """The groups in order. Green leaves fold when there are many; green features when those are many too."""
    return [Group(group.uids, _headed(group.lines)) for group in _gathered_groups(found)]


def _headed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Those without a rule first, then each rule with a head of its own; folds last."""
    rules = dict.fromkeys(line.under for line in lines if line.under)
    made = [line for line in lines if not line.folded and not line.under]
    for rule in rules:
        listed = [line for line in lines if line.under == rule]
        made += [Line(tuple(s for line in listed for s in line.scenarios), rule=rule), *listed]
    return (*made, *(line for line in lines if line.folded))


def _gathered_groups(found: dict[str, list[Node]]) -> list[Group]:
    total = sum(len(listed) for listed in found.values())
    if total <= MOST_SHOWN:
        return [Group((uid,), tuple(Line((s,)) for s in listed)) for uid, listed in found.items()]
    made = [Group((uid,), _folded(listed)) for uid, listed in found.items()]
    if len(made) <= MOST_GROUPS:
        return made
    loud = [g for g in made if not _quiet(g)]
    return loud + _merged([g for g in made if _quiet(g)])


def _quiet(group: Group) -> bool:
    return all(line.folded or scenarios.status(line.scenarios[0]) == "PASSED" for line in group.lines)


def _folded(listed: Sequence[Node]) -> tuple[Line, ...]:
    """What is loud one by one; what passed as one line, and what waits too where there is much of it."""
    tones = [scenarios.face(s).tone for s in listed]
    green = [s for s, tone in zip(listed, tones, strict=True) if tone == "pass"]
    idle = [s for s, tone in zip(listed, tones, strict=True) if tone == "idle"]
    loud = [s for s, tone in zip(listed, tones, strict=True) if tone not in ("pass", "idle")]
    return (*_each(loud), *_gathered(idle, MOST_SHOWN), *_gathered(green, 1))


def _each(listed: Sequence[Node]) -> tuple[Line, ...]:
    return tuple(Line((s,)) for s in listed)


def _gathered(listed: Sequence[Node], most: int) -> tuple[Line, ...]:
    """One by one up to so many, else one line for all."""
    return _each(listed) if len(listed) <= most else (Line(tuple(listed), True),)


def _merged(quiet: Sequence[Group]) -> list[Group]:
    if not quiet:
        return []
    every = tuple(s for g in quiet for line in g.lines for s in line.scenarios)
    return [Group(tuple(uid for g in quiet for uid in g.uids), (Line(every, True),))]


def leaf_id(group: Group, leaf: Line) -> str:
    """A scenario's own uid; a fold is named after its group and its state."""
    if leaf.rule:
        return rule_id(group, leaf.rule)
    if not leaf.folded:
        return leaf.scenarios[0].id.uid
    return f"Fold/{scenarios.status(leaf.scenarios[0])}/{group.uids[0]}"


def rule_id(group: Group, rule: str) -> str:
    """What the head of a rule is called in the drawing."""
    return f"Rule/{group.uids[0]}/{rule}"
