"""Features run with behave: each attempt is told as it happened, with all that is known of it."""

import hashlib
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.domain import labels
from app.engines.behaviour.trace import caller
from tests.engines.behaviour.running import Told, run
from tests.engines.behaviour.samples import lay
from tests.engines.behaviour.shop import NAMES, SHOP


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The whole shop, once."""
    return run(lay(tmp_path_factory.mktemp("shop") / "shop", SHOP))


def test_every_scenario_ends_as_it_did(shop: Told) -> None:
    last = {shop.spec(name).name: shop.attempts(name)[-1].status for name in NAMES}
    assert last == NAMES
    assert shop.report.code == 1
    assert (shop.report.runner, shop.run.status, shop.run.full) == ("behave", "COMPLETED", True)


def test_what_was_summed_up_is_what_arrived(shop: Told) -> None:
    (ended,) = shop.ended
    assert ended.counts["scenarios"] == len(NAMES)
    assert {n: ended.counts[n] for n in ("passed", "failed", "undefined")} == {
        "passed": 3,
        "failed": 3,
        "undefined": 1,
    }
    assert "evidence_contradicts" not in [reason.code for reason in shop.judgement.reasons]
    assert shop.judgement.state == "fail"


def test_a_lost_attempt_is_missed(shop: Told) -> None:
    lost = [event for event in shop.events if event.event_type != "bdv.scenario.completed"]
    assert "evidence_contradicts" in [r.code for r in Told(shop.report, lost).judgement.reasons]


def test_tags_are_inherited_from_feature_rule_and_examples(shop: Told) -> None:
    scenarios = {s.get("name"): s for s in shop.state.of(labels.SCENARIO).values()}
    assert scenarios["A second thing"].get("contract_tags") == ["Bonus:2.0", "Shop:1.2"]
    assert {"@loyal", "@req:R-1"} <= set(scenarios["A second thing"].get("tags"))
    assert "@small" in scenarios["Several tea"].get("tags")
    assert scenarios["One thing"].get("critical") is True
    assert scenarios["One thing"].get("requirements") == ["R-1"]
    assert scenarios["A second thing"].get("rule") == "Who comes again gets more"


def test_steps_carry_times_tables_and_doc_strings(shop: Told) -> None:
    table = shop.step("One thing", "these goods")
    assert table.table == [["name", "price"], ["tea", "3"], ["cake", "4"]]
    note = shop.step("One thing", "this note")
    assert (note.doc_string, note.media_type) == ("Be *quick*.", "text/markdown")
    begun = [step.started_at for step in shop.attempts("One thing")[-1].steps]
    started = next(e.timestamp for e in shop.events if e.event_type == "bdv.run.started")
    ended = next(e.timestamp for e in shop.events if e.event_type == "bdv.run.completed")
    assert started <= begun[0] <= begun[-1] <= ended
    assert begun == sorted(begun)
    keywords = [step.keyword for step in shop.attempts("A second thing")[-1].steps if step.keyword != "hook"]
    assert keywords == ["Given", "And", "Given", "When", "Then"]


def test_a_short_text_is_told_and_a_picture_is_kept_under_its_digest(tmp_path: Path) -> None:
    told = run(lay(tmp_path / "shop", SHOP), tags="@critical")
    text, picture = told.step("One thing", "is bought").attachments
    assert (text.media_type, text.text, text.file) == ("text/plain", "bought tea", "")
    content = (tmp_path / "kept" / picture.file).read_bytes()
    assert picture.sha256 == hashlib.sha256(content).hexdigest() == Path(picture.file).name
    assert (picture.media_type, picture.size, len(content)) == ("image/png", 2_004, 2_004)


def test_a_failed_hook_and_a_step_that_breaks_say_why(shop: Told) -> None:
    (hook,) = shop.attempts("A hook that fails")
    assert "the hook gave way" in hook.error_message
    assert hook.failed_step == "hook before the scenario"
    (broken,) = shop.attempts("A step that breaks")
    assert (broken.error_type, broken.failed_step) == ("RuntimeError", "When something breaks")
    assert "the till is on fire" in broken.error_message


def test_each_attempt_is_a_span_below_the_runs_which_joins_the_callers_trace(project: Path) -> None:
    outer = caller({"TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    assert outer is not None
    told = run(project, tags="@critical or @small", trace=outer)
    assert {event.trace_id for event in told.events} == {outer.trace_id}
    started = next(e for e in told.events if e.event_type == "bdv.run.started")
    assert (started.span_id, started.parent_span_id) == (told.run.span_id, outer.span_id)
    attempts = [e for e in told.events if e.event_type.startswith("bdv.scenario.")]
    assert {e.parent_span_id for e in attempts} == {started.span_id}
    assert len({e.span_id for e in attempts}) == len(attempts) / 2 == 2
    runs = told.state.of(labels.TEST_RUN).values()
    assert {r.get("span_id") for r in runs} == {e.span_id for e in attempts}


def test_the_runner_is_told_its_span(project: Path) -> None:
    seen = project / "features" / "environment.py"
    seen.write_text(
        "import os\n\ndef before_all(context):\n    open('seen.txt', 'w').write(os.environ['TRACEPARENT'])\n"
    )
    told = run(project, tags="@critical")
    assert (project / "seen.txt").read_text() == f"00-{told.run.trace_id}-{told.run.span_id}-01"


def test_nothing_of_ours_can_be_imported_there_but_the_client(project: Path) -> None:
    (project / "features" / "environment.py").write_text(
        "import os\n\ndef before_all(context):\n"
        "    (bridge,) = [p for p in os.environ['PYTHONPATH'].split(':') if 'mission-control' in p]\n"
        "    open('seen.txt', 'w').write(' '.join(sorted(os.listdir(bridge))))\n"
    )
    run(project, tags="@critical")
    assert (project / "seen.txt").read_text() == "mission_control_client"


def test_a_selection_is_a_part_of_the_suite_and_only_that_is_told(project: Path) -> None:
    told = run(project, tags="@contract:Shop:v1.2 and not (@broken or @wrong)")
    assert sorted(s.get("name") for s in told.state.of(labels.SCENARIO).values()) == [
        "A second thing", "One thing", "Several tea",
    ]  # fmt: skip
    assert (told.run.full, told.ended[0].full, told.report.code) == (False, False, 0)
    assert "3 of the project's 7" in told.report.notes[0]


def test_a_journey_is_declared_and_judged(project: Path) -> None:
    (project / "journeys.yaml").write_text(
        "journeys:\n  - id: buy\n    severity: critical\n    steps:\n"
        "      - {id: one, scenario: One thing}\n      - {id: more, scenario: 'Several *', depends_on: [one]}\n"
        "      - {id: broken, scenario: A step that breaks}\n"
    )
    told = run(project)
    (reason,) = [r for r in told.judgement.reasons if r.code == "journey_uncovered"]
    assert "broken" in reason.title
    assert told.ended[0].journeys == ["buy"]
    lost = [event for event in told.events if event.event_type != "bdv.journey.declared"]
    assert "evidence_contradicts" in [r.code for r in Told(told.report, lost).judgement.reasons]


def test_an_interpreter_with_behave_alone_is_enough(project: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    (site,) = (tmp_path / "bare" / "lib").glob("python*/site-packages")
    for name in (
        "behave",
        "cucumber_expressions",
        "cucumber_tag_expressions",
        "colorama",
        "parse",
        "parse_type",
        "six",
    ):
        found = find_spec(name)
        assert found is not None and found.origin is not None
        place = Path(found.origin).parent if found.submodule_search_locations else Path(found.origin)
        for part in (place, *place.parent.glob(f"{name}-*.dist-info")):
            (site / part.name).symlink_to(part)
    told = run(project, tags="@small", python=str(tmp_path / "bare" / "bin" / "python"))
    assert (told.run.status, told.outcomes()) == ("COMPLETED", {"PASSED": 1})
    bare = run(project, tags="@small", python=str(tmp_path / "bare" / "bin" / "python"), runner="pytest-bdd")
    assert (bare.run.status, bare.report.code) == ("BROKEN", 2)
    assert "pytest-bdd is not installed in" in bare.run.message
