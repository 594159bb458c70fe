import base64
import json

import pytest

from app.errors import BadFile
from app.readers import Source, recognise
from app.wire.jsonlines import to_json
from tests.builders import event
from tests.readers.forge.samples import CLOUDEVENTS, GITLAB, REPORT, cloudevent
from tests.readers.inputs import read


def test_a_batch_is_read_envelope_by_envelope() -> None:
    assert len(read(CLOUDEVENTS)) == len(read(GITLAB)) + len(read(REPORT))


def test_data_is_read_as_json_as_text_and_in_base64() -> None:
    said = [cloudevent(json.loads(GITLAB)), cloudevent(GITLAB.decode())]
    said.append({**cloudevent(None), "data_base64": base64.b64encode(GITLAB).decode()})
    for one in said:
        assert [e.key for e in read(json.dumps(one).encode())] == [e.key for e in read(GITLAB)]


def test_our_own_events_may_travel_in_an_envelope() -> None:
    ours = event("dde.task.started", task_id="T1")
    found = read(json.dumps(cloudevent(json.loads(to_json(ours)))).encode())
    assert [e.key for e in found] == [ours.key]


def test_xml_may_travel_in_an_envelope_and_has_its_time() -> None:
    text = '<testsuite name="s" tests="1"><testcase classname="a.B" name="t"/></testsuite>'
    found = read(json.dumps(cloudevent(text, datacontenttype="application/xml")).encode())
    assert found[-1].event_type == "bdv.run.completed"
    assert found[-1].timestamp == 1_795_417_200_000


@pytest.mark.parametrize("data", [None, {"what": "ever"}, "words", [1], {"specversion": "1.0"}])
def test_data_that_nobody_reads_has_no_event_and_says_its_type(data: object) -> None:
    text = json.dumps(cloudevent(data, type="com.example.thing")).encode()
    assert read(text) == []
    assert "com.example.thing" in recognise(text).remark(Source.of(text))


@pytest.mark.parametrize(
    ("said", "place"),
    [
        (cloudevent({}, id=""), "$.id"),
        (cloudevent({}, time="noon") | {"data": json.loads(GITLAB)}, "$.time"),
        ([cloudevent({"object_kind": "pipeline", "object_attributes": {}})], "$[0].data $.object_attributes"),
    ],
)
def test_a_bad_envelope_or_bad_data_is_refused_with_its_path(said: object, place: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(json.dumps(said).encode())
    assert refused.value.place == place
