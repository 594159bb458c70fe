"""Iterations for the correlation benchmark: one per rule, which stresses that rule."""

from collections.abc import Callable, Iterator
from typing import Final

from app.domain.events import Event
from app.domain.payloads.acc import ComponentSpec, ModuleSpec
from bench.correlate_events import Teller, artifact, feature, module, names, requirement, task

Maker = Callable[[int], Iterator[Event]]

_WORDS: Final = ("refund", "payment", "order", "invoice", "parcel", "basket", "account", "report", "price", "stock")


def _c1(size: int) -> Iterator[Event]:
    """Tasks before the requirements that they name."""
    say = Teller()
    yield from (task(say, f"T{n}", requirement_id=f"REQ-{n}") for n in range(size))
    yield from (requirement(say, n) for n in range(size))


def _c2(size: int) -> Iterator[Event]:
    """Names that share some of their words with many others."""
    say, called = Teller(), names(size)
    yield from (task(say, f"T{n}", name=called[n]) for n in range(size))
    yield from (requirement(say, n, called[n]) for n in range(size))


def _c2_dense(size: int) -> Iterator[Event]:
    """Names that have more than half of their words in common with all others."""
    say = Teller()
    for n in range(size // 8):
        yield task(say, f"T{n}", name=f"let {_WORDS[n % 10]} be part {n} of it")
        yield requirement(say, n, f"let {_WORDS[n % 10]} be part {n} of it")


def _c2_same(size: int) -> Iterator[Event]:
    """Everything is called alike."""
    say = Teller()
    for n in range(size):
        yield task(say, f"T{n}", name="refund a payment")
        yield requirement(say, n, "refund the payment")


def _c3(size: int) -> Iterator[Event]:
    """All features ask for the same requirement, which comes last."""
    say = Teller()
    yield from (feature(say, n, ["@req:REQ-1"]) for n in range(size))
    yield requirement(say, 1)


def _c4(size: int) -> Iterator[Event]:
    """One contract that every scenario of every feature validates, then its task and requirement."""
    say = Teller()
    yield from (feature(say, n, ["@contract:Pay:1.0"], f"F.{n % 100}") for n in range(size))
    yield task(say, "IF.Pay", kind="INTERFACE", contract_version="1.0", requirement_id="REQ-1")
    yield requirement(say, 1)


def _c5(size: int) -> Iterator[Event]:
    """Every file has the same name."""
    say = Teller()
    yield from (artifact(say, f"T{n}", f"src/p{n}/__init__.py") for n in range(size))
    yield from (module(say, f"src/p{n}/__init__.py", n) for n in range(size))


def _c6(size: int) -> Iterator[Event]:
    """Every path ends in the same two parts, and none is exact."""
    say = Teller()
    for n in range(size):
        yield artifact(say, f"T{n}", f"build/p{n}/api/views.py")
        yield module(say, f"src/p{n}/api/views.py", n)


def _c7(size: int) -> Iterator[Event]:
    """Half of all files hold the same."""
    say = Teller()
    for n in range(size):
        yield artifact(say, f"T{n}", "", "same" if n % 2 else f"h{n}")
        yield module(say, f"src/q{n}.py", n, "same" if n % 2 else f"h{n}")


def _anew(size: int) -> Iterator[Event]:
    """Eight full analyses, each of which names half of what the one before named, and as much that is new."""
    say = Teller()
    yield from (artifact(say, f"T{n}", f"build/p{n}/m.py") for n in range(size))
    for turn in range(8):
        who = {"analysis_id": f"g{turn}", "generation": f"g{turn}", "manifest_name": "m"}
        yield say("acc.analysis.started", **who)
        part = ComponentSpec(name=f"c{turn}", paths=["src"])
        yield say("acc.manifest.loaded", manifest_name="m", generation=f"g{turn}", components=[part])
        for n in range(turn * size // 16, turn * size // 16 + size // 8):
            spec = ModuleSpec(name=f"m{n}", file_path=f"src/p{n}/m.py")
            yield say("acc.graph.built", analysis_id=f"g{turn}", generation=f"g{turn}", modules=[spec])
        yield say("acc.analysis.completed", **who)


def _c8(size: int) -> Iterator[Event]:
    """All scenarios name one contract, which comes last and then changes its state."""
    say = Teller()
    yield from (feature(say, n, ["@contract:Pay:1.0"]) for n in range(size))
    yield say("dde.contract.created", contract_name="Pay", version="1.0")
    yield say("dde.contract.locked", contract_name="Pay", version="1.0")


def _c11(size: int) -> Iterator[Event]:
    """Modules and components in turn; every module lies under its own and under a common one."""
    say = Teller()
    for n in range(size):
        yield module(say, f"src/p{n // 10}/m{n}.py", n)
        if n % 10 == 0:
            part = ComponentSpec(name=f"c{n}", paths=[f"src/p{n // 10}"])
            yield say("acc.manifest.loaded", manifest_name="m", generation="g", components=[part])


def _c12(size: int) -> Iterator[Event]:
    """Each component lists a contract."""
    say = Teller()
    for n in range(size):
        part = ComponentSpec(name=f"c{n}", contracts=[f"C{n}"])
        yield say("acc.manifest.loaded", manifest_name="m", generation="g", components=[part])
        yield say("dde.contract.created", contract_name=f"C{n}", version="1.0")


def _c13(size: int) -> Iterator[Event]:
    """One contract, used by every task; each makes a module of the one component."""
    say = Teller()
    yield task(say, "IF.Pay", kind="INTERFACE", contract_version="1.0")
    for n in range(size):
        yield module(say, f"src/p{n}/m.py", n)
        yield artifact(say, f"T{n}", f"src/p{n}/m.py")
        yield task(say, f"T{n}", depends_on=["IF.Pay"])
    part = ComponentSpec(name="c", paths=["src"])
    yield say("acc.manifest.loaded", manifest_name="m", generation="g", components=[part])


def _c14(size: int) -> Iterator[Event]:
    """A decision per task, before anything is known of it."""
    say = Teller()
    for n in range(size):
        ends = {"source": f"Requirement/REQ-{n}", "target": f"Task/T{n}"}
        yield say("dde.link.decided", kind="FULFILLED_BY", decision="accepted", by="ada", reason="so", **ends)
    yield from (task(say, f"T{n}") for n in range(size))
    yield from (requirement(say, n) for n in range(size))


RULES: Final[dict[str, Maker]] = {
    "C1": _c1,
    "C2": _c2,
    "C2, names much alike": _c2_dense,
    "C2, all names alike": _c2_same,
    "C3": _c3,
    "C4": _c4,
    "C5": _c5,
    "C6": _c6,
    "C7": _c7,
    "C6, C11, analysed anew": _anew,
    "C8, C9": _c8,
    "C11": _c11,
    "C12": _c12,
    "C10, C13": _c13,
    "C14": _c14,
}
