"""``app.ports.Tracing`` by the SDK of OpenTelemetry."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from opentelemetry import context as carrying
from opentelemetry import trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Link, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from app.adapters.otel_tracing.exporters import Told
from app.domain.traces import NO_TRACE, Context, context, members
from app.ports.tracing import NOTHING, Attributes, Kind, Span, SpanTold

QUEUE: Final = 4_096
BATCH: Final = 512
DELAY_MS: Final = 1_000
LINKS: Final = 128
"""Bounds: how many spans wait, how many are sent at once and how often; links of a span."""

_HEADERS: Final = CompositePropagator([TraceContextTextMapPropagator(), W3CBaggagePropagator()])


class OtelTracing:
    """Spans of one process, ``service``. ``sample``: the share of traces that is kept. It follows from their ids, so
    that every process keeps the same ones; what its beginner does not want kept is never kept."""

    def __init__(self, exporter: SpanExporter, service: str, sample: float = 1.0) -> None:
        share = TraceIdRatioBased(sample)
        self._exporter, self._bound = exporter, share.bound
        self._ids = _Ids()
        self._provider = TracerProvider(
            sampler=ParentBased(share, remote_parent_sampled=share),
            resource=Resource.create({"service.name": service, "service.namespace": "mission-control"}),
            shutdown_on_exit=False,
            id_generator=self._ids,
            span_limits=SpanLimits(max_links=LINKS),
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(
                exporter, max_queue_size=QUEUE, schedule_delay_millis=DELAY_MS, max_export_batch_size=BATCH
            )
        )
        self._tracer = self._provider.get_tracer("mission-control")

    @contextmanager
    def span(
        self, name: str, kind: Kind = "internal", under: Context | None = None, attributes: Attributes = NOTHING
    ) -> Iterator[Span]:
        around = carrying.get_current() if under is None else _carried(under)
        said = {**_said(under), **attributes}
        with (
            _current(around),
            self._tracer.start_as_current_span(
                name, kind=_kind(kind), attributes=said, record_exception=False
            ) as live,
        ):
            yield _Live(live, _headers())

    def tell(self, told: SpanTold) -> Context:
        if told.under != NO_TRACE and not self.wants(told.under):
            return NO_TRACE
        span = self._begun(told)
        if told.flaw:
            span.set_status(Status(StatusCode.ERROR, told.flaw))
        kept = span.is_recording()
        span.end(told.ended_ns)
        return _headers(trace.set_span_in_context(span, _carried(told.under))) if kept else NO_TRACE

    def _begun(self, told: SpanTold) -> trace.Span:
        first = bool(told.span_id) and told.under.span_id == told.span_id
        around = carrying.Context() if first else _carried(told.under)
        said = {**_said(told.under), **told.attributes}
        links = [Link(_spot(one)) for one in told.links if one != NO_TRACE]
        with self._ids.given(told.under.trace_id if first else "", told.span_id):
            return self._tracer.start_span(told.name, around, _kind(told.kind), said, links, told.began_ns)

    def link(self, contexts: Sequence[Context]) -> None:
        for one in contexts:
            if one != NO_TRACE:
                trace.get_current_span().add_link(_spot(one))

    def wants(self, context: Context) -> bool:
        return context.sampled and int(context.trace_id[16:], 16) < self._bound

    @property
    def here(self) -> Context:
        return _headers() if trace.get_current_span().is_recording() else NO_TRACE

    def close(self) -> None:
        if isinstance(self._exporter, Told):
            self._exporter.ending()
        self._provider.shutdown()


class _Live:
    """``app.ports.Span``."""

    def __init__(self, span: trace.Span, headers: Context) -> None:
        self._span = span
        self.context = headers if span.is_recording() else NO_TRACE

    def note(self, attributes: Attributes) -> None:
        self._span.set_attributes(attributes)

    def link(self, contexts: Sequence[Context]) -> None:
        for one in contexts:
            self._span.add_link(_spot(one))

    def fail(self, flaw: str) -> None:
        self._span.set_status(Status(StatusCode.ERROR, flaw))


class _Ids(RandomIdGenerator):
    """Random ids; spans of this thread may get such as were given out before."""

    def __init__(self) -> None:
        self._given = threading.local()

    @contextmanager
    def given(self, trace_id: str, span_id: str) -> Iterator[None]:
        """What begins within the block has these ids, where they are not empty."""
        self._given.ids = trace_id, span_id
        try:
            yield
        finally:
            del self._given.ids

    def generate_trace_id(self) -> int:
        given: str = getattr(self._given, "ids", ("", ""))[0]
        return int(given, 16) if given else super().generate_trace_id()

    def generate_span_id(self) -> int:
        given: str = getattr(self._given, "ids", ("", ""))[1]
        return int(given, 16) if given else super().generate_span_id()


def _kind(kind: Kind) -> SpanKind:
    return SpanKind[kind.upper()]


def _carried(headers: Context) -> carrying.Context:
    """As the library holds it; of the world around nothing is kept."""
    return _HEADERS.extract(headers._asdict(), carrying.Context())


def _headers(held: carrying.Context | None = None) -> Context:
    out: dict[str, str] = {}
    _HEADERS.inject(out, held)
    return context(out.get("traceparent", ""), out.get("tracestate", ""), out.get("baggage", ""))


def _spot(headers: Context) -> trace.SpanContext:
    return trace.get_current_span(_carried(headers)).get_span_context()


def _said(under: Context | None) -> dict[str, str]:
    """What baggage says is said of the span too."""
    return {f"baggage.{name}": value for name, value in members(under.baggage).items()} if under else {}


@contextmanager
def _current(around: carrying.Context) -> Iterator[None]:
    token = carrying.attach(around)
    try:
        yield
    finally:
        carrying.detach(token)
