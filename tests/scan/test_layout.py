"""Which modules belong to a target, wherever they lie and whatever they are called (R-36)."""

from pathlib import Path

import pytest

from tests.scan.repositories import Told, git, repository, write

LAYERED = {"shop/__init__.py": "", "shop/core/__init__.py": "", "shop/core/money.py": ""}


@pytest.mark.parametrize("names", [("app", "pages", "workers", "tests"), ("grimp", "rich", "json", "importlinter")])
def test_packages_named_like_ours_or_like_what_we_use_are_the_targets_own(tmp_path: Path, names: tuple[str, ...]):
    files = {}
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        files |= {f"{name}/__init__.py": "", f"{name}/only_here.py": f"import {other}.only_here\n"}

    told = Told(repository(tmp_path, files), include_tests=True)

    assert set(told.modules()) == set(names) | {f"{name}.only_here" for name in names}
    assert len(told.imports()) == 4


def test_nothing_of_the_target_is_executed(tmp_path: Path):
    trap = "raise SystemExit('executed')\n"
    contracts = "[importlinter]\nroot_package = shop\ncontract_types =\n    own: shop.trap.Contract\n"
    contracts += "[importlinter:contract:1]\nname = Own\ntype = own\n"
    files = {"shop/__init__.py": trap, "shop/trap.py": trap, "grimp.py": trap, "types.py": trap, "re.py": trap}

    told = Told(repository(tmp_path, {**files, ".importlinter": contracts, "conftest.py": trap}))

    assert {"shop", "shop.trap", "grimp", "types", "re"} == set(told.modules())
    assert [rule.status for rule in told.report.rules] == ["could_not_run"]


@pytest.mark.parametrize(
    ("files", "modules"),
    [
        ({"src/shop/__init__.py": "", "src/shop/a.py": "", "tests/test_a.py": ""}, {"shop", "shop.a"}),
        ({"space/one/__init__.py": "", "space/two/b.py": ""}, {"space", "space.one", "space.two", "space.two.b"}),
        ({"single.py": "import os\n", "setup.py": "", "test_single.py": ""}, {"single"}),
        ({"a/__init__.py": "", "b/__init__.py": "", "docs/conf.py": "", "tests/__init__.py": ""}, {"a", "b"}),
        ({"shop/__init__.py": "", "shop/0001_first.py": "", "shop/no-name/x.py": ""}, {"shop", "shop.0001_first"}),
        ({"tests/__init__.py": "", "tests/test_a.py": ""}, {"tests", "tests.test_a"}),
    ],
)
def test_packages_are_found_where_they_lie(tmp_path: Path, files: dict[str, str], modules: set[str]):
    assert set(Told(repository(tmp_path, files)).modules()) == modules


def test_a_package_of_another_project_in_the_repository_belongs_when_the_rules_name_it(tmp_path: Path):
    contracts = "[importlinter]\nroot_packages =\n    shop\n    client\n"
    contracts += "[importlinter:contract:1]\nname = Apart\ntype = independence\nmodules =\n    shop\n    client\n"
    other = {"parts/client/pyproject.toml": "", "parts/client/src/client/__init__.py": "import shop\n"}
    other |= {"parts/more/pyproject.toml": "", "parts/more/more/__init__.py": "", "parts/more/shop/extra.py": ""}
    files = {**LAYERED, **other, "pyproject.toml": "", ".importlinter": contracts}

    told = Told(repository(tmp_path, files))

    assert set(told.modules()) == {"shop", "shop.core", "shop.core.money", "client"}
    assert told.modules()["client"].file_path == "parts/client/src/client/__init__.py"
    assert [rule.status for rule in told.report.rules] == ["broken"]


def test_a_folder_without_init_inside_a_package_holds_modules_as_python_sees_it(tmp_path: Path):
    files = {
        "shop/__init__.py": "",
        "shop/parts/a.py": "from . import b\n",
        "shop/parts/b.py": "",
        "shop/data/c.txt": "",
    }

    told = Told(repository(tmp_path, files))

    assert set(told.modules()) == {"shop", "shop.parts", "shop.parts.a", "shop.parts.b"}
    assert told.imports() == {("shop.parts.a", "shop.parts.b")}


@pytest.mark.parametrize(
    ("build_file", "text"),
    [
        ("pyproject.toml", '[tool.setuptools.packages.find]\ninclude = ["shop*"]\n'),
        ("pyproject.toml", '[tool.setuptools]\npackages = ["shop", "shop.sub"]\n'),
        ("pyproject.toml", '[tool.poetry]\npackages = [{include = "shop"}]\n'),
        ("pyproject.toml", '[tool.hatch.build.targets.wheel]\npackages = ["shop"]\n'),
        ("pyproject.toml", '[tool.flit.module]\nname = "shop"\n'),
        ("setup.cfg", "[options]\npackages =\n    shop\n    shop.sub\n"),
    ],
)
def test_build_files_say_which_packages_are_meant(tmp_path: Path, build_file: str, text: str):
    files = {"shop/a.py": "", "beside/__init__.py": "", "loose.py": "", build_file: text}

    assert set(Told(repository(tmp_path, files)).modules()) == {"shop", "shop.a"}


@pytest.mark.parametrize(
    "text",
    [
        '[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "my-shop"\n',
        '[build-system]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "My.Shop"\n',
        '[build-system]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry]\nname = "my_shop"\n',
    ],
)
def test_the_package_that_is_called_like_the_distribution_is_what_its_build_takes(tmp_path: Path, text: str):
    files = {"my_shop/__init__.py": "", "benchmarks/__init__.py": "", "release/push.py": "", "loose.py": ""}
    files |= {} if "setuptools" in text else {"setup.py": "raise SystemExit('use the other one')"}

    assert set(Told(repository(tmp_path, {**files, "pyproject.toml": text})).modules()) == {"my_shop"}


@pytest.mark.parametrize(
    ("name", "backend", "setup"),
    [
        ("shop", "hatchling.build", {}),
        ("my-shop", "pdm.backend", {}),
        ("my-shop", "", {}),
        ("my-shop", "setuptools.build_meta", {"setup.py": ""}),
    ],
)
def test_where_the_build_does_not_go_by_the_name_every_package_is_meant(
    tmp_path: Path, name: str, backend: str, setup: dict[str, str]
):
    text = f'[build-system]\nbuild-backend = "{backend}"\n[project]\nname = "{name}"\n'
    files = {"my_shop/__init__.py": "", "other/__init__.py": "", "pyproject.toml": text, **setup}

    assert set(Told(repository(tmp_path, files)).modules()) == {"my_shop", "other"}


def test_a_project_below_the_top_is_found(tmp_path: Path):
    files = {"backend/pyproject.toml": "", "backend/src/shop/__init__.py": "", "web/index.js": ""}

    assert Told(repository(tmp_path, files)).modules()["shop"].file_path == "backend/src/shop/__init__.py"


def test_a_folder_of_a_repository_keeps_paths_relative_to_the_repository(tmp_path: Path):
    repository(tmp_path, {"backend/app/__init__.py": "", "backend/app/a.py": "import app\n", "other/x.py": ""})

    told = Told(tmp_path / "backend")

    assert {spec.file_path for spec in told.modules().values()} == {"backend/app/__init__.py", "backend/app/a.py"}
    assert told.imports() == {("app.a", "app")}


def test_an_installed_package_is_scanned_alone(tmp_path: Path):
    write(tmp_path, {"lib/one/__init__.py": "import two\n", "lib/one/sub/__init__.py": "", "lib/two/__init__.py": ""})

    assert set(Told(tmp_path / "lib" / "one").modules()) == {"one", "one.sub"}
    assert set(Told(tmp_path / "lib" / "one" / "sub").modules()) == {"one", "one.sub"}


def test_a_manifest_that_names_tests_brings_them_in(tmp_path: Path):
    manifest = (
        "components:\n- {name: code, paths: [shop]}\n- {name: checks, paths: [tests]}\nexclusions: ['*/money.py']\n"
    )
    told = Told(repository(tmp_path, {**LAYERED, "tests/test_a.py": "", "architecture.yaml": manifest}))

    assert {"tests", "tests.test_a"} <= set(told.modules())
    assert "shop.core.money" not in told.modules()


def test_filters_and_monitors_that_a_repository_configures_never_run(tmp_path: Path):
    repository(tmp_path / "target", {"shop/__init__.py": "", ".gitattributes": "*.py filter=own\n"})
    trap = tmp_path / "trap"
    for name in ("core.fsmonitor", "filter.own.clean", "filter.own.smudge"):
        git(tmp_path / "target", "config", name, f"touch {trap}; cat")
    write(tmp_path / "target", {"shop/a.py": "import shop\n", "shop/__init__.py": "x = 1\n"})

    Told(tmp_path / "target")
    Told(tmp_path / "target", history=2)

    assert not trap.exists()


def test_other_line_ends_are_no_change(tmp_path: Path):
    repository(tmp_path, {"shop/__init__.py": "x = 1\n"})
    (tmp_path / "shop/__init__.py").write_bytes(b"x = 1\r\n")

    assert not Told(tmp_path).report.commit.endswith("-dirty")
