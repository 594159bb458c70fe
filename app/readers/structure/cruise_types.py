"""Results of dependency-cruiser in JSON, typed: what is read of them. Other fields are passed over."""

from typing import Any, Final, Literal

import msgspec

from app.readers.graph_types import Name

Severity = Literal["error", "warn", "info", "ignore"]


class Dependency(msgspec.Struct, frozen=True, rename="camel"):
    """An import of a module: ``resolved`` is what it leads to."""

    resolved: Name
    dependency_types: list[str] = []
    circular: bool = False
    could_not_resolve: bool = False


class Module(msgspec.Struct, frozen=True, rename="camel"):
    """A module by its file, relative to where the cruise began; or a core module, or a name that leads nowhere."""

    source: Name
    dependencies: list[Dependency] = []
    core_module: bool = False
    could_not_resolve: bool = False
    orphan: bool = False


class Named(msgspec.Struct, frozen=True):
    """A step of a path, in newer files."""

    name: str = ""


class RuleName(msgspec.Struct, frozen=True):
    """The rule that is broken, with the severity that counts: ``ignore`` where the violation was known before."""

    name: str
    severity: Severity = "error"


class Violation(msgspec.Struct, frozen=True):
    """A broken rule; ``to`` is ``from`` where it is about a module. ``cycle`` or ``via`` say on which way."""

    source: Name = msgspec.field(name="from")
    to: Name
    rule: RuleName
    cycle: list[str | Named] = []
    via: list[str | Named] = []


class Rule(msgspec.Struct, frozen=True):
    """A rule of the configuration; ``from``, ``to`` and ``module`` say what it is about."""

    name: str = ""
    severity: Severity = "warn"
    comment: str = ""
    source: dict[str, Any] = msgspec.field(name="from", default_factory=dict)
    to: dict[str, Any] = {}
    module: dict[str, Any] = {}

    @property
    def circular(self) -> bool:
        """Whether it forbids circles."""
        return self.to.get("circular") is True


class RuleSet(msgspec.Struct, frozen=True, rename="camel"):
    """The rules that were used."""

    forbidden: list[Rule] = []
    required: list[Rule] = []
    allowed: list[Rule] = []
    allowed_severity: Severity = "warn"


class Summary(msgspec.Struct, frozen=True, rename="camel"):
    """The file's own totals; ``ignore`` and the number of dependencies are missing in older files."""

    total_cruised: int
    error: int = 0
    warn: int = 0
    info: int = 0
    ignore: int | None = None
    total_dependencies_cruised: int | None = None
    violations: list[Violation] = []
    rule_set_used: RuleSet = RuleSet()


class Cruise(msgspec.Struct, frozen=True):
    """One run of dependency-cruiser."""

    modules: list[Module]
    summary: Summary


CRUISE: Final = msgspec.json.Decoder(Cruise)
