"""Do the ports answer, how fast, and what can go on without the one that does not?"""

import threading
from collections.abc import Mapping
from typing import Final

import msgspec

from app.desk import Desk
from app.errors import MissionControlError, StoreUnavailable

PORTS: Final[Mapping[str, str]] = {
    "log": "nothing can be taken in and nothing new is shown",
    "graph": "nothing can be shown",
    "metrics": "curves over time are missing; verdicts and gate go on",
    "search": "nothing can be searched for; the rest goes on",
    "cache": "slower: answers are worked out anew each time, and each process counts requests for itself",
    "bus": "pages notice what is new a little later",
    "jobs": "nothing is done on schedule",
    "schemas": "schemas that were met before go on; a message in one never met waits, and those behind it",
    "views": "saved views are missing, and no shared link opens; the rest goes on",
    "audit": "what is done is entered later, and not forgotten; the history of verdicts is missing",
}
"""Every port, and what it means to be without it."""

ESSENTIAL: Final = ("log", "graph")
"""Without one of these nothing works; without any other the product goes on with less."""

PATIENCE_S: Final = 2.0
"""Who asks how things stand wants to know soon: a port that has not answered by then does not."""


class PortHealth(msgspec.Struct, frozen=True):
    """One port: whether it answers, after how many milliseconds, whether all depends on it, why it does not answer
    and what that means; of one that answers, what had better be done to it."""

    answers: bool
    ms: int
    essential: bool
    reason: str = ""
    without: str = ""
    advice: str = ""


def check_essential(desk: Desk) -> None:
    """Return when log and graph answer. Raises StoreUnavailable with what each of them says that does not."""
    flaws = []
    for name in ESSENTIAL:
        try:
            getattr(desk, name).ping()
        except StoreUnavailable as flaw:
            flaws.append(str(flaw))
    if flaws:
        raise StoreUnavailable("; ".join(flaws))


def health(desk: Desk, advised: bool = True) -> dict[str, PortHealth]:
    """How each port is, all asked at once; ``advised`` also asks what had better be done, which takes longer."""
    asked = {name: _Asked(desk, name, advised) for name in PORTS}
    return {name: one.answer() for name, one in asked.items()}


def advice(desk: Desk) -> str:
    """What had better be done to the search index; empty for nothing."""
    why = desk.search.advice()
    return f"{why}; `mission-control rebuild search` builds it anew while it is in use" if why else ""


def standing(ports: Mapping[str, PortHealth]) -> str:
    """``ready``, ``degraded`` (it goes on with less) or ``not ready``."""
    away = [port for port in ports.values() if not port.answers]
    if any(port.essential for port in away):
        return "not ready"
    return "degraded" if away else "ready"


def _advice(desk: Desk, name: str) -> str:
    """What had better be done to a port that answers."""
    if name == "log":
        return desk.log.remark()
    return advice(desk) if name == "search" else ""


class _Asked:
    """A port that is being asked, by a thread that ends with its answer."""

    def __init__(self, desk: Desk, name: str, advised: bool) -> None:
        self._desk, self._name, self._advised = desk, name, advised
        self._began = desk.clock()
        self._ms, self._reason = 0, f"no answer within {PATIENCE_S:g} s"
        self._advice = ""
        self._done = threading.Event()
        threading.Thread(target=self._ask, daemon=True).start()

    def answer(self) -> PortHealth:
        """The answer, or that there was none in time."""
        essential = self._name in ESSENTIAL
        left_s = PATIENCE_S - (self._desk.clock() - self._began) / 1000
        if not self._done.wait(min(PATIENCE_S, max(0.0, left_s))):
            self._ms = round(PATIENCE_S * 1000)
        if not self._reason:
            return PortHealth(True, self._ms, essential, advice=self._advice)
        return PortHealth(False, self._ms, essential, self._reason, PORTS[self._name])

    def _ask(self) -> None:
        reason = "the question failed"
        try:
            getattr(self._desk, self._name).ping()
            self._advice = _advice(self._desk, self._name) if self._advised else ""
            reason = ""
        except MissionControlError as flaw:
            reason = str(flaw) or "does not answer"
        finally:
            self._ms, self._reason = self._desk.clock() - self._began, reason
            self._done.set()
