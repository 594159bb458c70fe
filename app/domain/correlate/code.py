"""Where the code lies: artifact to module (C5, C6, C7), module to component (C11)."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from app.domain import labels
from app.domain.correlate.outcomes import (
    CONTENT,
    PATH_EXACT,
    PATH_FUZZY,
    Ask,
    all_of,
    by_age,
    link,
    pending,
    review,
)
from app.domain.correlate.places import cleaned, covers
from app.domain.correlate.tails import FEWEST_COMMON_PARTS, common_tail
from app.domain.correlate.timelines import Decided, Entity, Props
from app.domain.graph import EdgeId, Node
from app.domain.identity import normal_path

_NOTHING: Final = sha256().hexdigest()
"""Empty files are all alike; that says nothing."""


def path_of(node: Node) -> str:
    """The repository-relative path of an artifact or module."""
    return normal_path(node.get("file_path", ""))


def content_of(node: Node) -> str:
    """The SHA-256 of what it holds, in lower-case hex; empty when that is not known or there is nothing in it."""
    digest = str(node.get("sha256", "")).lower().removeprefix("sha256:")
    return "" if digest == _NOTHING else digest


def contains(ask: Ask) -> Decided:
    """C5: the same path. C7: else the same content. C6: else the same file name and the one longest common tail."""
    path = path_of(ask.me)
    exact = [module for module in ask.open() if path and path_of(module) == path]
    if exact:
        return all_of(_same_path(ask.me, module, path) for module in exact)
    return {} if ask.accepted else _alike(ask, path)


def _same_path(artifact: Node, module: Node, path: str) -> tuple[Entity, Props]:
    sentence = f"Artifact and module {module.id.key} have the same path {path}."
    return link(EdgeId(labels.CONTAINS, artifact.id, module.id), "C5", 1.0, PATH_EXACT, sentence)


def _alike(ask: Ask, path: str) -> Decided:
    content = content_of(ask.me)
    same = [module for module in ask.open() if content and content_of(module) == content]
    if same:
        return _same_content(ask.me, same, content)
    scored = [(common_tail(path, path_of(module)), module) for module in ask.open()] if path else []
    scored = [(length, module) for length, module in scored if length >= FEWEST_COMMON_PARTS]
    if scored:
        longest = max(length for length, _ in scored)
        return _same_tail(ask.me, path, longest, [module for length, module in scored if length == longest])
    if not path:
        return {}
    sentence = f"No module lies at {path}, nor at a path that ends alike."
    return all_of([pending("C5", ask.me.id, path, sentence)])


def _same_content(artifact: Node, same: Sequence[Node], content: str) -> Decided:
    if len(same) > 1:
        sentence = f"Several modules hold what the artifact holds, SHA-256 {content[:12]}…:"
        return all_of([review("C7", artifact.id, by_age(same), sentence)])
    sentence = f"Artifact and module {same[0].id.key} hold the same, SHA-256 {content[:12]}…"
    return all_of([link(EdgeId(labels.CONTAINS, artifact.id, same[0].id), "C7", 1.0, CONTENT, sentence)])


def _same_tail(artifact: Node, path: str, length: int, best: Sequence[Node]) -> Decided:
    if len(best) > 1:
        return all_of([review("C6", artifact.id, by_age(best), "The path ends like those of several modules alike:")])
    sentence = f"{path} and the path of module {best[0].id.key} share their last {length} parts, and no other does."
    return all_of([link(EdgeId(labels.CONTAINS, artifact.id, best[0].id), "C6", 0.7, PATH_FUZZY, sentence)])


def belongs_to(ask: Ask) -> Decided:
    """C11: the component with the longest path that the module's file path, or dotted name, lies under.

    Of two components at the same path, as when one was renamed, the one that was reported last counts.
    """
    if ask.accepted:
        return {}
    fitting = [
        (len(path), component.since, component, path)
        for component in ask.open()
        for path in map(cleaned, component.get("paths", []))
        if covers(path, ask.me)
    ]
    if not fitting:
        return {}
    best = max(fit[:2] for fit in fitting)
    tied = [fit for fit in fitting if fit[:2] == best]
    where = path_of(ask.me) or ask.me.id.key
    if len({fit[2].id for fit in tied}) > 1:
        sentence = "The module lies under paths of several components alike:"
        return all_of([review("C11", ask.me.id, by_age(fit[2] for fit in tied), sentence)])
    component, path = tied[0][2:]
    sentence = f"{where} lies under {path or 'the top'} of component {component.id.key}."
    return all_of([link(EdgeId(labels.BELONGS_TO, ask.me.id, component.id), "C11", 1.0, PATH_EXACT, sentence)])
