"""One trace from the event that was sent to the request that drew it, as a collector sees it."""

from contextlib import closing
from pathlib import Path

import pytest
from apscheduler.triggers.interval import IntervalTrigger
from werkzeug.test import TestResponse

from app.adapters.memory_cache import MemoryCache
from app.main import create_server
from app.settings import Settings, read_settings
from app.use_cases.looking import looking
from app.use_cases.post import message_of
from app.wire import avro
from app.wiring import open_desk, open_tracing
from tests.builders import T0, event
from tests.collecting import Collected, Seen
from tests.traced.sending import HEADERS, SENDER, TRACE, created, sent, settings_of, told_in, work_off
from workers.drain import drain
from workers.jobs.job import Job
from workers.jobs.schedule import Schedule
from workers.projections import Projections

WEB = "mission-control-web"


def below(span: Seen, spans: list[Seen]) -> list[str]:
    return sorted(f"{one.service.rpartition('-')[2]} {one.name}" for one in spans if one.parent == span.span_id)


def named(spans: list[Seen], name: str) -> Seen:
    return next(span for span in spans if span.name == name)


def sent_and_drawn(settings: Settings) -> tuple[TestResponse, TestResponse]:
    """The answers to one who sends events, and to the page that draws them when it is told of them."""
    with closing(open_desk(settings, "reader", tracing=open_tracing(settings, "web"))) as desk:
        client = create_server(desk).test_client()
        completed = event("dde.workflow.completed", 1, workflow_id="w", tenant="local")  # which is measured
        answer = sent(client, created("build"), completed, **HEADERS)
        work_off(settings)
        live = client.get("/live?iteration=i1").json
        return answer, client.get("/picture?iteration=i1&lens=dde", headers={"traceparent": live["trace"]})


def test_one_trace_leads_from_the_event_to_the_page_that_drew_it(tmp_path: Path, collected: Collected) -> None:
    answer, drawn = sent_and_drawn(settings_of(tmp_path, collected))
    assert (answer.status_code, drawn.status_code) == (202, 200)
    spans = collected.of(TRACE)
    post, page = named(spans, "POST /api/v1/events"), named(spans, "GET /picture")
    assert (post.parent, post.kind, post.service) == (SENDER, "server", WEB)
    assert answer.headers["traceresponse"] == f"00-{TRACE}-{post.span_id}-01"
    assert below(post, spans) == [
        "ingest ics.event.process",
        "ingest measures.event.process",
        "ingest search.event.process",
        "web GET /picture",
        "web event.publish",
        "web log append",
    ]
    stores = {child for span in spans if span.kind == "consumer" for child in below(span, spans)}
    assert {"ingest graph append", "ingest metrics record", "ingest search index"} <= stores
    assert below(page, spans) == ["web graph snapshot"]
    assert all(span.began <= span.ended for span in spans)
    assert collected.media_types == {"application/x-protobuf"}


def test_an_event_that_nobody_continues_still_sees_the_answer_that_drew_it(
    tmp_path: Path, collected: Collected
) -> None:
    settings = settings_of(tmp_path, collected)
    with closing(open_desk(settings, "reader", tracing=open_tracing(settings, "web"))) as desk:
        client = create_server(desk).test_client()
        sent(client, told_in(7), told_in(8))
        work_off(settings)
        first = client.get("/api/v1/dde/graph/i1").headers["traceresponse"]
        client.get("/api/v1/dde/graph/i1")
    draws = collected.named("event.draw")
    assert sorted(int(span.trace_id, 16) for span in draws) == [7, 8]  # once each, by the first of the two answers
    assert {link for span in draws for link in span.links} == {(first.split("-")[1], first.split("-")[2])}
    assert {span.attributes["mission_control.within"] for span in draws} == {first.split("-")[1]}


def test_a_batch_is_linked_with_its_traces_and_each_gets_its_share(tmp_path: Path, collected: Collected) -> None:
    settings = settings_of(tmp_path, collected)
    with closing(open_desk(settings, "reader", tracing=open_tracing(settings, "web"))) as desk:
        sent(create_server(desk).test_client(), *(told_in(n % 150 + 1, f"task-{n}") for n in range(300)))
    work_off(settings)
    (batch,) = collected.named("ics.batch")
    shares = collected.named("ics.event.process")
    assert len(batch.links) == len(shares) == 100  # of 150 traces; a bound keeps telling cheap
    assert {share.parent for share in shares} == {f"{int(share.trace_id, 16):016x}" for share in shares}
    assert {share.links[0] for share in shares} == {(batch.trace_id, batch.span_id)}
    assert {share.attributes["mission_control.events"] for share in shares} == {2}


def test_what_is_entered_in_the_audit_log_and_what_jobs_do_is_told_too(tmp_path: Path, collected: Collected) -> None:
    settings = settings_of(tmp_path, collected)
    trace_id = f"{7:032x}"
    place = {"trace_id": trace_id, "span_id": f"{7:016x}", "traceparent": f"00-{trace_id}-{7:016x}-01"}
    waived = event("acc.stream.waived", 1, by="cleo", reason="no scan yet", until=T0 + 1, tenant="local", **place)
    with closing(open_desk(settings, "writer", tracing=open_tracing(settings, "workers"))) as desk:
        desk.log.append([message_of(waived, avro.encode), message_of(told_in(8), avro.encode)])
        drain(desk)
        schedule = Schedule(desk, [], print)
        for name, work in (("sweep", lambda _: "swept"), ("broken", lambda _: str(1 / 0))):
            schedule.run(Job(name, name, "now and then", IntervalTrigger(hours=1, timezone="UTC"), work), asked=True)
        looking(desk.graph).share(MemoryCache(lambda: 0))
        Projections(desk).step()
    assert [span.trace_id for span in collected.named("audit.event.process")] == [trace_id]
    assert {span.attributes["mission_control.job"]: span.failed for span in collected.named("job.run")} == {
        "sweep": False,
        "broken": True,
    }
    assert [span.attributes["mission_control.iteration"] for span in collected.named("projections.make")] == ["i1"]


def test_an_event_without_a_place_lies_where_its_request_did_also_while_nobody_is_told(tmp_path: Path) -> None:
    settings = read_settings({"MC_DATA": str(tmp_path)})
    with closing(open_desk(settings, "writer")) as desk:
        client = create_server(desk).test_client()
        sent(client, created("A"), told_in(9, "B"), **HEADERS)
        drain(desk)
        found = [client.get(f"/api/v1/iterations/i1/nodes/Task/{task}").json["trace"] for task in "AB"]
    assert found[0] == {"trace_id": TRACE, "span_id": SENDER, "page": None}
    assert int(found[1]["trace_id"], 16) == 9


def test_a_collector_that_is_away_is_told_of_once_and_keeps_nobody(
    tmp_path: Path, collected: Collected, capfd: pytest.CaptureFixture[str]
) -> None:
    collected.ill = True
    settings = settings_of(tmp_path, collected)
    with closing(open_desk(settings, "reader", tracing=open_tracing(settings, "web"))) as desk:
        client = create_server(desk).test_client()
        for n in range(1_000):
            assert client.get("/api/v1/iterations").status_code == 200, n
    said = capfd.readouterr().err
    assert said == f"{collected.address}/v1/traces takes no spans; what is told meanwhile is lost\n"
