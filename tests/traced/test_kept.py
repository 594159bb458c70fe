"""Which traces are kept, and what travels along with them."""

from contextlib import closing
from pathlib import Path

from app.main import create_server
from app.wiring import open_desk, open_tracing
from tests.collecting import Collected
from tests.traced.sending import HEADERS, SENDER, TRACE, created, sent, settings_of, told_in, work_off

BAGGAGE = "mission_control.run=r-1,user=jane@example.org,tenant=local;owner=jane"


def test_what_its_sender_does_not_want_kept_is_not_kept(tmp_path: Path, collected: Collected) -> None:
    settings = settings_of(tmp_path, collected)
    with closing(open_desk(settings, "reader", tracing=open_tracing(settings, "web"))) as desk:
        answer = sent(create_server(desk).test_client(), created("A"), traceparent=f"00-{TRACE}-{SENDER}-00")
    work_off(settings)
    assert answer.status_code == 202
    assert "traceresponse" not in answer.headers
    assert not collected.of(TRACE)


def test_every_process_keeps_the_same_share_of_traces(tmp_path: Path, collected: Collected) -> None:
    settings = settings_of(tmp_path, collected, MC_TRACES_SAMPLE="0.5")
    traces = [(1 << 127) + (n << 56) for n in range(256)]
    with closing(open_desk(settings, "reader", tracing=open_tracing(settings, "web"))) as desk:
        sent(create_server(desk).test_client(), *map(told_in, traces))
    work_off(settings)
    published = {span.trace_id for span in collected.named("event.publish")}
    assert published == {f"{trace:032x}" for trace in traces[:100]}  # those below the half, the first 100 of 128
    assert {span.trace_id for span in collected.named("ics.event.process")} == published


def test_baggage_travels_without_anybody_in_it(tmp_path: Path, collected: Collected) -> None:
    settings = settings_of(tmp_path, collected)
    with closing(open_desk(settings, "reader", tracing=open_tracing(settings, "web"))) as desk:
        sent(create_server(desk).test_client(), created("A"), **HEADERS, baggage=BAGGAGE)
    work_off(settings)
    (post,) = collected.named("POST /api/v1/events")
    carried = {name: value for name, value in post.attributes.items() if name.startswith("baggage.")}
    assert carried == {"baggage.mission_control.run": "r-1", "baggage.tenant": "local"}
    assert "jane" not in str(collected.spans)
