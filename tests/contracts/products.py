"""The products behind each port that the contract suites run over; adding one is adding a name here.

Each is opened from its name and a folder alone, so that other processes can open the same one.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

from app.adapters.file_archive import FileArchive
from app.adapters.kafka_log import KafkaLog
from app.adapters.memory_cache import MemoryCache
from app.adapters.memory_throttle import MemoryThrottle
from app.adapters.opensearch import OpenSearchIndex
from app.adapters.postgres_audit import PostgresAudit
from app.adapters.postgres_jobs import PostgresJobs
from app.adapters.postgres_metrics import PostgresMetrics
from app.adapters.postgres_views import PostgresViews
from app.adapters.redis_bus import RedisBus
from app.adapters.redis_cache import RedisCache
from app.adapters.redis_throttle import RedisThrottle
from app.adapters.sqlite_audit import SqliteAudit
from app.adapters.sqlite_bus import SqliteBus
from app.adapters.sqlite_cache import SqliteCache
from app.adapters.sqlite_jobs import SqliteJobs
from app.adapters.sqlite_log import SqliteLog
from app.adapters.sqlite_metrics import SqliteMetrics
from app.adapters.sqlite_search import SqliteSearch
from app.adapters.sqlite_views import SqliteViews
from app.adapters.whole_log import WholeLog
from app.ports import (
    UNLIMITED,
    Archive,
    AuditBook,
    Bus,
    Cache,
    Clock,
    EventLog,
    JobBook,
    MetricStore,
    SearchIndex,
    Throttle,
    ViewBook,
)
from tests.contracts.servers import address, namespace

OpenLog = Callable[[Path], EventLog]
OpenIndex = Callable[[Path], SearchIndex]

LOGS: dict[str, Callable[[Path, Clock], EventLog]] = {
    "sqlite": lambda folder, clock: SqliteLog(folder / "log.sqlite", clock),
    "sqlite and archive": lambda folder, clock: WholeLog(
        SqliteLog(folder / "log.sqlite", clock), FileArchive(folder / "archive")
    ),
    "kafka": lambda folder, clock: KafkaLog(address("MC_KAFKA"), f"{namespace(folder)}."),
}
STAMPED_BY_THEMSELVES = ("kafka",)
"""Logs whose servers stamp what they take in; the others ask the clock that they are given."""
ARCHIVES: dict[str, Callable[[Path], Archive]] = {"files": lambda folder: FileArchive(folder / "archive")}
METRICS: dict[str, Callable[[Path], MetricStore]] = {
    "sqlite": lambda folder: SqliteMetrics(folder / "metrics.sqlite"),
    "postgres": lambda folder: PostgresMetrics(address("MC_POSTGRES"), namespace(folder)),
}
AUDITS: dict[str, Callable[[Path], AuditBook]] = {
    "sqlite": lambda folder: SqliteAudit(folder / "audit.sqlite"),
    "postgres": lambda folder: PostgresAudit(address("MC_POSTGRES"), namespace(folder)),
}
SEARCHES: dict[str, Callable[[Path], SearchIndex]] = {
    "sqlite": lambda folder: SqliteSearch(folder / "search.sqlite"),
    "opensearch": lambda folder: OpenSearchIndex(address("MC_OPENSEARCH"), namespace(folder)),
}
CACHES: dict[str, Callable[[Clock, int], Cache]] = {
    "memory": lambda clock, max_bytes: MemoryCache(clock, max_bytes),
    "sqlite": lambda clock, max_bytes: SqliteCache(Path(mkdtemp()) / "cache.sqlite", clock, max_bytes),
    "redis": lambda clock, max_bytes: RedisCache(address("MC_REDIS"), clock, f"t{uuid4().hex}", max_bytes),
}
BOUNDED_CACHES = ("memory", "sqlite")
"""Those that bound themselves; Redis is bounded as a whole, by the settings of its server."""
THROTTLES: dict[str, Callable[[Path, Clock, float, int], Throttle]] = {
    "memory": lambda folder, clock, rate, burst: MemoryThrottle(clock, rate, burst),
    "redis": lambda folder, clock, rate, burst: RedisThrottle(
        address("MC_REDIS"), rate, burst, UNLIMITED, namespace(folder)
    ),
}
BUSES: dict[str, Callable[[Path], Bus]] = {
    "sqlite": lambda folder: SqliteBus(folder / "bus.sqlite"),
    "redis": lambda folder: RedisBus(address("MC_REDIS"), namespace(folder)),
}
JOBS: dict[str, Callable[[Path], JobBook]] = {
    "sqlite": lambda folder: SqliteJobs(folder / "jobs.sqlite"),
    "postgres": lambda folder: PostgresJobs(address("MC_POSTGRES"), namespace(folder)),
}
VIEWS: dict[str, Callable[[Path], ViewBook]] = {
    "sqlite": lambda folder: SqliteViews(folder / "views.sqlite"),
    "postgres": lambda folder: PostgresViews(address("MC_POSTGRES"), namespace(folder)),
}
