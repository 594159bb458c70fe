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
MOST_PARTS = 40
"""A package with more parts than this (one per language, say) stays closed: taken apart it would fill the picture."""


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
        return _components(s)
    if len(s.modules) <= MOST_MODULES:
        return _told_apart([_module(s, name) for name in s.modules])
    return _told_apart(_packages(s))


def _told_apart(found: list[Item]) -> list[Item]:
    """Each by the last part of its name, or the last two where a component has several of that name."""
    often = Counter((item.component, item.label) for item in found)
    return [
        structs.replace(item, label=".".join(item.id.rpartition("/")[2].split(".")[-2:]))
        if often[item.component, item.label] > 1
        else item
        for item in found
    ]


def _module(s: Structure, name: str) -> Item:
    label = name.rpartition(".")[2]
    return Item(f"{labels.MODULE}/{name}", label, "module", s.home[name], (name,), s.faces[name])


def _components(s: Structure) -> list[Item]:
    """Whole components; modules of none by the first part of their name."""
    members: dict[tuple[str, str], list[str]] = {(component, ""): [] for component in s.components}
    for name, home in s.home.items():
        members.setdefault((home, "" if home else name.partition(".")[0]), []).append(name)
    return [_group(s, home, prefix, names) for (home, prefix), names in sorted(members.items())]


Held = tuple[str, str, list[str]]
"""A component, a package, and the modules of that package that belong to that component."""


def _packages(s: Structure) -> list[Item]:
    """Packages of one component, taken apart down to the size at which there are not too many; equals alike."""
    whole: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, home in s.home.items():
        whole[home, name.partition(".")[0]].append(name)
    roots = [(home, prefix, names) for (home, prefix), names in whole.items()]
    found = roots
    for size in _SIZES:
        opened = [held for root in roots for held in _opened(root, size)]
        if len(opened) > MOST_PACKAGES:
            break
        found = opened
    return [_group(s, home, prefix, names) for home, prefix, names in sorted(found)]


_SIZES = (800, 400, 200, 100, 60, 40, 25, 15, 10, 5)
"""From coarse to fine: the most modules that a package may keep together."""


def _opened(held: Held, size: int) -> list[Held]:
    home, prefix, names = held
    inner = _inner(prefix, names) if len(names) > size else {}
    if not inner or len(inner) > MOST_PARTS:
        return [held]
    return [one for part, those in inner.items() for one in _opened((home, part, those), size)]


def _inner(prefix: str, names: list[str]) -> dict[str, list[str]]:
    """The packages and modules right inside a package; a package's own module stays with its first part."""
    depth = prefix.count(".") + 2
    held: dict[str, list[str]] = defaultdict(list)
    for name in names:
        held[".".join(name.split(".")[:depth])].append(name)
    return held


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
