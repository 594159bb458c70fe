"""Everything that is measured while the product runs, by name, with its help and its buckets (domain 9 and 10).

Counters are of the process that tells them; positions, lag and links are of the stores, whoever tells them.
"""

from typing import Final

from app.domain.payloads import PAYLOADS
from app.domain.verdict.model import GateStatus, VerdictName
from app.ports.telemetry import Counter, Gauge, Histogram, Meter

_E2E: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_BATCH: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_QUERY: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_JOB: Final = (0.01, 0.1, 0.5, 1.0, 5.0, 30.0, 60.0, 300.0)

_STREAMS: Final = (("dde",), ("bdv",), ("acc",))
_CATEGORIES: Final = ("SCHEMA_VALIDATION", "CORRELATION_FAILED", "DATABASE_ERROR", "TRANSIENT_NETWORK", "CRITICAL")
EVENTS: Final = Counter(
    name="trimodal_events_total", help="Records read from the log, by who read them", labels=("consumer",)
)
APPLIED: Final = Counter(
    name="trimodal_events_applied_total",
    help="Events that became part of the graph",
    labels=("event_type",),
    known=tuple((name,) for name in sorted(PAYLOADS) if not name.startswith("convergence.")),
)
DUPLICATE: Final = Counter(
    name="trimodal_events_duplicate_total",
    help="Events that were known by their key and changed nothing",
    labels=("stream",),
    known=_STREAMS,
)
LATE: Final = Counter(
    name="trimodal_events_late_total",
    help="Applied events over five minutes older than the newest one of their iteration",
    labels=("stream",),
    known=_STREAMS,
)
DEAD: Final = Counter(
    name="trimodal_dead_letters_total",
    help="Messages set aside because nothing could be made of them",
    labels=("category",),
    known=tuple((name,) for name in _CATEGORIES),
)
LATENCY: Final = Histogram(
    name="trimodal_e2e_latency_seconds", help="From acceptance by the log until pages can show it", buckets=_E2E
)
BATCH: Final = Histogram(
    name="trimodal_ics_processing_seconds",
    help="One turn of a worker that did something",
    buckets=_BATCH,
    labels=("worker",),
)
LAG: Final = Gauge(name="trimodal_lag_records", help="Records not yet taken in", labels=("consumer",))
LAG_S: Final = Gauge(
    name="trimodal_lag_seconds", help="How long the oldest record not yet taken in has waited", labels=("consumer",)
)
NEWEST: Final = Gauge(
    name="trimodal_newest_applied_timestamp_seconds", help="When the log accepted the newest event in the graph"
)
LINKS_MADE: Final = Counter(
    name="trimodal_links_made_total",
    help="Links between streams that were stated; band is how sure: high (0.9), middle (0.7), low",
    labels=("method", "band"),
)
LINKS: Final = Gauge(
    name="trimodal_links",
    help="Links between streams: joined, pending, or unlinked after a day",
    labels=("standing",),
)
VERDICTS: Final = Counter(
    name="trimodal_verdicts_total",
    help="Verdicts that became another, by what they became",
    labels=("verdict",),
    known=tuple((name.value,) for name in VerdictName),
)
GATES: Final = Counter(
    name="trimodal_gate_decisions_total",
    help="Answers of the deployment gate, by who asked: the command line, or a program over HTTP",
    labels=("status", "asked"),
    known=tuple((status.value, asked) for status in GateStatus for asked in ("command", "http")),
)
STORE: Final = Histogram(
    name="trimodal_store_seconds", help="One question to a store", buckets=_QUERY, labels=("port", "query")
)
STORE_ERRORS: Final = Counter(
    name="trimodal_store_errors_total", help="Questions that a store did not answer", labels=("port", "query")
)
UNDONE: Final = Counter(
    name="trimodal_store_undone_total",
    help="Transactions that something passing (a deadlock, say) undid in a store, and that were done again",
    labels=("port", "why"),
    known=(("graph", "DeadlockDetected"),),
)
STORE_UP: Final = Gauge(
    name="trimodal_store_up", help="1 while the store answers, 0 while it does not", labels=("port",), across="min"
)
CACHE: Final = Counter(
    name="trimodal_cache_total", help="Questions to the cache", labels=("outcome",), known=(("hit",), ("miss",))
)
REQUESTS: Final = Counter(
    name="trimodal_http_requests_total", help="Requests answered", labels=("route", "method", "status")
)
REQUEST: Final = Histogram(
    name="trimodal_http_request_seconds", help="One request", buckets=_QUERY, labels=("route", "method")
)
STREAMS_OPEN: Final = Gauge(
    name="trimodal_open_streams", help="Answers that are still being sent as events come", across="sum"
)
JOBS: Final = Counter(name="trimodal_job_runs_total", help="Ended runs of jobs", labels=("job", "outcome"))
JOB: Final = Histogram(name="trimodal_job_seconds", help="One run of a job", buckets=_JOB, labels=("job",))

METERS: Final[tuple[Meter, ...]] = (
    *(EVENTS, APPLIED, DUPLICATE, LATE, DEAD, LATENCY, BATCH, LAG, LAG_S, NEWEST, LINKS_MADE, LINKS, VERDICTS, GATES),
    *(STORE, STORE_ERRORS, UNDONE, STORE_UP, CACHE, REQUESTS, REQUEST, STREAMS_OPEN, JOBS, JOB),
)
"""All of them."""
