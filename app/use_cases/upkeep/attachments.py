"""Attachments that no event refers to any more: what a run put down and was never sent, or was erased since."""

import re
from typing import Final

import msgspec

from app.domain.events import DAY_MS
from app.ports import Attachments, EventLog, GraphStore

GRACE_MS: Final = 7 * DAY_MS
"""A file is written before its event is sent; one younger than this is left alone."""

PAGE: Final = 5_000
_TOPIC: Final = "bdv"
_DIGEST: Final = re.compile(rb"[0-9a-f]{64}")


class LetGo(msgspec.Struct, frozen=True):
    """How many attachments are older than the grace, and how many of them nobody referred to and are gone."""

    old: int
    gone: int


def orphans_let_go(attachments: Attachments, graph: GraphStore, log: EventLog, now: int) -> LetGo:
    """Remove those older than the grace (at ``now``, ms) that neither the graph nor the log names.

    The graph names what was ever told, also what was taken back; the log what is still to be taken in, or was set
    aside. Where nothing is old nobody is asked.
    """
    grown_old = now - GRACE_MS
    old = frozenset(attachments.older(grown_old))
    left = _unnamed_by_log(log, _unnamed_by_graph(graph, old))
    return LetGo(len(old), sum(attachments.drop(sha256, grown_old) for sha256 in sorted(left)))


def _unnamed_by_graph(graph: GraphStore, left: frozenset[str]) -> frozenset[str]:
    """Those of them that no entry of behaviour names."""
    for info in graph.scopes() if left else ():
        for entry in graph.entries(info.scope):
            if entry.event_type.startswith(f"{_TOPIC}."):
                left -= _named_in(msgspec.json.encode([fact.props for fact in entry.facts]))
            if not left:
                return left
    return left


def _unnamed_by_log(log: EventLog, left: frozenset[str]) -> frozenset[str]:
    """Those of them that no message about behaviour names, read or not."""
    positions: dict[str, int] = {}
    while left and (records := log.read((_TOPIC,), positions, PAGE)):
        for record in records:
            positions[f"{record.topic}-{record.partition}"] = record.offset + 1
            left -= _named_in(record.value)
    return left


def _named_in(text: bytes) -> frozenset[str]:
    return frozenset(digest.decode() for digest in _DIGEST.findall(text))
