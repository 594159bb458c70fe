"""ArchUnit's frozen violations, counted by their lines."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.events import Event
from app.domain.verdict.acc import judge_acc
from app.readers.folder import read_paths
from tests.readers.inputs import MODIFIED, ROOT, needs_inputs, of_type, origin, state_of

STORE = ROOT / "import-graphs/ArchUnit/frozen"
RULE = "no classes should call 'x..'"
LINES = (
    "Method <org.shop.web.Page.show(int)> calls method <org.shop.data.Store$Row.read()> in (Page.java:12)\n"
    "Constructor <org.shop.web.Page.<init>(java.lang.String)> has parameter of type"
    " <[Lorg.shop.data.Store;> in (Page.java:0)\n"
    "Cycle detected: Slice a -> \\\n Slice b\n"
)


def store(folder: Path, index: str = "no\\ classes\\ should\\ call\\ 'x..'=one\n", **files: str) -> Path:
    for name, text in {"stored.rules": f"#\n#Sun Jun 09\n{index}", "one": LINES, **files}.items():
        (folder / name).write_text(text)
    return folder


def outcome(folder: Path) -> Any:
    [found] = read_paths([folder], lambda path, at: origin(source_file=path.name, modified_ms=at))
    return found


def told(folder: Path) -> list[Event]:
    return list(outcome(folder).events)


@needs_inputs
def test_every_line_of_the_real_store_is_a_violation_of_its_rule() -> None:
    """There are no totals for this folder: lines are counted in the files themselves."""
    files = [file for file in STORE.iterdir() if file.name != "stored.rules"]
    events = told(STORE)
    [manifest] = of_type(events, "acc.manifest.loaded")
    assert len(manifest.rules) == len(files) == 2
    found = of_type(events, "acc.violation.detected")
    assert len(found) == sum(len(set(file.read_text().splitlines())) for file in files)
    assert all(v.source_module.startswith("com.tngtech.archunit.") and v.file_path for v in found)


def test_classes_places_and_rules_are_found(tmp_path: Path) -> None:
    events = told(store(tmp_path))

    [rule] = [rule for m in of_type(events, "acc.manifest.loaded") for rule in m.rules]
    assert (rule.rule_id, rule.status, rule.baseline, rule.dry_run) == (RULE, "broken", True, True)
    found = {v.description[:5]: v for v in of_type(events, "acc.violation.detected")}
    call = found["Metho"]
    assert (call.source_module, call.target_module) == ("org.shop.web.Page", "org.shop.data.Store")
    assert (call.file_path, call.lines, call.severity, call.lifecycle) == ("Page.java", [12], "WARNING", "existing")
    assert found["Const"].target_module == "org.shop.data.Store" and found["Const"].lines == []
    assert found["Cycle"].description == "Cycle detected: Slice a ->   Slice b"
    [built] = of_type(events, "acc.graph.built")
    assert {one.name for one in built.modules} == {"org.shop.web.Page", "org.shop.data.Store"}


def test_a_store_by_itself_lets_nothing_pass_and_blocks_nothing(tmp_path: Path) -> None:
    judgement = judge_acc(state_of(told(store(tmp_path))), True, MODIFIED)
    assert (judgement.state, judgement.note) == ("pending", "No rule has been evaluated.")


@pytest.mark.parametrize(
    ("index", "words"), [("a\\ rule=gone\n", "names gone, which is not there"), ("no equals\n", "line 3")]
)
def test_a_store_that_names_what_is_not_there_is_refused(tmp_path: Path, index: str, words: str) -> None:
    [refused] = [
        found
        for found in read_paths([store(tmp_path, index)], lambda path, at: origin(modified_ms=at))
        if found.state == "refused"
    ]
    assert words in f"{refused.place} {refused.reason}"
