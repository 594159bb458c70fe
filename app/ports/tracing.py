"""What a process tells of its own work as spans of traces, for whoever keeps them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Literal, Protocol

import msgspec

from app.domain.traces import NO_TRACE, Context

Kind = Literal["internal", "server", "client", "producer", "consumer"]
Attributes = Mapping[str, str | int | float | bool]
NOTHING: Final[Attributes] = {}


class SpanTold(msgspec.Struct, frozen=True, kw_only=True):
    """A span that is over: where it belongs, its times in ns since 1970, and what it is linked with.

    ``span_id``: its own id, where that was given out before (``under`` that very id it is the first of its trace);
    ``flaw``: why it failed, if it did.
    """

    name: str
    under: Context
    began_ns: int
    ended_ns: int
    kind: Kind = "internal"
    attributes: Attributes = NOTHING
    links: Sequence[Context] = ()
    span_id: str = ""
    flaw: str = ""


class Span(Protocol):
    """A span under way."""

    @property
    def context(self) -> Context:
        """Where work belongs that is part of it; NO_TRACE when it is not kept."""

    def note(self, attributes: Attributes) -> None:
        """Say more of it."""

    def link(self, contexts: Sequence[Context]) -> None:
        """It has to do with these too."""

    def fail(self, flaw: str) -> None:
        """It failed, for this reason."""


class Tracing(Protocol):
    """Takes spans. Telling never fails, and never takes long."""

    def span(
        self, name: str, kind: Kind = "internal", under: Context | None = None, attributes: Attributes = NOTHING
    ) -> AbstractContextManager[Span]:
        """A span around a block: ``under`` this context, or the span around it (None), or the first of a trace."""

    def tell(self, told: SpanTold) -> Context:
        """A span that is over; where it lies now, NO_TRACE when it is not kept."""

    def link(self, contexts: Sequence[Context]) -> None:
        """The span around this thread's work has to do with these too."""

    def wants(self, context: Context) -> bool:
        """Whether spans of this trace are kept."""

    @property
    def here(self) -> Context:
        """Where the work of this thread belongs just now; NO_TRACE when that is not kept."""

    def close(self) -> None:
        """Send what waits, within seconds, and take nothing more."""


class _Unkept:
    context = NO_TRACE

    def note(self, attributes: Attributes) -> None:
        return None

    def link(self, contexts: Sequence[Context]) -> None:
        return None

    def fail(self, flaw: str) -> None:
        return None


class Untraced:
    """Nobody keeps spans."""

    here = NO_TRACE

    def span(
        self, name: str, kind: Kind = "internal", under: Context | None = None, attributes: Attributes = NOTHING
    ) -> AbstractContextManager[Span]:
        return _NOTHING

    def tell(self, told: SpanTold) -> Context:
        return NO_TRACE

    def link(self, contexts: Sequence[Context]) -> None:
        return None

    def wants(self, context: Context) -> bool:
        return False

    def close(self) -> None:
        return None


_NOTHING: Final[AbstractContextManager[Span]] = nullcontext(_Unkept())
UNTRACED: Final = Untraced()
