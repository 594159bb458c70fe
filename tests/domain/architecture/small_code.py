"""Small code bases as graphs of imports, and manifests over them."""

from collections.abc import Iterable

from hypothesis import strategies as st

from app.domain.architecture import (
    Code,
    CodeModule,
    Findings,
    Manifest,
    manifest_from,
)
from app.domain.payloads.acc import ImportSpec, ModuleSpec

NAMES = ["a", "a.x", "a.y", "b", "b.x", "b.y", "c.x", "c.y.z"]
COMPONENTS = [{"name": name, "paths": [name]} for name in "abc"]


def code(links: Iterable[tuple[str, str]], names: Iterable[str] = (), weight: int = 1) -> Code:
    """Modules at files of their own name, importing each other on line 3."""
    links = list(links)
    all_names = sorted({*names, *(name for link in links for name in link)})
    modules = {n: CodeModule(ModuleSpec(name=n, file_path=f"{n.replace('.', '/')}.py")) for n in all_names}
    imports = {(s, t): ImportSpec(source=s, target=t, lines=[3], weight=weight) for s, t in links}
    return Code(modules, imports)


def manifest(*rules: str, components: object = None) -> Manifest:
    return manifest_from({"components": components or COMPONENTS, "rules": list(rules)}, "m")


def found(findings: Findings) -> list[tuple[str, str, str, str]]:
    return [(v.rule_id, v.severity, v.source_module, v.target_module) for v in findings.violations]


graphs = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))).map(lambda links: code(links, NAMES))


def rule(text: str, **said: object) -> dict[str, object]:
    return {"id": "R1", "rule": text, **said}


def with_rules(*rules: object) -> Manifest:
    return manifest_from({"components": COMPONENTS, "rules": list(rules)}, "m")


UPWARD = [("b.x", "a.x")]
