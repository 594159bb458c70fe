"""The page that draws an event goes on in its trace, and its details lead to where people look at that."""

from contextlib import closing
from pathlib import Path

import pytest

from app.main import create_server
from app.settings import Settings, read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk, open_tracing
from tests.builders import event
from tests.collecting import collector
from tests.pages.chrome import Page, resize, served
from workers.drain import drain

pytestmark = pytest.mark.browser

FIRST, SECOND, SPAN = "1" * 32, "2" * 32, "3" * 16


def happened(desk, kind: str, trace: str, **more: object) -> None:
    where = {"trace_id": trace, "span_id": SPAN, "traceparent": f"00-{trace}-{SPAN}-01"}
    told = event(f"dde.task.{kind}", tenant="local", task_id="A", **where, **more)
    assert list(send(desk.log, encode, [told])) == [1]
    drain(desk)


def traced(folder: Path, address: str) -> Settings:
    """Everything in this folder, traces told to this address, and people's place for them."""
    pages = "jaeger+http://traces.example"
    return read_settings({"MC_DATA": str(folder), "MC_TRACES": address, "MC_TRACES_PAGES": pages})


def test_a_page_goes_on_in_the_trace_of_what_it_draws_and_leads_there(chrome, tmp_path) -> None:
    with collector() as collected:
        settings = traced(tmp_path, collected.address)
        with closing(open_desk(settings, "writer", tracing=open_tracing(settings, "web"))) as desk:
            happened(desk, "created", FIRST)
            with served(create_server(desk)) as address:
                resize(chrome, 1440, 900)
                page = Page(chrome, address).open("/dde?iteration=i1&node=Task/A")
                page.until("document.querySelector('#panel .out') && mc.pulse?.trace && mc.streaming()", 30)
                assert (
                    page.run("document.querySelector('#panel .out').href") == f"http://traces.example/trace/{FIRST}"
                )
                happened(desk, "started", SECOND)
                page.until("mc.drawn.dde?.cy.getElementById('Task/A').hasClass('g-run')")
                page.until(f"document.querySelector('#panel .out').href.endsWith('{SECOND}')")
                page.open("/healthz")
    drawn = [span for span in collected.named("push /stream") if span.trace_id == SECOND]
    assert [span.parent for span in drawn] == [SPAN]
    assert "graph snapshot" in {span.name for span in collected.of(SECOND) if span.parent == drawn[0].span_id}
    details = [span for span in collected.spans if (SECOND, SPAN) in span.links and "_dash" in span.name]
    assert details
