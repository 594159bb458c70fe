import msgspec
import pytest

from app.errors import BadFile
from app.readers import READERS
from app.wire.jsonlines import to_json
from tests.builders import event
from tests.readers.inputs import read_with

(EVENTS,) = (reader for reader in READERS if reader.name == "events")
ONE = event("dde.task.started", task_id="T1")
OTHER = event("dde.task.completed", 1, task_id="T1")


def test_events_come_back_as_they_were_written() -> None:
    text = to_json(ONE) + b"\n\n" + to_json(OTHER) + b"\n"
    assert read_with(EVENTS, text) == [ONE, OTHER]


def test_where_they_are_silent_the_origin_speaks() -> None:
    (found,) = read_with(EVENTS, to_json(ONE), project="shop", commit="abc", batch_id="b7", tenant="other")
    said = {"project": "shop", "commit_sha": "abc", "batch_id": "b7"}
    assert found == msgspec.structs.replace(ONE, **said)
    assert found.key == ONE.key


@pytest.mark.parametrize("line", [b'{"event_type":"dde.task.nonsense","payload":{}}', to_json(ONE)[:-9], b"7"])
def test_a_bad_line_is_refused_with_its_number(line: bytes) -> None:
    with pytest.raises(BadFile) as refused:
        read_with(EVENTS, to_json(ONE) + b"\n" + line)
    assert refused.value.place == "line 2"
