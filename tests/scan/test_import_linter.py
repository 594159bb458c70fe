"""Contracts of every type of import-linter: the same outcome as import-linter's own, on the same code."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.readers.inputs import ROOT, files, needs_inputs
from tests.scan.import_linter import asked, ends
from tests.scan.repositories import Told, repository

RESULTS = files("import-graphs/import-linter-results/*.contracts.json")


CODE: dict[str, str | None] = {
    "shop/__init__.py": "",
    "shop/web/__init__.py": "",
    "shop/web/pages.py": "import shop.core.orders\nimport json\n",
    "shop/web/forms.py": "from shop.web import pages\n",
    "shop/core/__init__.py": "",
    "shop/core/orders.py": "import shop.data.store\nfrom shop.core import money\n",
    "shop/core/money.py": "\nimport shop.core.orders\n",
    "shop/core/rates.py": "import shop.web.pages\n",
    "shop/data/__init__.py": "",
    "shop/data/store.py": "import sqlite3\n",
    "shop/data/cache.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shop.web.forms\n",
    "shop/tools.py": "import shop.data.cache\n",
}

CONTRACTS = {
    "forbidden kept": "type = forbidden\nsource_modules = shop.data.store\nforbidden_modules = shop.web",
    "forbidden broken": "type = forbidden\nsource_modules = shop.web\nforbidden_modules = shop.data",
    "forbidden direct only": "type = forbidden\nsource_modules = shop.web\nforbidden_modules = shop.data\n"
    "allow_indirect_imports = True",
    "forbidden with wildcards": "type = forbidden\nsource_modules = shop.*.rates\nforbidden_modules = shop.**.pages",
    "forbidden external": "type = forbidden\nsource_modules = shop.core\nforbidden_modules = sqlite3",
    "forbidden with descendants": "type = forbidden\nsource_modules = shop.core\nforbidden_modules = shop.web\n"
    "as_packages = False",
    "forbidden, one ignored": "type = forbidden\nsource_modules = shop.core\nforbidden_modules = shop.web\n"
    "ignore_imports = shop.core.rates -> shop.web.*",
    "layers broken": "type = layers\nlayers =\n    web\n    core\n    data\ncontainers = shop",
    "layers optional": "type = layers\nlayers =\n    shop.web\n    (shop.middle)\n    shop.data",
    "layers missing": "type = layers\nlayers =\n    shop.web\n    shop.middle",
    "layers siblings independent": "type = layers\nlayers =\n    shop.web\n    shop.core.money | shop.core.orders",
    "layers siblings free": "type = layers\nlayers =\n    shop.web\n    shop.core.money : shop.core.orders",
    "layers exhaustive": "type = layers\nlayers =\n    web\n    core\n    data\ncontainers = shop\nexhaustive = True",
    "layers exhaustive but one": "type = layers\nlayers =\n    web\n    core\n    data\ncontainers = shop\n"
    "exhaustive = True\nexhaustive_ignores = tools",
    "independence broken": "type = independence\nmodules =\n    shop.core.orders\n    shop.core.money",
    "independence by wildcard": "type = independence\nmodules = shop.*",
    "protected broken": "type = protected\nprotected_modules = shop.data\nallowed_importers = shop.core",
    "protected kept": "type = protected\nprotected_modules = shop.data.store\nallowed_importers = shop.core.orders",
    "protected as modules": "type = protected\nprotected_modules = shop.web\nallowed_importers = shop.web.forms\n"
    "as_packages = False",
    "acyclic siblings broken": "type = acyclic_siblings\nancestors = shop",
    "acyclic siblings kept": "type = acyclic_siblings\nancestors = shop.data",
    "ignored and not there, error": "type = independence\nmodules =\n    shop.web\n    shop.tools\n"
    "ignore_imports = shop.gone -> shop.web",
    "ignored and not there, warning": "type = independence\nmodules =\n    shop.web\n    shop.tools\n"
    "ignore_imports = shop.gone -> shop.web\nunmatched_ignore_imports_alerting = warn",
    "ignored and not there, silent": "type = independence\nmodules =\n    shop.web\n    shop.tools\n"
    "ignore_imports = shop.gone -> shop.web\nunmatched_ignore_imports_alerting = none",
    "malformed": "type = layers\nlayers = web\ncontainers = elsewhere",
    "without its options": "type = forbidden\nsource_modules = shop.web",
}
HEAD = "[importlinter]\nroot_package = shop\ninclude_external_packages = True\n"


def ini(name: str, more: str = "") -> str:
    return f"{HEAD}{more}\n[importlinter:contract:one]\nname = {name}\n{CONTRACTS[name]}\n"


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_ends_as_import_linter_itself_ends_it(tmp_path: Path, name: str):
    told = Told(repository(tmp_path, {**CODE, ".importlinter": ini(name)}))
    [rule] = told.report.rules
    status, metadata = asked(tmp_path, ".importlinter")[name]

    assert rule.status == (status if status in ("kept", "broken") else "could_not_run")
    violations = told.of("acc.violation.detected")
    linked = {(v.source_module, v.target_module) for v in violations if v.target_module}
    told_there = set(ends(metadata or {}))
    assert linked >= told_there
    undeclared = set((metadata or {}).get("undeclared_modules", ()))
    assert {v.source_module for v in violations if not v.target_module} == undeclared
    assert bool(violations) == bool(told_there | undeclared) == (status == "broken")
    assert rule.status != "could_not_run" or "(" in rule.description


@pytest.mark.parametrize("name", ["forbidden kept", "protected broken"])
def test_imports_for_type_checkers_can_be_left_out(tmp_path: Path, name: str):
    config = ini(name, "exclude_type_checking_imports = True\n")
    told = Told(repository(tmp_path, {**CODE, ".importlinter": config}))

    assert [rule.status for rule in told.report.rules] == [asked(tmp_path, ".importlinter")[name][0]]


def test_what_import_linter_warns_of_is_said(tmp_path: Path):
    told = Told(repository(tmp_path, {**CODE, ".importlinter": ini("ignored and not there, warning")}))

    assert any("shop.gone -> shop.web" in note for note in told.report.notes)


def test_a_contract_of_a_type_of_their_own_could_not_run_because_their_code_never_does(tmp_path: Path):
    session = f"{HEAD}contract_types =\n    mine: shop.tools.Mine\n"
    config = f"{session}[importlinter:contract:one]\nname = M\ntype = mine\n"
    told = Told(repository(tmp_path, {**CODE, ".importlinter": config}))

    [rule] = told.report.rules
    assert rule.status == "could_not_run"
    assert "type of its own, shop.tools.Mine, whose code is never run" in rule.description


HIGH = "testpackage/high/blue"
ASSETS: Mapping[str, dict[str, str | None]] = {
    "testpackage": {
        **dict.fromkeys(
            (f"testpackage/{name}__init__.py" for name in ("", "high/", "high/blue/", "indirect/", "low/")), ""
        ),
        "testpackage/high/green.py": "",
        "testpackage/low/black.py": "",
        f"{HIGH}/one.py": "from typing import TYPE_CHECKING\n\nimport testpackage.utils\n"
        "import testpackage.indirect.yellow"
        "\n\nif TYPE_CHECKING:\n    import testpackage.high.blue.two\n",
        f"{HIGH}/two.py": "import testpackage.indirect.brown\n",
        "testpackage/indirect/brown.py": "import testpackage.high.green\n",
        "testpackage/indirect/yellow.py": "import testpackage.high.green\n",
        "testpackage/utils.py": "import pytest\n\nimport testpackage.high.green\n",
        "single_file_module.py": "",
    },
    "cycles": {
        **dict.fromkeys(
            (f"cyclicpackage/{name}__init__.py" for name in ("", "foo/", "foo/blue/", "foo/blue/delta/")), ""
        ),
        "cyclicpackage/foo/blue/alpha.py": "import cyclicpackage.foo.blue.bravo\n",
        "cyclicpackage/foo/blue/bravo.py": "import cyclicpackage.foo.blue.charlie\n",
        "cyclicpackage/foo/blue/charlie.py": "import cyclicpackage.foo.blue.alpha\n",
        "cyclicpackage/foo/blue/delta/four.py": "import cyclicpackage.foo.blue.delta.five\n",
        "cyclicpackage/foo/blue/delta/five.py": "import cyclicpackage.foo.blue.delta.four\n",
    },
    "multipleroots": {
        "rootpackageblue/__init__.py": "",
        "rootpackageblue/one/__init__.py": "",
        "rootpackageblue/one/alpha.py": "",
        "rootpackagegreen/__init__.py": "",
        "rootpackagegreen/two.py": "import rootpackageblue.one.alpha\n",
    },
    "namespacepackages": {
        "nestednamespace/foo/alpha/blue/__init__.py": "",
        "nestednamespace/foo/alpha/blue/one.py": "import pytest\nfrom . import two\n",
        "nestednamespace/foo/alpha/blue/two.py": "",
        "nestednamespace/foo/alpha/green/__init__.py": "",
        "nestednamespace/foo/alpha/green/one.py": "\n\nfrom nestednamespace.bar.beta import orange\n",
        "nestednamespace/bar/beta/__init__.py": "",
        "nestednamespace/bar/beta/orange.py": "",
    },
}
"""Packages with the imports that the chains of the recorded results name, on the same lines."""


def config_of(result: str) -> Path:
    """The configuration that a recorded result is about."""
    *folders, name = Path(result).name.removesuffix(".contracts.json").split("__")
    return ROOT / "import-graphs/import-linter/tests/assets" / "/".join(folders) / name


@needs_inputs
@pytest.mark.parametrize("result", RESULTS)
def test_recorded_results_of_import_linter_are_found_again(tmp_path: Path, result: str):
    [said] = json.loads((ROOT / result).read_bytes())["contracts"]
    config = config_of(result)
    name = "pyproject.toml" if config.suffix == ".toml" else ".importlinter"
    told = Told(repository(tmp_path, {**ASSETS[Path(result).name.split("__")[0]], name: config.read_text()}))

    [rule] = told.report.rules
    assert (rule.description.partition(" (")[0], rule.status) == (said["name"], said["status"])
    found = told.of("acc.violation.detected")
    chains = {(v.source_module, v.target_module) for v in found}
    assert chains >= set(ends(said.get("metadata") or {})) and bool(chains) == (said["status"] == "broken")
    assert all(v.lines for v in found)
