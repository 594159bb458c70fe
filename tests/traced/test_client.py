"""A program that is traced by itself, and tells Mission Control of its work: one trace holds both."""

from contextlib import closing
from pathlib import Path

from mission_control_client import Client
from mission_control_client.client import Setting
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from app.main import create_server
from app.settings import read_settings
from app.wiring import open_desk, open_tracing
from tests.collecting import collector
from tests.pages.chrome import served

HOME = {"MC_PROJECT": "shop", "MC_ITERATION": "i1", "MC_TENANT": "local"}


def test_what_is_told_within_a_span_of_the_program_goes_on_below_it(tmp_path: Path) -> None:
    with collector() as collected:
        provider = TracerProvider(resource=Resource.create({"service.name": "shop"}), shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(f"{collected.address}/v1/traces")))
        settings = read_settings({"MC_DATA": str(tmp_path), "MC_TRACES": collected.address})
        with closing(open_desk(settings, "writer", tracing=open_tracing(settings, "web"))) as desk:
            with served(create_server(desk)) as address, Client(address, setting=Setting(HOME)) as client:
                with provider.get_tracer("shop").start_as_current_span("checkout") as own:
                    client.emit("dde.task.started", {"task_id": "pay"})
                client.emit("dde.task.completed", {"task_id": "pay"})
                process = client.span
            assert client.lost == 0
        provider.shutdown()
    checkout = f"{own.get_span_context().trace_id:032x}"
    published = {span.trace_id: span for span in collected.named("event.publish")}
    assert published[checkout].parent == f"{own.get_span_context().span_id:016x}"
    assert [span.service for span in collected.of(checkout) if span.name == "checkout"] == ["shop"]
    assert published[process.trace_id].parent == process.span_id
    assert {span.parent for span in collected.named("POST /api/v1/events")} == {process.span_id}
