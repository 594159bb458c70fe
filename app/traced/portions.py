"""Many things at once lie in several traces; each of these gets its portion told."""

import time
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from app.domain.traces import NO_TRACE, Context
from app.ports.tracing import Attributes, Kind, SpanTold, Tracing

Thing = TypeVar("Thing")


class Portion(NamedTuple, Generic[Thing]):
    """What lies in one trace: where, the first of its things, how many there are."""

    under: Context
    first: Thing
    number: int


class Step(NamedTuple):
    """Part of the work, with its times in ns since 1970."""

    name: str
    began_ns: int
    ended_ns: int


class Work(NamedTuple):
    """What was done with all of it at once: how it is called in each trace, since when, in which span, in which
    steps, and why it failed, if it did."""

    name: str
    kind: Kind
    began_ns: int
    within: Context
    steps: Sequence[Step] = ()
    flaw: str = ""


def portions(things: Iterable[tuple[Context, Thing]], tracing: Tracing, most: int) -> list[Portion[Thing]]:
    """The portions of the first ``most`` traces that are kept."""
    found: dict[str, Portion[Thing] | None] = {}
    kept = 0
    for under, thing in things:
        trace_id = under.trace_id
        if trace_id in found:
            if (portion := found[trace_id]) is not None:
                found[trace_id] = portion._replace(number=portion.number + 1)
        elif kept < most and under != NO_TRACE:
            wanted = tracing.wants(under)
            found[trace_id] = Portion(under, thing, 1) if wanted else None
            kept += wanted
    return [portion for portion in found.values() if portion is not None]


def tell(tracing: Tracing, portion: Portion[Thing], work: Work, about: Attributes, span_id: str = "") -> None:
    """Tell one trace of the work that was done for it among others, and of the steps of that."""
    said: Attributes = {**about, "mission_control.events": portion.number}
    if work.within != NO_TRACE:  # said by a link too, which Zipkin does not know
        said = {**said, "mission_control.within": work.within.trace_id}
    place = tracing.tell(
        SpanTold(
            name=work.name,
            kind=work.kind,
            under=portion.under,
            began_ns=work.began_ns,
            ended_ns=time.time_ns(),
            attributes=said,
            links=(work.within,),
            span_id=span_id,
            flaw=work.flaw,
        )
    )
    for step in work.steps:
        tracing.tell(
            SpanTold(name=step.name, kind="client", under=place, began_ns=step.began_ns, ended_ns=step.ended_ns)
        )
