"""A history of five commits, and what events of a walk add up to."""

from app.domain.digest import cycle_line, digest_of, import_line, module_line, rule_line, violation_line

RULES = "components:\n- {name: web, paths: [shop/web]}\n- {name: core, paths: [shop/core]}\nrules:\n"
FORBID = f"{RULES}- 'core: MUST_NOT_CALL(web)'\n- 'ALL: NO_CYCLES'\n"

STEPS: list[dict[str, str | None]] = [
    {
        "shop/__init__.py": "",
        "shop/web.py": "import shop.core\n",
        "shop/core.py": "",
        "architecture.yaml": FORBID,
    },
    {"shop/core.py": "import shop.web\n"},
    {"readme.txt": "nothing to see"},
    {"shop/more.py": "import shop.core\n", "shop/core.py": ""},
    {"shop/more.py": None, "shop/web.py": "\nimport shop.core\n"},
]


class Replayed:
    """What the events told so far add up to."""

    def __init__(self) -> None:
        self.modules: dict[str, object] = {}
        self.imports: dict[tuple[str, str], object] = {}
        self.violations: dict[str, str] = {}
        self.cycles: dict[str, str] = {}
        self.rules: dict[str, str] = {}

    def take(self, kind: str, payload: object) -> None:
        getattr(self, kind.removeprefix("acc.").replace(".", "_"), lambda _: None)(payload)

    def graph_built(self, payload: object) -> None:
        self.graph_changed(payload)

    def graph_changed(self, payload: object) -> None:
        for name in getattr(payload, "removed_modules", ()):
            del self.modules[name]
        for source, target in getattr(payload, "removed_imports", ()):
            del self.imports[source, target]
        self.modules |= {spec.name: spec for spec in payload.modules}
        self.imports |= {(spec.source, spec.target): spec for spec in payload.imports}

    def manifest_loaded(self, payload: object) -> None:
        self.rules = {rule.rule_id: rule.severity for rule in payload.rules}

    def violation_detected(self, payload: object) -> None:
        self.violations[payload.violation_id] = payload.severity

    def violation_resolved(self, payload: object) -> None:
        del self.violations[payload.violation_id]

    def cycle_detected(self, payload: object) -> None:
        self.cycles[payload.cycle_id] = payload.severity

    def cycle_resolved(self, payload: object) -> None:
        del self.cycles[payload.cycle_id]

    def digest(self) -> str:
        lines = [module_line(name) for name in self.modules]
        lines += [import_line(*link) for link in self.imports]
        lines += [violation_line(*pair) for pair in self.violations.items()]
        lines += [cycle_line(*pair) for pair in self.cycles.items()]
        return digest_of(lines + [rule_line(*pair) for pair in self.rules.items()])
