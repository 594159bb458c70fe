"""What scanning the present state of a target promises."""

import os
import tempfile
from pathlib import Path

import pytest

from app.domain.digest import cycle_line, digest_of, import_line, module_line, rule_line, violation_line
from app.errors import BadFile, BadRequest
from tests.scan.repositories import START_S, Told, git, repository, write

LAYERED = {
    "shop/__init__.py": "",
    "shop/web/__init__.py": "",
    "shop/web/views.py": "from shop.core import orders\n",
    "shop/core/__init__.py": "",
    "shop/core/orders.py": "import shop.core.money\n\n\ndef total():\n    return 1\n",
    "shop/core/money.py": "",
}


def test_a_package_is_told_with_its_imports_lines_and_counts(tmp_path: Path):
    source = "import abc\nfrom shop.core import (\n    money,\n)\n\n\nclass Base(abc.ABC):\n    def f(self, x):\n"
    source += "        if x and x > 1:\n            return [y for y in x]\n"
    told = Told(repository(tmp_path, {**LAYERED, "shop/core/orders.py": source}))

    spec = told.modules()["shop.core.orders"]
    assert (spec.file_path, spec.package, spec.line_count) == ("shop/core/orders.py", "shop.core", 10)
    assert (spec.class_count, spec.function_count, spec.abstractness, spec.complexity) == (1, 1, 1.0, 4)
    assert told.imports() == {("shop.web.views", "shop.core.orders"), ("shop.core.orders", "shop.core.money")}
    [link] = [i for p in told.of("acc.graph.built") for i in p.imports if i.source == "shop.core.orders"]
    assert (link.lines, link.weight, link.type_checking) == ([2], 1, False)


def test_imports_for_type_checkers_alone_are_marked(tmp_path: Path):
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shop.core.money\nimport shop.web\n"
    told = Told(repository(tmp_path, {**LAYERED, "shop/core/orders.py": text}))

    marked = {i.target: i.type_checking for p in told.of("acc.graph.built") for i in p.imports if i.lines != [1]}
    assert marked == {"shop.core.money": True, "shop.web": False}


def test_a_file_that_cannot_be_parsed_is_named_and_the_rest_is_told(tmp_path: Path):
    broken = {"shop/core/orders.py": "import shop.core.money\ndef broken(:\n", "shop/web/other.py": "x = = 1\n"}
    told = Told(repository(tmp_path, {**LAYERED, **broken}))

    assert told.imports() == {("shop.web.views", "shop.core.orders")}
    assert told.modules()["shop.core.orders"].line_count == 2
    assert sorted(note.partition(" ")[0] for note in told.report.notes) == [
        "shop/core/orders.py",
        "shop/web/other.py",
    ]


def test_a_clean_commit_is_told_at_its_time_and_twice_the_same(tmp_path: Path):
    repository(tmp_path / "here", LAYERED)
    git(tmp_path, "clone", "-q", "here", "there")

    here, there = Told(tmp_path / "here"), Told(tmp_path / "there")

    assert here.events == there.events
    assert len({event.key for event in here.events}) == len(here.events)
    assert {event.timestamp for event in here.events} == {START_S * 1000}
    assert {event.commit_sha for event in here.events} == {git(tmp_path / "here", "rev-parse", "HEAD")}


def test_a_changed_work_tree_is_told_at_the_time_of_its_newest_file(tmp_path: Path):
    repository(tmp_path, LAYERED)
    write(tmp_path, {"shop/core/new.py": "import shop.web\n", "notes.txt": ""})
    os.utime(tmp_path / "shop/core/new.py", (START_S + 5000, START_S + 5000))
    for path in tmp_path.glob("shop/**/*.py"):
        if path.name != "new.py":
            os.utime(path, (START_S, START_S))

    told = Told(tmp_path)

    assert "shop.core.new" in told.modules()
    assert {event.timestamp for event in told.events} == {(START_S + 5000) * 1000}
    assert told.report.commit.endswith("-dirty")
    assert "work tree differs" in told.report.notes[0]


def test_a_file_that_is_no_source_does_not_make_the_work_tree_dirty(tmp_path: Path):
    repository(tmp_path, LAYERED)
    write(tmp_path, {"notes.txt": "later"})

    assert not Told(tmp_path).report.commit.endswith("-dirty")


def test_a_folder_without_git_is_told_without_a_commit(tmp_path: Path):
    told = Told(write(tmp_path, {**LAYERED, ".venv/lib/x/__init__.py": "", "node_modules/y/z.py": ""}))

    assert set(told.modules()) == {
        "shop",
        "shop.core",
        "shop.core.money",
        "shop.core.orders",
        "shop.web",
        "shop.web.views",
    }
    assert told.report.commit == ""
    assert "not under git" in told.report.notes[0]


def test_a_target_without_python_is_refused_in_one_line(tmp_path: Path):
    write(tmp_path, {"empty/readme.txt": "", "a.txt": ""})

    for path in (tmp_path / "empty", tmp_path / "missing", tmp_path / "a.txt"):
        with pytest.raises(BadRequest) as refused:
            Told(path)
        assert str(path) in str(refused.value)
        assert "\n" not in str(refused.value)


def test_the_totals_sum_up_what_was_told(tmp_path: Path):
    files = {"shop/core/money.py": "import shop.core.orders\n", "architecture.yaml": "rules: ['ALL: NO_CYCLES']\n"}
    told = Told(repository(tmp_path, {**LAYERED, **files}))

    lines = [module_line(name) for name in told.modules()]
    lines += [import_line(*link) for link in told.imports()]
    lines += [violation_line(v.violation_id, v.severity) for v in told.of("acc.violation.detected")]
    lines += [cycle_line(c.cycle_id, c.severity) for c in told.of("acc.cycle.detected")]
    lines += [rule_line(r.rule_id, r.severity) for m in told.of("acc.manifest.loaded") for r in m.rules]
    [completed] = told.of("acc.analysis.completed")
    assert completed.digest == digest_of(lines)
    assert completed.counts == {
        "modules": 6, "dependencies": 3, "violations": 1, "blocking": 1, "cycles": 1, "rules": 1,
    }  # fmt: skip


def test_a_large_graph_travels_in_chunks_of_one_generation(tmp_path: Path):
    files = {f"big/m{n}.py": f"import big.m{n + 1}\n" for n in range(900)}
    told = Told(repository(tmp_path, {**files, "big/m900.py": "", "big/__init__.py": ""}))

    built = told.of("acc.graph.built")
    assert len(built) > 3
    assert len({payload.generation for payload in built}) == 1
    assert max(len(payload.modules) + len(payload.imports) for payload in built) <= 500
    assert (len(told.modules()), len(told.imports())) == (902, 900)


def test_the_iteration_says_which_streams_it_needs(tmp_path: Path):
    told = Told(repository(tmp_path, LAYERED), required_streams=("bdv", "acc"))

    [declared] = told.of("acc.iteration.declared")
    assert declared.required_streams == ["bdv", "acc"]
    assert {(e.tenant_id, e.project, e.iteration_id) for e in told.events} == {("t1", "p1", "i1")}


def test_a_faulty_manifest_is_refused_with_file_rule_and_column(tmp_path: Path):
    repository(tmp_path, {**LAYERED, "architecture.yaml": "rules:\n- {id: R1, rule: 'ALL: NO_CYCLE'}\n"})

    with pytest.raises(BadFile, match=r"architecture\.yaml: rule R1, column 6"):
        Told(tmp_path)

    write(tmp_path, {"architecture.yaml": "rules:\n- [\n"})
    with pytest.raises(BadFile, match=r"architecture\.yaml, line 3: not YAML"):
        Told(tmp_path)


def test_no_scratch_folder_is_left_even_when_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    repository(tmp_path / "target", LAYERED)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    Told(tmp_path / "target")

    def interrupted(*_: object) -> None:
        assert list(scratch.iterdir())
        raise KeyboardInterrupt

    monkeypatch.setattr(Told, "_progress", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Told(tmp_path / "target")
    assert not list(scratch.iterdir())


def test_scanning_leaves_the_repository_as_it_was(tmp_path: Path):
    repository(tmp_path, LAYERED)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    Told(tmp_path, history=3)
    Told(tmp_path)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
