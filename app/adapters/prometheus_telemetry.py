"""Telemetry for Prometheus.

Where one process serves, its numbers lie in its memory. Where several share one address (the web workers), each
writes files in a folder that they share, and whoever is asked answers for all; the library decides which when it is
loaded, so the folder is named (see ``shared_numbers``) before this module is.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import prometheus_client as prometheus
from prometheus_client import multiprocess
from prometheus_client.process_collector import ProcessCollector

from app.adapters.shared_numbers import lives
from app.ports.meters import METERS
from app.ports.telemetry import Counter, Exposed, Gauge, Histogram, Meter

prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]  # when a number began is nothing that anybody asks

_OF_A_PROCESS: Final = re.compile(r"gauge_live[a-z]+_(\d+)\.db")


class PrometheusTelemetry:
    """``app.ports.Telemetry``; ``shared`` is the folder of all processes that serve one address."""

    def __init__(self, shared: Path | None = None) -> None:
        self._shared = shared
        self._registry = prometheus.CollectorRegistry()
        self._kinds = {meter.name: _made(meter, self._registry) for meter in METERS}
        self._kept: dict[tuple[str, ...], Any] = {}
        for meter in METERS:
            for labels in _from_the_start(meter):
                self._one(meter.name, labels)
        if shared is None:
            ProcessCollector(registry=self._registry)

    def add(self, counter: Counter, *labels: str, by: float = 1.0) -> None:
        self._one(counter.name, labels).inc(by)

    def put(self, gauge: Gauge, value: float, *labels: str) -> None:
        self._one(gauge.name, labels).set(value)

    def shift(self, gauge: Gauge, by: float, *labels: str) -> None:
        self._one(gauge.name, labels).inc(by)

    def observe(self, histogram: Histogram, seconds: Sequence[float], *labels: str) -> None:
        one = self._one(histogram.name, labels)
        for length in seconds:
            one.observe(length)

    def exposed(self) -> Exposed | None:
        registry = self._registry if self._shared is None else _of_all(self._shared)
        return Exposed(prometheus.generate_latest(registry), prometheus.CONTENT_TYPE_LATEST)

    def _one(self, name: str, labels: tuple[str, ...]) -> Any:
        """The meter with these values of its labels."""
        key = (name, *labels)
        one = self._kept.get(key)
        if one is None:
            kind = self._kinds[name]
            one = self._kept[key] = kind.labels(*labels) if labels else kind
        return one


def _made(meter: Meter, registry: prometheus.CollectorRegistry) -> Any:
    named: dict[str, Any] = {"labelnames": meter.labels, "registry": registry}
    if isinstance(meter, Counter):
        return prometheus.Counter(meter.name, meter.help, **named)
    if isinstance(meter, Histogram):
        return prometheus.Histogram(meter.name, meter.help, buckets=meter.buckets, **named)
    modes: dict[str, Any] = {"sum": "livesum", "min": "livemin", "max": "livemax"}
    return prometheus.Gauge(meter.name, meter.help, multiprocess_mode=modes[meter.across], **named)


def _from_the_start(meter: Meter) -> Sequence[tuple[str, ...]]:
    if isinstance(meter, Counter) and meter.known:
        return meter.known
    return () if meter.labels else ((),)


def _of_all(shared: Path) -> prometheus.CollectorRegistry:
    """What the files of all processes say; what a process said of itself goes with it, what it counted stays."""
    numbers = {int(found[1]) for file in shared.iterdir() if (found := _OF_A_PROCESS.fullmatch(file.name))}
    for number in numbers:
        if not lives(number):
            multiprocess.mark_process_dead(number, str(shared))  # type: ignore[no-untyped-call]
    registry = prometheus.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, str(shared))  # type: ignore[no-untyped-call]
    return registry
