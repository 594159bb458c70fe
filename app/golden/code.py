"""The eighty modules of the product in four layers, and what each imports."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

from app.domain.architecture import Code, CodeModule, Manifest, manifest_from
from app.domain.payloads.acc import ImportSpec, ModuleSpec
from app.golden.areas import AREAS, CONTRACTS
from app.golden.teller import hexdigits

ROOT: Final = "payments"
LAYERS: Final = ("api", "service", "domain", "infra")

_PARTS: Final = {
    "api": ("routes", "schemas"),
    "service": ("commands", "queries"),
    "domain": ("model", "rules"),
    "infra": ("table",),
}
_TOOLS: Final = ("db", "bus", "psp", "http", "bank", "vault", "scores", "mail", "cache", "clock")

_TOOL_OF: Final = {
    "checkout": ("psp", "cache"),
    "cards": ("vault",),
    "wallets": ("http",),
    "fraud": ("scores",),
    "ledger": ("bus",),
    "webhooks": ("bus", "http"),
    "payouts": ("bank", "clock"),
    "disputes": ("mail", "clock"),
    "reports": ("mail",),
    "refunds": ("psp",),
}

Import = tuple[str, str]


def names() -> list[str]:
    """The modules without the name of the product in front: ``domain.refunds.rules``, ``infra.psp``."""
    by_area = [f"{layer}.{area}.{part}" for layer in LAYERS for area in AREAS for part in _PARTS[layer]]
    return by_area + [f"infra.{tool}" for tool in _TOOLS]


def full_name(name: str) -> str:
    """The dotted name as the scanner reports it."""
    return f"{ROOT}.{name}"


def path_of(name: str) -> str:
    """The file of a module, from the root of the repository."""
    return f"src/{ROOT}/{name.replace('.', '/')}.py"


def clean_imports() -> list[Import]:
    """Who imports whom when nobody breaks a rule: always downwards."""
    return [link for area in AREAS for link in _of_area(area)] + [("infra.bank", "infra.http")]


def _of_area(area: str) -> Iterator[Import]:
    routes, schemas = f"api.{area}.routes", f"api.{area}.schemas"
    commands, queries = f"service.{area}.commands", f"service.{area}.queries"
    model, rules, table = f"domain.{area}.model", f"domain.{area}.rules", f"infra.{area}.table"
    yield from ((routes, schemas), (routes, commands), (routes, queries))
    yield from ((commands, model), (commands, rules), (queries, model), (queries, table))
    yield from ((rules, model), (model, table), (table, "infra.db"))
    yield from ((commands, f"infra.{tool}") for tool in _TOOL_OF[area])
    if area not in ("ledger", "reports"):
        yield commands, "service.ledger.commands"


def code(flaws: Iterable[Import], seed: str) -> Code:
    """The product with these imports beside those that are allowed."""
    chance = Random(f"code {seed}")
    modules = [_module(name, chance, seed) for name in names()]
    links = [_link(source, target, chance) for source, target in dict.fromkeys([*clean_imports(), *flaws])]
    return Code(
        {module.name: CodeModule(module) for module in modules},
        {(link.source, link.target): link for link in links},
    )


def _module(name: str, chance: Random, seed: str) -> ModuleSpec:
    return ModuleSpec(
        name=full_name(name),
        file_path=path_of(name),
        package=full_name(name.rpartition(".")[0]),
        line_count=chance.randint(40, 190),
        class_count=chance.randint(0, 4),
        function_count=chance.randint(3, 14),
        abstractness=chance.choice((0.0, 0.0, 0.25, 0.5)),
        complexity=chance.randint(2, 9),
        sha256=content_hash(path_of(name), seed),
    )


def _link(source: str, target: str, chance: Random) -> ImportSpec:
    weight = chance.choice((1, 1, 1, 2))
    lines = sorted(chance.sample(range(3, 28), weight))
    return ImportSpec(source=full_name(source), target=full_name(target), lines=lines, weight=weight)


def content_hash(path: str, seed: str) -> str:
    """What the file holds in this iteration, as its SHA-256."""
    return hexdigits("content", path, seed, length=64)


def manifest() -> Manifest:
    """The rules that hold for the product."""
    components = [
        {
            "name": layer,
            "paths": [f"src/{ROOT}/{layer}"],
            "description": f"The {layer} layer.",
            "technology": "Python",
            "layer": number,
            "contracts": [c.name for c in CONTRACTS if c.component == layer],
        }
        for number, layer in enumerate(LAYERS, 1)
    ]
    rules = [
        {"id": "R1", "rule": "api: MUST_NOT_CALL(infra)", "description": "Routes never touch a store."},
        {"id": "R2", "rule": "ALL: COUPLING < 8", "description": "No module needs eight others."},
        {"id": "R3", "rule": "ALL: NO_CYCLES", "description": "No modules need each other."},
        {"id": "R4", "rule": "ALL: LAYERED (OPEN)", "description": "Imports point downwards."},
        {"id": "R5", "rule": "ALL: MODULE_SIZE < 200", "description": "A module fits on a few screens."},
    ]
    return manifest_from({"project": ROOT, "components": components, "rules": rules}, "architecture.yaml")
