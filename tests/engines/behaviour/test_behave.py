"""Features run with behave: each attempt is told as it happened, and what cannot run is never green."""

import hashlib
import os
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.domain import labels
from app.domain.behaviour.known import known_of
from app.engines.behaviour.trace import caller
from tests.engines.behaviour.running import Told, run
from tests.engines.behaviour.samples import FLAKY, SHOP, lay
from tests.readers.inputs import of_type


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The whole shop, once."""
    return run(lay(tmp_path_factory.mktemp("shop") / "shop", SHOP))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return lay(tmp_path / "shop", SHOP)


@pytest.fixture
def flaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project one scenario of which passes at every second try."""
    (tmp_path / "tries").mkdir()
    monkeypatch.setenv("TRIES", str(tmp_path / "tries"))
    return lay(tmp_path / "flaky", FLAKY)


def test_every_scenario_ends_as_it_did(shop: Told) -> None:
    last = {shop.spec(name).name: shop.attempts(name)[-1].status for name in NAMES}
    assert last == NAMES
    assert shop.report.code == 1
    assert (shop.report.runner, shop.run.status, shop.run.full) == ("behave", "COMPLETED", True)


NAMES = {
    "One thing": "PASSED",
    "Several tea": "PASSED",
    "Several cake": "FAILED",
    "A second thing": "PASSED",
    "A step that breaks": "FAILED",
    "A step that nobody wrote": "UNDEFINED",
    "A hook that fails": "FAILED",
}


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


def test_a_scenario_that_fails_is_tried_again_alone_and_every_attempt_is_kept(flaky: Path) -> None:
    told = run(flaky, retries=2)
    shaky = told.attempts("It passes when tried again")
    assert [(a.attempt, a.status, a.will_retry) for a in shaky] == [(1, "FAILED", True), (2, "PASSED", False)]
    assert len(told.attempts("It always passes")) == 1
    assert (told.report.code, told.run.late) == (0, (shaky[0].scenario_id,))
    assert [look.code for look in told.judgement.looks] == ["passed_late"]
    assert len(told.state.of(labels.TEST_RUN)) == 3


def test_a_row_of_an_outline_is_tried_again_alone(project: Path) -> None:
    told = run(project, tags="@small or @wrong", retries=2)
    assert [a.attempt for a in told.attempts("Several cake")] == [1, 2, 3]
    assert [a.will_retry for a in told.attempts("Several cake")] == [True, True, False]
    assert [a.attempt for a in told.attempts("Several tea")] == [1]


def test_repeated_runs_find_a_flake_with_rate_and_interval(flaky: Path) -> None:
    told = run(flaky, repeat=4)
    assert [r.status for r in told.report.runs] == ["COMPLETED"] * 4
    assert len({r.run_id for r in told.report.runs}) == 4
    last = of_type(told.events, "bdv.flake.detected")[-1]
    assert (last.flake_rate, last.total_runs) == (0.5, 4)
    assert last.recent_results == ["FAILED", "PASSED", "FAILED", "PASSED"]
    assert last.low < 0.5 < last.high
    assert (last.cause, last.cause_confidence) == ("network", 0.9)
    assert told.report.candidates == (last.scenario_id,)
    assert "too_flaky" in [reason.code for reason in told.judgement.reasons]


def test_earlier_runs_at_this_code_count_and_those_at_other_code_do_not(flaky: Path) -> None:
    before = run(flaky, repeat=2)
    known = known_of(before.state)
    assert not of_type(before.events, "bdv.flake.detected")
    again = run(flaky, known)
    assert [f.recent_results for f in of_type(again.events, "bdv.flake.detected")] == [["FAILED", "PASSED", "FAILED"]]
    assert not of_type(run(flaky, known, code_version="c0ffee+changed").events, "bdv.flake.detected")


def test_a_tag_quarantines_so_that_the_run_passes_and_gone_it_lets_out(project: Path) -> None:
    feature = project / "features" / "shop.feature"
    feature.write_text(feature.read_text().replace("@wrong", "@wrong @quarantine:flaky"))
    held = run(project, tags="@small or @wrong")
    assert (held.report.code, [f.quarantined for f in held.run.failed]) == (0, [True])
    assert held.ended[0].counts["quarantined"] == 1
    assert not [r for r in held.judgement.reasons if r.code == "scenario_failed"]
    feature.write_text(feature.read_text().replace(" @quarantine:flaky", ""))
    free = run(project, known_of(held.state), tags="@small or @wrong")
    assert free.report.code == 1
    both = Told(free.report, held.events + free.events)
    assert [r.code for r in both.judgement.reasons if r.code == "scenario_failed"]


def doubt(told: Told) -> str:
    """Why BDV cannot rely on what was reported."""
    return next(r.explain for r in told.judgement.reasons if r.code == "evidence_contradicts")


@pytest.mark.parametrize(("when", "code"), [("before", 2), ("after", 1)])
def test_a_hook_around_the_run_that_fails_breaks_the_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, when: str, code: int
) -> None:
    monkeypatch.setenv("SHOP_FAILS", when)
    told = run(project, tags="@critical")
    assert (told.run.status, told.report.code, told.ended[0].full) == ("BROKEN", code, False)
    assert "A hook around the run failed" in told.run.message
    assert "A hook around the run failed" in doubt(told)


def test_a_hook_around_a_feature_that_fails_breaks_the_run_and_who_failed_is_tried_again_all_the_same(
    flaky: Path,
) -> None:
    hook = "def after_feature(context, feature):\n    raise RuntimeError('no broom')\n"
    (flaky / "features" / "environment.py").write_text(hook)
    told = run(flaky, retries=1, repeat=2)
    assert [(one.status, "no broom" in one.message) for one in told.report.runs] == [("BROKEN", True)] * 2
    assert [(d.status, d.will_retry) for d in told.attempts("It passes when tried again")][:2] == [
        ("FAILED", True),
        ("PASSED", False),
    ]
    assert not [d for d in told.finished() if d.status == "ERROR"]
    assert told.report.code == 1


def with_feature(project: Path, text: str) -> Path:
    (project / "features" / "more.feature").write_text(f"Feature: More\n\n  Scenario: It ends badly\n    {text}\n")
    return project


def test_a_process_that_dies_is_told_with_the_step_it_died_in(project: Path) -> None:
    told = run(with_feature(project, "Given the process dies"))
    (died,) = told.attempts("It ends badly")
    assert died.status == "ERROR"
    assert (died.failed_step, died.file_path, died.line) == ("Given the process dies", "features/more.feature", 3)
    assert "it ended with exit code 7" in died.error_message
    assert told.run.message.startswith("behave could not run all of it: it ended with exit code 7")
    assert (told.run.status, told.report.code) == ("BROKEN", 2)
    assert [f.name for f in told.run.never_ran] == list(NAMES)
    assert "exit code 7" in doubt(told)


def test_a_step_that_hangs_is_ended_with_all_that_it_started(project: Path) -> None:
    feature = with_feature(project, "Given it hangs")
    told = run(feature / "features" / "more.feature", timeout_s=3.0, store=project.parent)
    assert "did not end within 3 s" in told.run.message
    assert told.attempts("It ends badly")[0].status == "ERROR"
    assert told.report.code == 2
    left = [p.name for p in Path("/proc").glob("[0-9]*") if b"sleep\x00600" in _command(p)]
    assert left == []


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes() if os.getpid() != int(process.name) else b""
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("features/steps/shop_steps.py", "import nowhere_to_be_found\n", "nowhere_to_be_found"),
        (
            "features/shop.feature",
            "Feature: Shop\n  Scenario: x\n    Given a shop\n  Gibberish\n",
            "cannot be parsed",
        ),
    ],
)
def test_what_cannot_be_run_is_no_pass_and_says_why(project: Path, file: str, text: str, said: str) -> None:
    (project / file).write_text(text)
    told = run(project)
    assert (told.run.status, told.report.code) == ("BROKEN", 2)
    assert said in told.run.message
    assert said in doubt(told)


def test_a_folder_without_features_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "empty" / "features" / "steps").mkdir(parents=True)
    told = run(tmp_path / "empty", runner="behave")
    assert (told.run.status, told.report.code) == ("BROKEN", 2)
    assert "there is no scenario in a feature file below" in told.run.message
    assert told.judgement.state == "unknown"


def test_a_later_good_run_mends_a_broken_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_FAILS", "before")
    broken = run(project, tags="@critical")
    monkeypatch.delenv("SHOP_FAILS")
    good = run(project, tags="@critical")
    both = Told(good.report, broken.events + good.events)
    assert "evidence_contradicts" not in [reason.code for reason in both.judgement.reasons]


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
