import json
from collections import Counter
from typing import Any

import pytest

from app.domain.verdict.acc import judge_acc
from app.errors import BadFile
from app.readers import Source
from app.readers.timeline import Timeline, read_timeline
from tests.readers.inputs import ROOT, expected, needs_inputs, of_type, origin, state_of, types

TIMELINES = [name for name in expected("import-graphs/") if name.endswith("timeline.csv")]
ROWS = expected("import-graphs/")


def folder(name: str) -> Timeline:
    inside = (ROOT / name).parent.iterdir()
    return Timeline({file.name: Source.of(file.read_bytes(), file.name) for file in inside})


def told(name: str) -> list[Any]:
    return list(read_timeline(folder(name), origin()))


def largest(modules: set[str], imports: set[tuple[str, str]]) -> list[int]:
    """Sizes of the strongly connected components, by walking from everywhere: slow and independent."""
    ahead: dict[str, set[str]] = {name: {b for a, b in imports if a == name} for name in modules}

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            new = ahead[todo.pop()] - seen
            seen |= new
            todo += new
        return seen

    reached = {name: reach(name) for name in modules}
    knots = {frozenset(b for b in reached[a] if a in reached[b]) for a in modules if a in reached[a]}
    return sorted(len(knot) for knot in knots if len(knot) > 1)


class Replay:
    """Follows the events with nothing but sets: what is there after each."""

    def __init__(self) -> None:
        self.modules: set[str] = set()
        self.imports: set[tuple[str, str]] = set()
        self.cycles: dict[str, int] = {}

    def follow(self, event: Any) -> None:
        said = event.payload
        if event.event_type == "acc.manifest.loaded" and of_full(event):
            self.modules, self.imports = set(), set()
        elif event.event_type.startswith("acc.graph."):
            self.modules |= {one.name for one in said.modules}
            self.imports |= {(one.source, one.target) for one in said.imports}
            self.modules -= set(getattr(said, "removed_modules", ()))
            self.imports -= {(source, target) for source, target in getattr(said, "removed_imports", ())}
        elif event.event_type == "acc.cycle.detected":
            self.cycles[said.cycle_id] = len(said.cycle_modules)
        elif event.event_type == "acc.cycle.resolved":
            del self.cycles[said.cycle_id]


@needs_inputs
@pytest.mark.parametrize("name", TIMELINES)
def test_every_tag_has_the_modules_imports_and_cycles_it_should(name: str) -> None:
    now, rows = Replay(), iter(ROWS[name])
    for event in told(name):
        now.follow(event)
        if event.event_type == "acc.analysis.completed":
            row = next(rows)
            sizes = sorted(now.cycles.values())
            assert (len(now.modules), len(now.imports)) == (int(row["modules"]), int(row["edges"])), row["tag"]
            assert (len(sizes), max(sizes, default=0)) == (int(row["sccs"]), int(row["largest_scc"])), row["tag"]
            assert sizes == largest(now.modules, now.imports)
    assert next(rows, None) is None


def of_full(event: Any) -> bool:
    """Whether the event belongs to an analysis that tells everything anew."""
    return bool(event.payload.generation == event.correlation_id)


@needs_inputs
@pytest.mark.parametrize("name", TIMELINES)
def test_tags_come_in_order_of_their_dates(name: str) -> None:
    events = told(name)
    seen = of_type(events, "acc.commit.seen")
    assert [commit.tag for commit in seen] == [row["tag"] for row in ROWS[name]]
    times = [event.timestamp for event in events]
    assert times == sorted(times)


@needs_inputs
def test_contracts_of_every_tag_are_kept_broken_and_not_there_as_they_should() -> None:
    name = "import-graphs/usethis-timeline/timeline.csv"
    rows = iter(ROWS[name])
    rules: dict[str, str] = {}
    not_there = 0
    for event in told(name):
        said: Any = event.payload
        if event.event_type == "acc.manifest.loaded":
            rules = {} if of_full(event) else rules
            rules |= {rule.rule_id: rule.status for rule in said.rules}
            not_there = len(event.metadata["not_there_yet"].split("; ")) if event.metadata else 0
        elif event.event_type == "acc.analysis.completed":
            row = next(rows)
            for label in ("fixed", "own"):
                found = Counter(status for rule, status in rules.items() if rule.startswith(f"{label}: "))
                found["could_not_run"] += not_there if label == "fixed" else 0
                said_so = {status: int(row[f"{label}_{status}"]) for status in ("kept", "broken", "could_not_run")}
                assert {status: found[status] for status in said_so} == said_so, row["tag"]
    assert next(rows, None) is None


@needs_inputs
@pytest.mark.parametrize("name", TIMELINES)
def test_every_tag_sums_up_what_has_arrived(name: str) -> None:
    events = told(name)
    for done in [event for event in events if event.event_type == "acc.analysis.completed"]:
        judged = judge_acc(state_of(events, done.timestamp), True, done.timestamp)
        assert "evidence_contradicts" not in {reason.code for reason in judged.reasons}
        assert judged.state in ("pass", "fail")


@needs_inputs
def test_the_verdict_changes_where_a_contract_breaks_and_where_it_is_mended() -> None:
    events = told("import-graphs/usethis-timeline/timeline.csv")
    states: list[tuple[str, str]] = []
    for commit in [event for event in events if event.event_type == "acc.commit.seen"]:
        judged = judge_acc(state_of(events, commit.timestamp), True, commit.timestamp)
        if not states or states[-1][1] != judged.state:
            states.append((commit.payload.tag, judged.state))
    assert states == [("v0.8.0", "pass"), ("v0.9.3", "fail"), ("v0.20.0", "pass")]


@needs_inputs
def test_only_the_first_graph_is_told_in_full_while_rules_and_components_stay() -> None:
    found = types(told("import-graphs/flask-timeline/timeline.csv"))
    assert found["acc.graph.built"] == 1
    assert found["acc.analysis.completed"] == 24


GRAPH = {"modules": ["p", "p.a"], "edges": [["p", "p.a"]]}
HEADER = "n,tag,commit,date,modules,edges\n"


def small(rows: str, *names: str) -> Timeline:
    files = {name: Source.of(json.dumps(GRAPH).encode(), name) for name in names}
    return Timeline({"timeline.csv": Source.of((HEADER + rows).encode(), "timeline.csv"), **files})


def test_a_longer_timeline_adds_only_the_new_tags() -> None:
    first = "0,v1,aaa,2026-01-01T00:00:00Z,2,1\n"
    second = "1,v2,bbb,2026-02-01T00:00:00Z,2,1\n"
    names = ("00-v1.graph.json", "01-v2.graph.json")
    before = {event.key for event in read_timeline(small(first, *names), origin())}
    after = list(read_timeline(small(first + second, *names), origin()))
    assert before < {event.key for event in after}
    assert {event.commit_sha for event in after if event.key not in before} == {"bbb"}


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("0,v1,aaa,2026-01-01T00:00:00,2,1\n", "timeline.csv line 2"),
        ("0,v1,,2026-01-01T00:00:00Z,2,1\n", "timeline.csv line 2"),
        ("0,v9,aaa,2026-01-01T00:00:00Z,2,1\n", "timeline.csv line 2"),
        ("", "timeline.csv"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(rows: str, place: str) -> None:
    with pytest.raises(BadFile) as refused:
        list(read_timeline(small(rows, "00-v1.graph.json"), origin()))
    assert refused.value.place == place


def test_a_bad_graph_is_refused_by_name() -> None:
    timeline = small("0,v1,aaa,2026-01-01T00:00:00Z,2,1\n")
    broken = Timeline({**timeline.files, "00-v1.graph.json": Source.of(b'{"modules":[', "00-v1.graph.json")})
    with pytest.raises(BadFile, match=r"00-v1\.graph\.json line 1 column"):
        list(read_timeline(broken, origin()))
