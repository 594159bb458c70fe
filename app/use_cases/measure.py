"""Measures over time: what a judgement counts, as samples at the moment it was about."""

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.domain.state import read
from app.domain.verdict.judge import judge
from app.errors import UnknownIteration
from app.ports import GraphStore, Sample


def measured(graph: GraphStore, scope: Scope, as_of: AsOf) -> list[Sample]:
    """One sample per figure of each stream that had reported by then, named ``stream.figure``."""
    try:
        snapshot = graph.snapshot(scope, as_of)
    except UnknownIteration:
        return []
    judgement = judge(read(snapshot), as_of.valid)
    return [
        Sample(scope, f"{stream.stream}.{name}", as_of.valid, float(value))
        for stream in judgement.streams
        if stream.reported
        for name, value in sorted(stream.facts.items())
    ]
