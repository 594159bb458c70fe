"""The jobs. Each is told what it did in one sentence, which people read on the page of jobs."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from app.desk import Desk
from app.domain.events import DAY_MS, STREAMS, Event
from app.domain.graph import Scope
from app.domain.moments import iso
from app.errors import SetupError, StoreUnavailable
from app.settings import Settings
from app.use_cases.post import send_all
from app.use_cases.upkeep.attachments import orphans_let_go
from app.use_cases.upkeep.backups import back_up
from app.use_cases.upkeep.expiries import expired
from app.use_cases.upkeep.flakes import swept
from app.use_cases.upkeep.forgetting import forget
from app.use_cases.upkeep.keeping import entries_let_go, measures_let_go
from app.use_cases.upkeep.links import Waits
from app.use_cases.upkeep.retention import TOPICS, Seen, retain
from app.wire.avro import encode
from workers.jobs.job import HOUR_S, MINUTE_S, Job, Work
from workers.jobs.rescan import rescan
from workers.lock import only_one
from workers.readers import READERS

RUNS_KEPT_MS: Final = 30 * DAY_MS
SOONEST_S: Final = 5
QUICK_MS: Final = 14 * DAY_MS
"""Moments older than this may take somewhat longer to read."""


def jobs(settings: Settings) -> tuple[Job, ...]:
    """All jobs, in the order in which they are shown."""
    rescanning = [Job("rescan", "Rescan of repositories", "every hour", _each(HOUR_S), rescan(settings))]
    return (
        Job("expiries", "Expiry of suppressions, waivers and overrides", "every minute", _each(MINUTE_S), _expiries),
        Job("pending-links", "Links that wait", "every minute", _each(MINUTE_S), Waits().count),
        Job(
            "flakes",
            "Flake sweep",
            "every 10 minutes",
            _each(10 * MINUTE_S),
            _for_changed(_flakes, "flakes were found"),
        ),
        Job("roll-ups", "Roll-up of measures", "every 5 minutes", _each(5 * MINUTE_S), _roll_ups),
        *(rescanning if settings.rescan else ()),
        Job("retention", "Archive of old events", *_as_often_as_needed(settings), _retention(settings)),
        Job("keeping", "Old measures and audit entries", "every 6 hours", _each(6 * HOUR_S), _keeping(settings)),
        Job("search", "Search forgets what is old", "every hour", _each(HOUR_S), _forgetting(settings)),
        Job("thinning", "Thinning of old keyframes", "every 6 hours", _each(6 * HOUR_S), _thinning),
        Job("attachments", "Attachments that nobody refers to", "daily at 03:30 UTC", _daily(3, 30), _attachments),
        Job("backup", "Backup, restored and compared", "daily at 02:30 UTC", _daily(2, 30), _backup(settings)),
    )


def _each(seconds: int) -> IntervalTrigger:
    """Counted from 1970 on, so that every scheduler, whenever it starts and whatever its clock says, counts alike."""
    return IntervalTrigger(seconds=seconds, start_date=datetime(1970, 1, 1, tzinfo=UTC), timezone="UTC")


def _as_often_as_needed(settings: Settings) -> tuple[str, IntervalTrigger]:
    """Every ten minutes, or as often as events grow old where that is sooner."""
    seconds = min(10 * MINUTE_S, max(settings.retention_ms // 1_000, SOONEST_S))
    minutes, rest = divmod(seconds, MINUTE_S)
    words = f"every {seconds} seconds" if rest else "every minute" if minutes == 1 else f"every {minutes} minutes"
    return words, _each(seconds)


def _daily(hour: int, minute: int) -> CronTrigger:
    return CronTrigger(hour=hour, minute=minute, timezone="UTC")


def _expiries(desk: Desk) -> str:
    events = expired(desk.graph, desk.clock())
    _send(desk, events)
    return f"{len(events)} came to their end" if events else "nothing came to its end"


def _for_changed(work: Callable[[Desk, Scope], int], what: str) -> Work:
    """Work on every scope that changed since the last time this process did it; says how much there was in all."""
    seen: dict[Scope, tuple[int, int]] = {}

    def run(desk: Desk) -> str:
        infos = desk.graph.scopes()
        for info in infos:
            if seen.get(info.scope, (0, 0))[0] != info.revision:
                seen[info.scope] = (info.revision, work(desk, info.scope))
        return f"{sum(found for _, found in seen.values())} {what} in {len(infos)} iterations"

    return run


def _flakes(desk: Desk, scope: Scope) -> int:
    events = swept(desk.graph, scope)
    _send(desk, events)
    return len(events)


def _roll_ups(desk: Desk) -> str:
    return f"{desk.metrics.roll_up()} stretches worked out"


def _retention(settings: Settings) -> Work:
    """Events stay as long as is set, what was concluded and what was set aside three times as long (domain 3.2)."""
    long_ms = 3 * settings.retention_ms

    def run(desk: Desk) -> str:
        now = desk.clock()
        kept_ms = dict.fromkeys(TOPICS, long_ms) | dict.fromkeys(STREAMS, settings.retention_ms)
        seen = [Seen(reader.topics, place) for reader in READERS for _, place in reader.places(desk)]
        done = retain(desk.log, desk.archive, seen, {topic: now - kept for topic, kept in kept_ms.items()})
        return f"{done.archived} events archived, {done.trimmed} gone from the log"

    return run


def _keeping(settings: Settings) -> Work:
    """In files there are few measures, and all of them stay."""

    def run(desk: Desk) -> str:
        now = desk.clock()
        entries = entries_let_go(desk.audit, now)
        if settings.store != "servers":
            return f"{entries} audit entries let go"
        return f"{measures_let_go(desk.metrics, now)} stretches of measures and {entries} of audit entries let go"

    return run


def _forgetting(settings: Settings) -> Work:
    def run(desk: Desk) -> str:
        return f"{forget(desk.search, desk.clock(), settings.search_keeps_ms)} documents can no longer be found"

    return run


def _thinning(desk: Desk) -> str:
    now = desk.clock()
    thinned, pruned = desk.graph.thin(now - QUICK_MS), desk.jobs.prune(now - RUNS_KEPT_MS)
    return f"{thinned} keyframes given up, {pruned} runs of jobs forgotten"


def _attachments(desk: Desk) -> str:
    done = orphans_let_go(desk.attachments, desk.graph, desk.log, desk.clock())
    return f"{done.gone} let go, of {done.old} that are older than a week"


def _backup(settings: Settings) -> Work:
    """One at a time with whoever else takes copies, or puts them in place."""

    def run(desk: Desk) -> str:
        try:
            with only_one(settings.data, "snapshot"):
                done = back_up(desk.graph, desk.backups, desk.clock())
        except SetupError as busy:
            raise StoreUnavailable(str(busy)) from busy
        size = done.info.size / 1e6
        dropped = f"; let go of {', '.join(done.dropped)}" if done.dropped else ""
        compared = f"{done.entries} entries of {done.scopes} iterations restored and compared"
        return f"{done.info.name}, {size:.1f} MB of {iso(done.info.made_at)}: {compared}{dropped}"

    return run


def _send(desk: Desk, events: Iterable[Event]) -> None:
    send_all(desk.log, encode, events)
