"""Each request as a span: below that of whoever asks (``traceparent``), and named to them (``traceresponse``)."""

from contextlib import ExitStack
from typing import Final

from flask import Flask, Response, g, request

from app.api.metrics import METHODS
from app.domain.traces import NO_TRACE, Context, context
from app.ports import UNTRACED, Span, Tracing

QUIET: Final = (
    *("/live", "/stream", "/healthz", "/readyz", "/metrics"),
    *("/assets/", "/_favicon", "/_dash-component-suites/", "/_dash-layout", "/_dash-dependencies"),
    "/v1/",
)
"""Asked all the time, or the same for everybody; and where spans come in, for telling of that would never end."""


def register_tracing(server: Flask, tracing: Tracing) -> None:
    """Tell of requests, if anybody keeps spans."""
    if tracing is UNTRACED:
        return
    server.before_request(lambda: _begin(tracing))
    server.after_request(_answered)
    server.teardown_request(_end)


def place_of(tracing: Tracing) -> Context:
    """Where what a request brings belongs: in the span of the request, else where its headers say."""
    here = tracing.here
    return _asked_from() if here == NO_TRACE else here


def _asked_from() -> Context:
    return context(*(request.headers.get(name, "") for name in Context._fields))


def _begin(tracing: Tracing) -> None:
    if request.path.startswith(QUIET):
        return
    route = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in METHODS else "other"
    said = {"http.request.method": method, "http.route": route}
    g.traced = ExitStack()
    g.span = g.traced.enter_context(tracing.span(f"{method} {route}", "server", _asked_from(), said))


def _answered(answer: Response) -> Response:
    span: Span | None = g.get("span")
    if span is not None and span.context != NO_TRACE:
        span.note({"http.response.status_code": answer.status_code})
        if answer.status_code >= 500:
            span.fail(str(answer.status_code))
        answer.headers["traceresponse"] = span.context.traceparent
    return answer


def _end(_flaw: BaseException | None) -> None:
    traced: ExitStack | None = g.pop("traced", None)
    if traced is not None:
        traced.close()
