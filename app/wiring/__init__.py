"""Settings → desk: the only room that knows which adapter stands behind which port.

Drivers are imported inside, so that nobody needs a server's driver who does not use the server.
"""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from app.addresses import NOWHERE
from app.desk import Desk
from app.errors import SetupError
from app.ports import SILENT, UNLIMITED, UNTRACED, Telemetry, Throttle, Tracing
from app.settings import Settings
from app.use_cases.looking import looking
from app.wiring.servers import moved_to

Role = Literal["reader", "writer"]
"""A reader (web, command line) reads every store and may add to the log; a writer (workers) also writes stores."""

TOLD: Final = "metrics"
"""Where processes that share one address keep their numbers."""


BURST_S: Final = 10
"""Who was silent for so many seconds may ask at once what they would have been worth."""


def open_desk(settings: Settings, role: Role, telemetry: Telemetry = SILENT, tracing: Tracing = UNTRACED) -> Desk:
    """The desk of one process; with somebody who watches, its ports tell how they do, and what they are asked.

    Raises SetupError when the data folder cannot be used.
    """
    ready_folder(settings.data)
    read_only = role == "reader"
    desk = replace(_own(settings, read_only), throttle=_throttle(settings), telemetry=telemetry)
    if settings.addresses != NOWHERE:
        desk = moved_to(settings, desk, read_only=read_only)
    if telemetry is not SILENT:
        from app.measured import watched

        desk = watched(desk, telemetry)
    if tracing is not UNTRACED:
        from app.traced import traced

        desk = traced(desk, tracing)
    if settings.addresses.redis:
        looking(desk.graph).share(desk.cache)
    elif desk.lasting is not None:
        looking(desk.graph).outlast(desk.lasting)
    return desk


def _own(settings: Settings, read_only: bool) -> Desk:
    """The desk of files, as the settings name who may do what there."""
    from app.wiring.files import desk_of_files

    own = desk_of_files(settings, read_only=read_only)
    return replace(own, tenant=settings.tenant, admins=settings.admins, collector=settings.collector)


def open_tracing(settings: Settings, service: str) -> Tracing:
    """Where this process, one of ``service``, sends its spans."""
    if not settings.collector.address:
        return UNTRACED
    from app.adapters.otel_tracing import OtelTracing, exporter_to

    told = settings.collector
    return OtelTracing(exporter_to(told.address, told.form), f"mission-control-{service}", told.sample)


def open_telemetry(settings: Settings, *, shared: bool = False) -> Telemetry:
    """Where this process tells about its work. ``shared``: with its siblings, at one address."""
    if not settings.metrics:
        return SILENT
    from app.adapters.shared_numbers import VARIABLE, shared_folder

    ready_folder(settings.data)
    folder = shared_folder(settings.data / TOLD) if shared else None
    if folder is not None:
        os.environ[VARIABLE] = str(folder)  # read by the library when it is loaded
    from app.adapters.prometheus_telemetry import PrometheusTelemetry

    return PrometheusTelemetry(folder)


def ready_folder(folder: Path) -> None:
    """Make the data folder if need be. Raises SetupError when it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError as flaw:
        raise SetupError(f"MC_DATA={folder} cannot be used as the data folder: {flaw.strerror}") from flaw
    if not writable:
        raise SetupError(f"MC_DATA={folder} cannot be written to; name a folder that can")


def _throttle(settings: Settings) -> Throttle:
    """Who asks too often waits: counted by all processes together where there is a server for it."""
    if not settings.rate:
        return UNLIMITED
    from app.adapters.memory_throttle import MemoryThrottle

    burst = BURST_S * settings.rate
    alone = MemoryThrottle(lambda: time.monotonic_ns() // 1_000_000, settings.rate, burst)
    if not settings.addresses.redis:
        return alone
    from app.adapters.redis_throttle import RedisThrottle

    return RedisThrottle(settings.addresses.redis, settings.rate, burst, alone, settings.addresses.namespace)
