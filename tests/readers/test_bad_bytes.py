"""Whatever bytes a file holds, a reader gives sound events or refuses: nothing else comes out."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.events import checked
from app.errors import BadFile
from app.readers import READERS, Reader, Source, recognise
from app.readers.timeline import Timeline, read_timeline
from app.wire.jsonlines import to_json
from tests.builders import event
from tests.readers.behaviour.samples import SAMPLES as BEHAVIOUR
from tests.readers.cucumber import FAILED
from tests.readers.forge.samples import SAMPLES as FORGE
from tests.readers.inputs import origin
from tests.readers.otlp.test_logs import logs, record
from tests.readers.otlp.test_traces import BUILD, FAILING, traces
from tests.readers.otlp.test_traces import ROOT as ROOT_SPAN
from tests.readers.plans.test_openapi import SPEC
from tests.readers.plans.test_requirements import CSV, GITHUB
from tests.readers.process.samples import SAMPLES as PROCESS
from tests.readers.structure.samples import SAMPLES as STRUCTURE
from tests.readers.test_openlineage import data, lines
from tests.readers.test_openlineage import event as lineage
from tests.readers.test_sarif import log, result

GRAPH = {"root_package": "p", "modules": ["p", "p.a", "p.b"], "edges": [["p.a", "p.b", [3]], ["p.b", "p.a"]]}
CHAIN = [{"importer": "p.a", "imported": "p.b", "line_numbers": [3]}]
CONTRACTS = {
    "tool": "import-linter",
    "contracts": [
        {"id": "c", "name": "C", "type": "forbidden", "status": "broken", "options": {"x": ["y"]},
         "metadata": {"invalid_chains": [{"upstream_module": "p.b", "chains": [CHAIN, {"chain": CHAIN}]}]}},
        {"id": "d", "name": "D", "type": "layers", "status": "could_not_run", "error": "no"},
    ],
}  # fmt: skip
JUNIT = (
    b'<testsuites name="all"><testsuite name="s" tests="2" timestamp="2026-09-21T10:00:00">'
    b'<testcase classname="tests.test_a.B" name="t" time="1.5" file="a.py" line="3">'
    b'<failure message="no" type="E">a.py:3: no</failure></testcase>'
    b'<testcase name="t"><flakyFailure/><skipped message="x"/></testcase><error/></testsuite></testsuites>'
)
SARIF = log(
    result(level="error", suppressions=[{"kind": "inSource"}], partialFingerprints={"a": "b"}),
    result(ruleIndex=0, baselineState="absent", kind="review"),
    tool={"driver": {"name": "lint", "rules": [{"id": "X1", "defaultConfiguration": {"level": "note"}}]}},
    invocations=[{"executionSuccessful": True, "startTimeUtc": "2026-09-21T10:00:00Z"}],
    artifacts=[{"location": {"uri": "a.py"}}],
)
LINEAGE = lines(
    lineage("START", inputs=data("a")),
    lineage("FAIL", facets={"errorMessage": {"message": "no", "programmingLanguage": "x"}}, outputs=data("b")),
)
EVENTS = to_json(event("dde.task.started", task_id="T1"))
SAMPLES: dict[str, bytes] = {
    "junit-xml": JUNIT,
    "cucumber-messages": FAILED,
    "openlineage": LINEAGE,
    "sarif": SARIF,
    "otlp-traces": traces(ROOT_SPAN, BUILD, FAILING),
    "otlp-logs": logs(record("a"), record("b", 1)),
    "import-graph": json.dumps(GRAPH).encode(),
    "import-linter-results": json.dumps(CONTRACTS).encode(),
    "events": EVENTS,
    "requirements": GITHUB,
    "requirements-csv": CSV,
    "openapi": SPEC,
    **BEHAVIOUR,
    **PROCESS,
    **FORGE,
    **STRUCTURE,
}
ODD = (b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"]", b'"', b"<", b"&x;", b"<!DOCTYPE a [", b"\\ud800", b"]]>")
NUMBERS = (b"1e999", b"9" * 30, b"-1", b"null")
DEEP = (b"[" * 3_000, b'{"a":' * 3_000, b"<a>" * 3_000)
PIECES = (*ODD, *NUMBERS, *DEEP, b"\n")

fuzzed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sound_or_refused(reader: Reader, text: bytes) -> None:
    """Every event passes the gate and can be sent; or the file is refused with a reason."""
    try:
        found = list(reader.read(Source.of(text), origin()))
    except BadFile as flaw:
        assert flaw.reason
        return
    for one in found:
        assert to_json(checked(one))


@st.composite
def mutations(draw: st.DrawFn, text: bytes) -> bytes:
    """The text with a few pieces cut out, doubled, or put in."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 40)))
        middle = draw(st.sampled_from((b"", text[start:end] * 2, *PIECES)) | st.binary(max_size=6))
        text = text[:start] + middle + text[end:]
    return text[: draw(st.integers(0, len(text)))] if draw(st.booleans()) else text


def values() -> st.SearchStrategy[Any]:
    odd: st.SearchStrategy[Any] = st.sampled_from(
        [None, True, -1, 2**63, 2**70, 0.5, 1e300, "", "x", "\x00", "2300-01-01T00:00:00Z", [], {}]
    )
    return odd | st.lists(odd, max_size=2) | st.dictionaries(st.sampled_from(["id", "text", "x"]), odd, max_size=2)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, part in inside for deeper in places(part, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], by)
    return copy


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@fuzzed
@given(st.data())
def test_a_damaged_file_is_read_or_refused(reader: Reader, data: st.DataObject) -> None:
    sound_or_refused(reader, data.draw(mutations(SAMPLES[reader.name])))


@pytest.mark.parametrize("name", [name for name in SAMPLES if SAMPLES[name][:1] in (b"{", b"[")])
@fuzzed
@given(st.data())
def test_a_value_of_the_wrong_kind_is_read_or_refused(name: str, data: st.DataObject) -> None:
    texts = SAMPLES[name].splitlines()
    index = data.draw(st.integers(0, len(texts) - 1))
    value = json.loads(texts[index])
    path = data.draw(st.sampled_from(places(value)))
    texts[index] = json.dumps(replaced(value, path, data.draw(values()))).encode()
    reader = next(one for one in READERS if one.name == name)
    sound_or_refused(reader, b"\n".join(texts))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@fuzzed
@given(st.binary(max_size=200) | st.sampled_from(PIECES))
def test_any_bytes_are_read_or_refused(reader: Reader, text: bytes) -> None:
    sound_or_refused(reader, text)


@fuzzed
@given(st.data())
def test_any_beginning_is_recognised_or_refused(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(sorted(SAMPLES)))
    text = data.draw(mutations(SAMPLES[sample]) | st.binary(max_size=100))
    try:
        found = recognise(text, "x")
    except BadFile as flaw:
        assert flaw.reason
    else:
        assert found in READERS


@fuzzed
@given(st.data())
def test_a_damaged_timeline_is_read_or_refused(data: st.DataObject) -> None:
    files = {
        "timeline.csv": b"n,tag,commit,date,modules,edges\n0,v1,aaa,2026-01-01T00:00:00Z,3,2\n",
        "00-v1.graph.json": SAMPLES["import-graph"],
        "00-v1.own.contracts.json": SAMPLES["import-linter-results"],
    }
    hurt = data.draw(st.sampled_from(sorted(files)))
    files[hurt] = data.draw(mutations(files[hurt]))
    timeline = Timeline({name: Source.of(text, name) for name, text in files.items()})
    reader = Reader("timeline", lambda _source, where: read_timeline(timeline, where), lambda _look: True)
    sound_or_refused(reader, b"")


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@pytest.mark.parametrize("levels", [100, 100_000])
@pytest.mark.parametrize(
    "piece", [(b"[", b"]"), (b'{"x":', b"}"), (b'{"meta":', b"}"), (b"<testsuite>", b"</testsuite>")]
)
def test_deep_nesting_does_no_harm(reader: Reader, levels: int, piece: tuple[bytes, bytes]) -> None:
    sound_or_refused(reader, piece[0] * levels + b"1" + piece[1] * levels)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_the_same_file_twice_gives_the_same_keys(reader: Reader) -> None:
    def keys(**said: str) -> list[tuple[str, str]]:
        found = reader.read(Source.of(SAMPLES[reader.name]), origin(**said))
        return [(one.event_id, one.key) for one in found]

    first = keys(batch_id="one")
    assert first == keys(batch_id="two")
    assert len(set(first)) == len(first) > 0
