"""What every check stands on: the code, where its modules belong, its couplings and its cycles."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

import msgspec

from app.domain.architecture.baseline import Baseline
from app.domain.architecture.code import Code, Link
from app.domain.architecture.components import place
from app.domain.architecture.cycles import Needs, cheapest_break, shortest_circle, strongly_connected, within
from app.domain.architecture.feedback import Cut
from app.domain.architecture.manifest import Manifest
from app.domain.architecture.metrics import Coupling, couplings
from app.domain.architecture.rules import ALL, Rule
from app.domain.identity import violation_key
from app.domain.payloads.acc import ViolationDetected


class Cycle(msgspec.Struct, frozen=True):
    """A strongly connected component, a shortest way round in it, and the imports that together break it.

    ``rings`` are what remains of it when the program runs; none where only imports for type checkers close it.
    """

    modules: tuple[str, ...]
    circle: tuple[str, ...]
    cut: Cut
    rings: tuple[tuple[str, ...], ...]

    @property
    def loosest(self) -> Link:
        """The import that is cheapest to cut."""
        return self.cut.links[0]

    def known(self, baseline: Baseline) -> bool:
        """Whether it was there before: as it is, or all that there is of it when the program runs."""
        rings = [baseline.knows_cycle(frozenset(ring)) for ring in self.rings]
        return baseline.knows_cycle(frozenset(self.modules)) or (bool(rings) and all(rings))


class Ground(msgspec.Struct, frozen=True):
    """Code seen through a manifest, computed once for all rules."""

    code: Code
    needs: Needs
    component: Mapping[str, str]
    layer: Mapping[str, int]
    coupling: Mapping[str, Coupling]
    cycles: tuple[Cycle, ...]

    def home(self, module: str) -> str:
        """The component of a module, or nothing when no path of the manifest covers it."""
        return self.component.get(module, "")

    def scope(self, rule: Rule) -> list[str]:
        """The modules that the rule speaks about, in order."""
        inside = (m for m in sorted(self.code.modules) if rule.scope in (ALL, self.home(m)))
        return [name for name in inside if self._applies(rule, name) and not self._fits(rule.exempt, name)]

    def links(self, rule: Rule) -> list[Link]:
        """The imports that start in the rule's scope, in order."""
        inside = set(self.scope(rule))
        return [link for link in sorted(self.code.imports) if link[0] in inside and link[0] != link[1]]

    def _applies(self, rule: Rule, module: str) -> bool:
        return not rule.applies or self.home(module) in rule.applies or self._fits(rule.applies, module)

    def _fits(self, patterns: tuple[str, ...], module: str) -> bool:
        """Whether the name or the file of a module matches one of these; ``legacy/`` means all that lies below it."""
        names = (module, self.code.path(module))
        wanted = [f"{pattern}*" if pattern.endswith("/") else pattern for pattern in patterns]
        return any(fnmatchcase(name, pattern) for pattern in wanted for name in names)


def survey(code: Code, manifest: Manifest) -> Ground:
    """The ground that this manifest's rules stand on."""
    needs, running = code.needs(), code.needs_running()
    found = strongly_connected(needs)
    cycles = (_cycle(members, code, needs, running) for members in found)
    return Ground(
        code,
        needs,
        place(manifest.components, code),
        {component.name: component.layer for component in manifest.components},
        couplings(code),
        tuple(cycles),
    )


def _cycle(members: tuple[str, ...], code: Code, needs: Needs, running: Needs) -> Cycle:
    circle, cut = tuple(shortest_circle(members, needs)), cheapest_break(members, code, needs)
    return Cycle(members, circle, cut, tuple(strongly_connected(within(members, running))))


def broken_import(rule: Rule, link: Link, ground: Ground, kind: str, description: str) -> ViolationDetected:
    """A violation that one import commits."""
    source, target = link
    return ViolationDetected(
        violation_id=violation_key(rule.rule_id, source, target),
        rule_id=rule.rule_id,
        type=kind,
        severity=rule.severity,
        source_module=source,
        target_module=target,
        description=description,
        file_path=ground.code.path(source),
        lines=list(ground.code.imports[link].lines),
        chain=[source, target],
    )
