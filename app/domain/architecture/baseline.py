"""What was there before: the findings that are tolerated until they are gone, as they are written down."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from app.domain.architecture.faults import Faults
from app.domain.identity import cycle_key, violation_key
from app.errors import BadFile

FORMAT: Final = 1


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One finding that was there. ``part`` is a function or class within ``source``.

    ``count`` is the number of import statements from source to target, ``figure`` what broke a limit.
    ``links`` are the imports that the finding consists of: those of a chain, or all within a circle,
    whose ``members`` are named then.
    """

    rule: str
    source: str = ""
    target: str = ""
    part: str = ""
    count: int = 0
    figure: float = 0.0
    links: tuple[tuple[str, str], ...] = ()
    members: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The id of the violation that this was."""
        if self.members:
            return violation_key(self.rule, cycle_key(list(self.members)), "")
        return violation_key(self.rule, self.source, self.target or self.part)

    @property
    def names(self) -> str:
        """What it is about, for people."""
        if self.members:
            return f"{self.rule}: a circle of {len(self.members)} modules, among them {self.members[0]}"
        return f"{self.rule}: {' → '.join(filter(None, (self.source, self.target or self.part)))}"

    def renamed(self, names: Mapping[str, str]) -> "Entry":
        """The same with modules under their new names."""

        def new(name: str) -> str:
            return names.get(name, name)

        return msgspec.structs.replace(
            self,
            source=new(self.source),
            target=new(self.target),
            links=tuple((new(a), new(b)) for a, b in self.links),
            members=tuple(sorted(map(new, self.members))),
        )


class Baseline(msgspec.Struct, frozen=True):
    """What was there when the rules were laid down: it is shown, but never blocks.

    ``cycles`` and ``violations`` know no more than names: a cycle counts as known when all its modules
    lie within one known cycle. ``entries`` are strict (see :mod:`app.domain.architecture.ratchet`);
    ``modules`` holds the content (SHA-256) of every module of then, to follow one that was renamed.
    """

    cycles: tuple[frozenset[str], ...] = ()
    violations: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()
    modules: Mapping[str, str] = {}

    def knows_cycle(self, modules: frozenset[str]) -> bool:
        """Whether these modules were in one cycle before."""
        return any(modules <= known for known in self.cycles)

    def extended(self, other: "Baseline") -> "Baseline":
        """Both together."""
        return Baseline(
            self.cycles + other.cycles,
            self.violations | other.violations,
            self.entries + other.entries,
            {**self.modules, **other.modules},
        )


class _File(msgspec.Struct, kw_only=True):
    baseline: int
    modules: dict[str, str] = {}
    entries: list[Any] = []


def entries_from(listed: Iterable[Any], faults: Faults) -> tuple[Entry, ...]:
    """The entries in a list of plain fields; what cannot be understood goes to the faults, with its place."""
    found: list[Entry] = []
    for number, fields in enumerate(listed, 1):
        try:
            found.append(msgspec.convert(fields, Entry))
        except msgspec.ValidationError as flaw:
            faults.add(str(flaw), f"baseline, entry {number}")
    return tuple(found)


def baseline_from(text: bytes) -> Baseline:
    """The baseline in a file of its own. Raises BadFile with the place of every fault."""
    try:
        read = msgspec.json.decode(text, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise BadFile(f"not a baseline: {flaw}", "baseline") from flaw
    if read.baseline != FORMAT:
        raise BadFile(f"a baseline of form {read.baseline}; this version reads {FORMAT}", "baseline")
    faults = Faults()
    entries = entries_from(read.entries, faults)
    faults.raise_any()
    return Baseline(entries=entries, modules=read.modules)


def to_text(found: Baseline) -> bytes:
    """The file that reads back as these entries: sorted, so that a diff shows what changed."""
    entries = sorted(found.entries, key=lambda e: (e.rule, e.source, e.target, e.part, e.members))
    plain = {"baseline": FORMAT, "modules": dict(sorted(found.modules.items())), "entries": entries}
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"
