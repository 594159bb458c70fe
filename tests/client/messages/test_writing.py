"""The file, the guard, the attachments and the parser: what the emitter is made of."""

import json
from pathlib import Path

import pytest
from mission_control_client.messages import attach, link, log
from mission_control_client.messages.attachments import Json, attachment, receive_with, stop_receiving
from mission_control_client.messages.documents import read
from mission_control_client.messages.envelopes import failure
from mission_control_client.messages.guard import Guard
from mission_control_client.messages.ids import Ids
from mission_control_client.messages.sink import Sink


def test_each_envelope_is_in_the_file_when_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.ndjson"
    sink = Sink(str(path))
    sink.write([{"meta": {"name": "Ünïcode"}}])
    assert json.loads(path.read_text(encoding="utf-8")) == {"meta": {"name": "Ünïcode"}}
    sink.close()


def test_half_a_character_does_not_spoil_the_file(tmp_path: Path) -> None:
    sink = Sink(str(tmp_path / "out.ndjson"))
    sink.write([{"attachment": {"body": "a\udcffb"}}])
    sink.close()
    assert json.loads((tmp_path / "out.ndjson").read_bytes())["attachment"]["body"] == "a?b"


def test_the_guard_says_the_first_error_in_one_line_and_no_further_one(capsys: pytest.CaptureFixture[str]) -> None:
    guard = Guard()
    for text in ("first\nof all", "second"):
        with guard():
            raise ValueError(text)
    assert guard.broken
    assert capsys.readouterr().err == "Cucumber Messages stop here, the run goes on: ValueError: first of all\n"


def test_the_guard_lets_an_interruption_through() -> None:
    with pytest.raises(KeyboardInterrupt), Guard()():
        raise KeyboardInterrupt


def test_attachments_go_to_whoever_listens_and_nowhere_else() -> None:
    heard: list[Json] = []
    attach("nobody hears this")
    receive_with(heard.append)
    attach(b"\x00\x01", "image/png", "a.png")
    log("a line")
    link("https://shop.example")
    stop_receiving(heard.append)
    attach("nor this")
    assert heard[0] == {"body": "AAE=", "contentEncoding": "BASE64", "mediaType": "image/png", "fileName": "a.png"}
    assert [one["mediaType"] for one in heard[1:]] == ["text/x.cucumber.log+plain", "text/uri-list"]


def test_whatever_is_attached_no_test_fails_of_it() -> None:
    assert attachment(7, "text/plain")["body"] == "7"  # type: ignore[arg-type]
    assert attachment(bytearray(b"\x00\x01"), "image/png")["body"] == "AAE="  # type: ignore[arg-type]


def test_a_silent_skip_says_nothing_and_an_error_without_text_says_its_kind() -> None:
    assert failure("SKIPPED", 1, 2, ValueError()).as_json() == {
        "status": "SKIPPED",
        "duration": {"seconds": 0, "nanos": 1},
    }
    assert failure("FAILED", 1, 2, ValueError()).as_json()["message"] == "ValueError"


def test_a_result_lasts_no_negative_time_when_the_clock_was_set_back() -> None:
    assert failure("PASSED", 5, 2, None).as_json()["duration"] == {"seconds": 0, "nanos": 0}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\ufeffFeature: With a mark\n"])
def test_a_file_without_scenarios_is_a_document_without_pickles(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.feature"
    path.write_text(text, encoding="utf-8")
    document = read(str(path), Ids())
    assert [next(iter(one)) for one in document.envelopes] == ["source", "gherkinDocument"]
    assert not document.pickles
