"""A desk whose ports tell, as spans, what they are asked."""

from dataclasses import replace
from typing import cast

from app.desk import Desk
from app.ports import EventLog, GraphStore, MetricStore, SearchIndex, Tracing
from app.traced.port import told
from app.traced.sent import SentLog


def traced(desk: Desk, tracing: Tracing) -> Desk:
    """The desk, its ports told. What is put on the log carries on the trace that it lies in."""
    return replace(
        desk,
        tracing=tracing,
        log=cast(EventLog, SentLog(desk.log, tracing)),
        graph=told(desk.graph, GraphStore, "graph", tracing),
        metrics=told(desk.metrics, MetricStore, "metrics", tracing),
        search=told(desk.search, SearchIndex, "search", tracing),
    )
