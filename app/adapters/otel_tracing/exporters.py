"""Where spans are sent: a collector that speaks OTLP over HTTP, or Zipkin in its own JSON."""

import logging
import sys
from collections.abc import Callable, Sequence
from typing import Final, Literal

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

TIMEOUT_S: Final = 2
"""So long a collector may take over one batch, tries included."""

Say = Callable[[str], None]


def exporter_to(address: str, form: Literal["otlp", "zipkin"]) -> SpanExporter:
    """Spans go to this address; one that does not answer is told of once, and once more when it is back."""
    return Told(_otlp(address) if form == "otlp" else _zipkin(address), address)


def _otlp(address: str) -> SpanExporter:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(endpoint=address, timeout=TIMEOUT_S)


def _zipkin(address: str) -> SpanExporter:
    """Zipkin knows no links between traces; where they matter attributes say the same."""
    from opentelemetry.exporter.zipkin.json import ZipkinExporter

    exporter: SpanExporter = ZipkinExporter(endpoint=address, timeout=TIMEOUT_S)
    return exporter


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Told(SpanExporter):
    """Another exporter, whose troubles are told in a line instead of in pages of its library's log."""

    def __init__(self, exporter: SpanExporter, address: str, say: Say = _say) -> None:
        self._exporter, self._address, self._say = exporter, address, say
        self._away = self._ending = False
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send them. What cannot be sent is gone; at the end nobody waits for a collector that was away."""
        if self._ending and self._away:
            return SpanExportResult.FAILURE
        why = ""
        try:
            result = self._exporter.export(spans)
        except Exception as flaw:  # whatever its library raises: telling never disturbs the work
            result, why = SpanExportResult.FAILURE, f" ({type(flaw).__name__}: {flaw})"
        self._stands(result is not SpanExportResult.SUCCESS, why)
        return result

    def ending(self) -> None:
        """This is the end: what fails once is not tried again."""
        self._ending = True

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)

    def _stands(self, away: bool, why: str) -> None:
        if away is not self._away:
            self._away = away
            self._say(
                f"{self._address} takes {'no spans; what is told meanwhile is lost' + why if away else 'spans again'}"
            )
