"""Where traces go is read once and refused in one clear line; links lead where Jaeger and Zipkin show a trace."""

import pytest

from app.collector import NO_COLLECTOR, Collector, read_collector
from app.errors import SetupError
from app.settings import read_settings

JAEGER = "jaeger+http://127.0.0.1:16686/"


def test_nobody_is_told_unless_a_collector_is_named() -> None:
    assert read_settings({}).collector == NO_COLLECTOR
    assert NO_COLLECTOR.page_of("abc") == ""


def test_an_address_without_a_form_speaks_otlp() -> None:
    assert read_collector({"MC_TRACES": "http://127.0.0.1:4318"}) == Collector("http://127.0.0.1:4318/v1/traces")
    whole = "https://collector:4318/v1/traces"
    assert read_collector({"MC_TRACES": whole}).address == whole


def test_zipkin_is_spoken_to_in_its_own_form_and_shows_its_own_pages() -> None:
    found = read_collector({"MC_TRACES": "zipkin+http://127.0.0.1:9411", "MC_TRACES_SAMPLE": "0.25"})
    assert (found.address, found.form, found.sample) == ("http://127.0.0.1:9411/api/v2/spans", "zipkin", 0.25)
    assert found.page_of("abc") == "http://127.0.0.1:9411/zipkin/traces/abc"


@pytest.mark.parametrize(
    ("said", "page"),
    [
        (JAEGER, "http://127.0.0.1:16686/trace/abc"),
        ("zipkin+https://traces.example", "https://traces.example/zipkin/traces/abc"),
        ("https://grafana.example/explore?trace={trace_id}&x=1", "https://grafana.example/explore?trace=abc&x=1"),
    ],
)
def test_pages_have_the_form_of_whoever_shows_them(said: str, page: str) -> None:
    assert read_collector({"MC_TRACES_PAGES": said}).page_of("abc") == page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MC_TRACES", "127.0.0.1:4318"),
        ("MC_TRACES", "grpc://127.0.0.1:4317"),
        ("MC_TRACES", "jaeger+http://127.0.0.1:16686"),
        ("MC_TRACES", "http://a b"),
        ("MC_TRACES", "http://[::1"),
        ("MC_TRACES_SAMPLE", "2"),
        ("MC_TRACES_SAMPLE", "ten per cent"),
        ("MC_TRACES_PAGES", "http://127.0.0.1:16686"),
        ("MC_TRACES_PAGES", "javascript:alert('{trace_id}')"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SetupError, match=f"{name} takes"):
        read_collector({name: value})
