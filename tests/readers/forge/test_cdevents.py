"""EXPECTED.json has no totals for the conformance set: each of its files is listed here."""

import json

import pytest

from app.domain.verdict.bdv import judge_bdv
from app.errors import BadFile, UnknownFormat
from app.readers import Source, recognise
from tests.readers.forge.samples import CDEVENTS, cdevent
from tests.readers.inputs import ROOT, files, needs_inputs, of_type, read, read_file, state_of, types

TASK = {"dde.task.created": 1, "dde.task.started": 1, "dde.task.completed": 1}
FAILED = {"dde.task.created": 1, "dde.task.started": 1, "dde.task.failed": 1}
MADE = {**TASK, "dde.artifact.created": 1}
FEATURE = {"bdv.feature.discovered": 1}
CONFORMANCE = {
    "approval_closed": {**TASK, "dde.gate.passed": 1},
    "artifact_packaged": MADE,
    "artifact_published": MADE,
    "artifact_signed": TASK,
    "build_started": {"dde.task.created": 1, "dde.task.started": 1},
    "build_finished": MADE,
    "pipelinerun_started": {"dde.workflow.started": 1},
    "pipelinerun_finished": {"dde.workflow.started": 1, "dde.workflow.failed": 1},
    "service_deployed": TASK,
    "service_upgraded": TASK,
    "service_rolledback": FAILED,
    "taskrun_started": {"dde.task.created": 1, "dde.task.started": 1},
    "taskrun_finished": FAILED,
    "testcaserun_started": {**FEATURE, "bdv.scenario.started": 1},
    "testcaserun_finished": {**FEATURE, "bdv.scenario.completed": 1},
    "testcaserun_skipped": {**FEATURE, "bdv.scenario.skipped": 1},
    "testsuiterun_started": {"bdv.run.started": 1},
    "testsuiterun_finished": {**FEATURE, "bdv.scenario.failed": 1, "bdv.run.completed": 1},
}
EVENTS = files("cdevents/spec/conformance/*.json")


@needs_inputs
@pytest.mark.parametrize("name", EVENTS)
def test_each_event_of_the_conformance_set_is_mapped_or_named_as_left_out(name: str) -> None:
    stem = name.rpartition("/")[2].removesuffix(".json")
    assert types(read_file(name)) == CONFORMANCE.get(stem, {})
    if stem not in CONFORMANCE:
        data = (ROOT / name).read_bytes()
        assert stem.replace("_", " ") in recognise(data).remark(Source.of(data))


@needs_inputs
@pytest.mark.parametrize("name", [*files("cdevents/spec/schemas/*.json"), *files("cloudevents/**/*.json")])
def test_a_schema_is_no_event(name: str) -> None:
    with pytest.raises(UnknownFormat, match="JSON schema"):
        read_file(name)


@needs_inputs
@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_read_alike_inside_a_cloudevents_envelope(name: str) -> None:
    said = json.loads((ROOT / name).read_text())
    about = {key: said["context"][key] for key in ("id", "source", "type")}
    envelope = json.dumps({"specversion": "1.0", **about, "data": said}).encode()
    assert [e.key for e in read(envelope)] == [e.key for e in read_file(name)]


def test_an_artifact_keeps_the_digest_that_its_address_names() -> None:
    assert of_type(read(CDEVENTS), "dde.artifact.created")[0].sha256 == "ab" * 32


def test_a_suite_that_fails_by_itself_fails() -> None:
    assert judge_bdv(state_of(read(CDEVENTS)), True).state == "fail"


def test_versions_are_not_told_apart_and_later_subjects_are_left_out() -> None:
    old = cdevent("taskrun.started", {"taskName": "build"})
    old["context"]["version"] = old["context"].pop("specversion")
    old["subject"]["type"] = "taskRun"
    assert types(read(json.dumps(old).encode())) == {"dde.task.created": 1, "dde.task.started": 1}
    assert read(json.dumps(cdevent("spaceship.launched", {})).encode()) == []


@pytest.mark.parametrize(
    ("said", "place"),
    [
        (cdevent("x.y", {}) | {"subject": {}}, "$.subject"),
        ({**cdevent("x.y", {}), "context": {**cdevent("x.y", {})["context"], "type": "com.x"}}, "$.context.type"),
        (
            {**cdevent("x.y", {}), "context": {**cdevent("x.y", {})["context"], "timestamp": "now"}},
            "$.context.timestamp",
        ),
    ],
)
def test_a_bad_event_is_refused_with_its_path(said: object, place: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(json.dumps(said).encode())
    assert refused.value.place == place
