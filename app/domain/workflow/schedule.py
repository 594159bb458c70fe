"""In which order tasks run (domain 5.1): topological generations, interface tasks first, then by id."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from app.domain.workflow.manifest import Task

Needs = Mapping[str, Sequence[str]]
"""Per task what it depends on."""

INTERFACE: Final = "INTERFACE"


class Schedule(Struct, frozen=True):
    """``groups`` run one after the other in what they may assume; the first ``first`` of them hold the interface
    tasks and whatever these need."""

    groups: tuple[tuple[str, ...], ...]
    first: int

    def place_of(self) -> dict[str, int]:
        """Per task the number of its group."""
        return {task: n for n, group in enumerate(self.groups) for task in group}


def needs_of(tasks: Iterable[Task]) -> dict[str, list[str]]:
    """Per task what it needs of those that exist, each once; tasks with one id need what any of them needs."""
    named: dict[str, set[str]] = {}
    for task in tasks:
        named.setdefault(task.id, set()).update(task.depends_on)
    return {key: sorted(found & named.keys()) for key, found in named.items()}


def schedule(tasks: Sequence[Task]) -> Schedule:
    """The groups; tasks in a cycle, or behind one, are in none."""
    needs = needs_of(tasks)
    early = upstream((task.id for task in tasks if task.kind == INTERFACE), needs)
    first = generations({key: needs[key] for key in needs if key in early})
    placed = {key for group in first for key in group}
    rest = generations({key: needs[key] for key in needs if key not in early}, placed)
    return Schedule((*first, *rest), len(first))


def upstream(start: Iterable[str], needs: Needs) -> set[str]:
    """These tasks and everything that they need, directly or not."""
    found, todo = set[str](), list(start)
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo.extend(needs.get(key, ()))
    return found


def generations(needs: Needs, given: Iterable[str] = ()) -> list[tuple[str, ...]]:
    """Tasks in groups, each group after all that its members need; ``given`` is there already."""
    there = set(given)
    missing = {key: sum(n not in there for n in found) for key, found in needs.items()}
    behind = dependents(needs)
    group = sorted(key for key, count in missing.items() if count == 0)
    groups: list[tuple[str, ...]] = []
    while group:
        groups.append(tuple(group))
        following = []
        for key in (other for done in group for other in behind.get(done, ())):
            missing[key] -= 1
            if missing[key] == 0:
                following.append(key)
        group = sorted(following)
    return groups


def dependents(needs: Needs) -> dict[str, list[str]]:
    """Per task those that need it, in order of id."""
    found: dict[str, list[str]] = {}
    for key in sorted(needs):
        for needed in needs[key]:
            found.setdefault(needed, []).append(key)
    return found


def cycles(needs: Needs) -> list[tuple[str, ...]]:
    """One cycle out of each knot of tasks that wait for each other, from its smallest member on."""
    placed = {key for group in generations(needs) for key in group}
    knotted = {key: [n for n in found if n not in placed] for key, found in needs.items() if key not in placed}
    found: list[tuple[str, ...]] = []
    gone = set[str]()
    for key in sorted(knotted):
        if key not in gone and (cycle := _cycle_through(key, knotted)):
            found.append(cycle)
            gone |= upstream([key], knotted) & _reaching(key, knotted)
    return found


def _cycle_through(start: str, needs: Needs) -> tuple[str, ...]:
    """The shortest way from a task back to itself; empty when there is none."""
    came: dict[str, str] = {}
    todo = [start]
    for key in todo:
        for needed in needs.get(key, ()):
            if needed == start:
                return tuple(reversed(_way(start, key, came)))
            if needed not in came and needed in needs:
                came[needed] = key
                todo.append(needed)
    return ()


def _way(start: str, end: str, came: Mapping[str, str]) -> list[str]:
    """From the end back to the start."""
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way


def _reaching(key: str, needs: Needs) -> set[str]:
    """Everything that needs this task, directly or not, and the task itself."""
    behind = dependents(needs)
    return upstream([key], behind)


def parts(needs: Needs) -> list[tuple[str, ...]]:
    """The parts that nothing joins, the largest first."""
    behind = dependents(needs)
    around = {key: [*needs[key], *behind.get(key, ())] for key in needs}
    found: list[tuple[str, ...]] = []
    seen = set[str]()
    for key in sorted(needs):
        if key not in seen:
            part = upstream([key], around)
            seen |= part
            found.append(tuple(sorted(part)))
    return sorted(found, key=lambda part: (-len(part), part))
