"""One scenario under two keys: as its feature file declares it, and as a report of a run tells of it.

Some reports (the JSON of behave and of Cucumber) leave out the names of rules and the values of outline rows,
so that their scenarios get other keys than the feature file gives. Whatever is only declared, at the place and
under the name of something that a run placed there, is the same scenario: it counts once, with the outcome of
the run and with everything that either of the two asks for.

A scenario that no run speaks of has no twin, and stays pending. A place counts only when the latest run told it
itself (``placed_run``): what an older run said of a line that has moved since is no evidence.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from app.domain import labels
from app.domain.graph import Edge, EdgeId, Node, NodeId

Twins = dict[str, list[str]]
"""Per key of a scenario that is only declared the keys under which runs told of it, one at least."""

NAMELESS: Final = "(no name)"
_LISTED: Final = ("tags", "contract_tags", "requirements")
_LENT: Final = (
    "rule",
    "quarantined",
    "quarantine_reason",
    "quarantined_by",
    "owner",
    "review_date",
    "ticket",
    "flaky",
    "flake_rate",
)


def twins(scenarios: Mapping[str, Node]) -> Twins:
    """The scenarios that are only declared and have been told of by a run under another key."""
    declared = [node for node in scenarios.values() if _only_declared(node)]
    if not declared:
        return {}
    told = _Told(node for node in scenarios.values() if _placed(node))
    found = {node.id.key: told.of(node) for node in sorted(declared, key=_place)}
    return {key: keys for key, keys in found.items() if keys}


def merged(scenarios: dict[str, Node], same: Twins) -> dict[str, Node]:
    """Each scenario once: what was only declared lends its run what it asks for."""
    if not same:
        return scenarios
    result = {key: node for key, node in scenarios.items() if key not in same}
    for declared, keys in same.items():
        for key in keys:
            result[key] = _with(result[key], scenarios[declared])
    return result


def counted(node: NodeId, same: Twins) -> NodeId:
    """Where the node counts: at its first twin, if it has one."""
    keys = same.get(node.key) if node.label == labels.SCENARIO else None
    return NodeId(node.label, keys[0]) if keys else node


def joined_once(edges: list[Edge], same: Twins) -> list[Edge]:
    """The edges, those of a scenario that counts at its twin moved there; the twin's own one stands."""
    if not same:
        return edges
    found: dict[EdgeId, Edge] = {}
    for edge in edges:
        source, target = counted(edge.id.source, same), counted(edge.id.target, same)
        place = edge.id._replace(source=source, target=target)
        if place == edge.id:
            found[place] = edge
        else:
            found.setdefault(place, msgspec.structs.replace(edge, id=place))
    return [found[place] for place in sorted(found)]


def _only_declared(node: Node) -> bool:
    return "seen_run" not in node.props and "outcome" not in node.props and bool(node.get("line"))


def _placed(node: Node) -> bool:
    """The latest run that spoke of it also said where it stands."""
    return bool(node.get("line")) and node.get("placed_run", "") == node.get("seen_run")


def _place(node: Node) -> tuple[str, int]:
    return node.get("feature_path", ""), node.get("line", 0)


class _Told:
    """What runs told of, by its place; rows of outlines also by their words, for cucumber-js places every row
    at its outline."""

    def __init__(self, nodes: Iterator[Node]) -> None:
        self._places: dict[tuple[str, int], list[Node]] = defaultdict(list)
        self._rows: dict[object, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self._taken: Counter[object] = Counter()
        for node in nodes:
            self._places[_place(node)].append(node)
            if node.get("kind") == "scenario_outline":
                self._rows[_words(node)][node.get("suite", "")].append(node)

    def of(self, declared: Node) -> list[str]:
        """The keys under which it was told of; rows with the same words are taken one after the other."""
        here = [node.id.key for node in self._places.get(_place(declared), ()) if _named_alike(declared, node)]
        if here or declared.get("kind") != "scenario_outline":
            return here
        words = _words(declared)
        at = self._taken[words]
        self._taken[words] += 1
        suites = self._rows.get(words, {}).values()
        rows = (sorted(nodes, key=lambda node: node.get("position", 0)) for nodes in suites)
        return [nodes[at].id.key for nodes in rows if at < len(nodes) and _above(nodes[at], declared)]


def _words(node: Node) -> object:
    return node.get("feature_path", ""), node.get("name") or NAMELESS, *node.get("steps", ())


def _above(outline: Node, row: Node) -> bool:
    return bool(outline.get("line", 0) < row.get("line", 0))


def _named_alike(declared: Node, told: Node) -> bool:
    """Equal, but for the number that behave adds to the name of a row."""
    mine, theirs = declared.get("name", ""), told.get("name", "")
    return theirs == (mine or NAMELESS) or bool(theirs.startswith(f"{mine} -- @".lstrip()))


def _with(told: Node, declared: Node) -> Node:
    """The scenario of the run, with what the feature file says besides."""
    props: dict[str, Any] = {name: declared.props[name] for name in _LENT if name in declared.props} | {**told.props}
    for name in _LISTED:
        props[name] = sorted({*declared.get(name, ()), *told.get(name, ())})
    props["critical"] = bool(declared.get("critical") or told.get("critical"))
    return msgspec.structs.replace(told, props=props, times={**declared.times, **told.times})
