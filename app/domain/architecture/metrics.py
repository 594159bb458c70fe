"""Coupling figures of a module (domain 5.3): Ca, Ce, instability, abstractness, distance."""

from collections import Counter

import msgspec

from app.domain.architecture.code import Code


class Coupling(msgspec.Struct, frozen=True):
    """``ca`` modules depend on it, it depends on ``ce`` modules; the others lie between 0 and 1."""

    ca: int
    ce: int
    abstractness: float = 0.0

    @property
    def instability(self) -> float:
        """I = Ce / (Ca + Ce), and 0 for a module that stands alone."""
        return self.ce / (self.ca + self.ce) if self.ca + self.ce else 0.0

    @property
    def distance(self) -> float:
        """D = |A + I - 1|: how far from the balance of abstract and stable."""
        return abs(self.abstractness + self.instability - 1)


def couplings(code: Code) -> dict[str, Coupling]:
    """The figures of every module; an import of itself does not count."""
    links = [link for link in code.imports if link[0] != link[1]]
    outward = Counter(source for source, _ in links)
    inward = Counter(target for _, target in links)
    return {
        name: Coupling(inward[name], outward[name], module.spec.abstractness) for name, module in code.modules.items()
    }
