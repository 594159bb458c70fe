"""What ACC draws as one thing: a module, a package of many, or a component; and the lines between them."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec
from msgspec import structs

from app.domain import labels
from app.lenses import words
from app.lenses.structure import SHAPES, Dependency, Structure
from app.lenses.tones import UNKNOWN, Face, worst
from app.lenses.views import Line

MOST_MODULES = 400
MOST_PACKAGES = 150


class Item(msgspec.Struct, frozen=True):
    """One drawn thing and the modules it stands for."""

    id: str
    label: str
    kind: str
    component: str
    modules: tuple[str, ...]
    face: Face


def items(s: Structure, level: str) -> list[Item]:
    """The items of a level: ``module`` (packages where modules are too many) or ``component``."""
    if level == "component":
        return _grouped(s, 0)
    if len(s.modules) <= MOST_MODULES:
        return _modules(s)
    deepest = max(name.count(".") for name in s.modules) + 1
    for depth in range(deepest, 0, -1):
        made = _grouped(s, depth)
        if len(made) <= MOST_PACKAGES:
            return made
    return _grouped(s, 0)


def _modules(s: Structure) -> list[Item]:
    """Every module by the last part of its name, or the last two where a component has several of that name."""
    short = {name: name.rpartition(".")[2] for name in s.modules}
    often = Counter((s.home[name], label) for name, label in short.items())
    return [
        structs.replace(_module(s, name), label=".".join(name.split(".")[-2:]))
        if often[s.home[name], label] > 1
        else _module(s, name)
        for name, label in short.items()
    ]


def _module(s: Structure, name: str) -> Item:
    label = name.rpartition(".")[2]
    return Item(f"{labels.MODULE}/{name}", label, "module", s.home[name], (name,), s.faces[name])


def _grouped(s: Structure, depth: int) -> list[Item]:
    """Modules of one component that share so many leading parts of their name; depth 0: the whole component."""
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in s.modules:
        home = s.home[name]
        prefix = ".".join(name.split(".")[: depth or 1])
        members[home, prefix if depth or not home else ""].append(name)
    for component in s.components:
        if depth == 0:
            members.setdefault((component, ""), [])
    return [_group(s, home, prefix, names) for (home, prefix), names in sorted(members.items())]


def _group(s: Structure, home: str, prefix: str, names: list[str]) -> Item:
    if len(names) == 1 and prefix:
        return _module(s, names[0])
    face = worst([s.faces[name] for name in names])
    if not prefix:
        return Item(f"{labels.COMPONENT}/{home}", home, "component", home, tuple(names), face if names else UNKNOWN)
    uid = f"Package/{home}/{prefix}" if home else f"Package/{prefix}"
    label = prefix.rpartition(".")[2]
    return Item(uid, label, "package", home, tuple(names), face)


def lines(found: Iterable[Item], dependencies: Iterable[Dependency]) -> tuple[Line, ...]:
    """One line per pair of items, in the worst shape of what it stands for."""
    holder = {name: item.id for item in found for name in item.modules}
    between: dict[tuple[str, str], list[Dependency]] = defaultdict(list)
    for d in dependencies:
        pair = holder[d.source], holder[d.target]
        if pair[0] != pair[1]:
            between[pair].append(d)
    return tuple(_line(a, b, listed) for (a, b), listed in sorted(between.items()))


def _loudness(d: Dependency) -> int:
    return SHAPES[d.shape]


_TONES = {"violation": "fail", "cycle": "mixed", "suppressed": "idle", "allowed": "pass"}


def _line(a: str, b: str, listed: list[Dependency]) -> Line:
    loudest = min(listed, key=_loudness) if len(listed) > 1 else listed[0]
    imports = sum(d.weight for d in listed)
    ends = f"{a.partition('/')[2]} → {b.partition('/')[2]}"
    rule = f", {loudest.rule}" if loudest.rule else ""
    return Line(
        id=f"{labels.DEPENDS_ON}|{a}|{b}",
        source=a,
        target=b,
        kind=loudest.shape,
        tone=_TONES[loudest.shape],
        label=loudest.rule if loudest.shape == "violation" else "",
        sentence=f"{ends}: {words.plural(imports, 'import')}{rule}." if imports else f"{ends}, through others{rule}.",
        classes=("indirect",) if not imports else (),
    )
