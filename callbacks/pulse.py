"""How far what a page looks at has come: a number that grows, and how far the worker is behind."""

import msgspec

from app.desk import Desk
from app.errors import BadRequest, StoreUnavailable, UnknownIteration
from app.traced.drawing import newest
from app.use_cases.looking import looking, one_glance
from app.use_cases.news import News
from app.use_cases.progress import progress
from app.use_cases.resolve import resolve
from callbacks import inputs
from callbacks.faults import Answer
from callbacks.inputs import Sent


def pulse(desk: Desk, sent: Sent, news: News) -> Answer:
    """The pulse of an iteration, or of all of a tenant where none is named."""
    seeding = desk.seeding()
    (revision, trace), lag = _looked(desk, sent, news)
    told = {"state": seeding.state, "step": seeding.step, "done": seeding.done, "total": seeding.total}
    return {"revision": revision, "trace": trace, "lag": lag, "seeding": told, "missing": missing(news)}


def discreet(answer: Answer) -> Answer:
    """The same for who came by a link: nothing of what else is being read in."""
    return {**answer, "seeding": None}


def missing(news: News) -> Answer:
    """What does not answer, as plain data."""
    return {name: msgspec.to_builtins(one) for name, one in news.watch.missing().items()}


def _looked(desk: Desk, asked: Sent, news: News) -> tuple[tuple[int, str], int | None]:
    """How far the iteration has come, and how far the worker is behind the log."""
    if not looking(desk.graph).shares:
        return _revision(desk, asked), _behind(desk, news)
    key = (asked.get("tenant"), asked.get("iteration"))
    return (
        news.unless_heard(key, lambda: _revision(desk, asked)),
        news.unless_heard("lag", lambda: _behind(desk, news)),
    )


def _behind(desk: Desk, news: News) -> int | None:
    """How many events the graph does not hold yet; None while the log is away, which nobody is kept waiting for."""
    if "log" in news.watch.missing():
        return None
    try:
        return progress(desk.log, desk.graph).lag
    except StoreUnavailable:
        return None


def _revision(desk: Desk, sent: Sent) -> tuple[int, str]:
    """How far the iteration has come; everything of the tenant when none is named; 0 when it is not known (yet).
    While spans are kept, also in which trace a request belongs that draws what came last (a traceparent)."""
    tenant = inputs.tenant(desk, sent)
    if not sent.get("iteration"):
        return sum(info.revision for info in desk.graph.scopes() if info.scope.tenant == tenant), ""
    try:
        iteration = inputs.text(sent, "iteration")
        with one_glance():
            scope, _ = resolve(desk.graph, tenant, iteration)
            return looking(desk.graph).revision(scope), newest(desk, scope).traceparent
    except (BadRequest, UnknownIteration):
        return 0, ""
