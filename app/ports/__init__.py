"""All we ask of the outside world, on one page. Adapters promise this; the contract suites hold them to it.

No port knows a product: batches, positions, and one transaction that holds a marker and its effects
are what SQLite, Kafka, Neo4j, TimescaleDB, Redis and a search engine can all give. Every method may
raise StoreUnavailable. ``close`` may be called twice.
"""

from app.ports.archive import Archive
from app.ports.attachments import NO_ATTACHMENTS, Attachments, NoAttachments
from app.ports.audit import AuditBook, Judged, Sought
from app.ports.backups import BackupInfo, Backups
from app.ports.between import Bus, Cache
from app.ports.builds import GraphBuilds
from app.ports.chronicle import NO_CHRONICLE, Chronicle, NoChronicle
from app.ports.graph import Batch, GraphStore, ScopeInfo
from app.ports.jobs import JobBook, JobRun, PlannedJob
from app.ports.log import DeadLetter, EventLog, Message, Record
from app.ports.measures import HOUR_MS, PERCENTILES, ROLLUP_WIDTHS, MetricStore, Sample, Spread, Stretch, spread_of
from app.ports.schemas import OWN_SCHEMAS, OwnSchemas, Schemas
from app.ports.search import Document, FacetCount, Hit, Hits, SearchIndex
from app.ports.shared import NOWHERE, Clock, Positions
from app.ports.shares import UNDIVIDED, Shares, Undivided
from app.ports.snapshots import Copies, Kept, Manifest, Part, Snapshots
from app.ports.telemetry import SILENT, Telemetry
from app.ports.throttle import UNLIMITED, Throttle
from app.ports.tracing import UNTRACED, Span, SpanTold, Tracing
from app.ports.views import NO_KEYS, HandedOut, Keys, NoKeys, SavedView, ViewBook

__all__ = [
    "HOUR_MS",
    "NOWHERE",
    "NO_ATTACHMENTS",
    "NO_CHRONICLE",
    "NO_KEYS",
    "OWN_SCHEMAS",
    "PERCENTILES",
    "ROLLUP_WIDTHS",
    "SILENT",
    "UNDIVIDED",
    "UNLIMITED",
    "UNTRACED",
    "Archive",
    "Attachments",
    "AuditBook",
    "BackupInfo",
    "Backups",
    "Batch",
    "Bus",
    "Cache",
    "Chronicle",
    "Clock",
    "Copies",
    "DeadLetter",
    "Document",
    "EventLog",
    "FacetCount",
    "GraphBuilds",
    "GraphStore",
    "HandedOut",
    "Hit",
    "Hits",
    "JobBook",
    "JobRun",
    "Judged",
    "Kept",
    "Keys",
    "Manifest",
    "Message",
    "MetricStore",
    "NoAttachments",
    "NoChronicle",
    "NoKeys",
    "OwnSchemas",
    "Part",
    "PlannedJob",
    "Positions",
    "Record",
    "Sample",
    "SavedView",
    "Schemas",
    "ScopeInfo",
    "SearchIndex",
    "Shares",
    "Snapshots",
    "Sought",
    "Span",
    "SpanTold",
    "Spread",
    "Stretch",
    "Telemetry",
    "Throttle",
    "Tracing",
    "Undivided",
    "ViewBook",
    "spread_of",
]
