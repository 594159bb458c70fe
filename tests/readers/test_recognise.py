import sys
from functools import partial

import pytest

from app.errors import BadFile, UnknownFormat
from app.readers import READERS, Reader, recognise
from app.readers.source import HEAD
from tests.readers.behaviour.samples import SAMPLES as BEHAVIOUR
from tests.readers.forge.samples import SAMPLES as FORGE
from tests.readers.inputs import ROOT, expected, files, needs_inputs
from tests.readers.process.samples import SAMPLES as PROCESS

SAMPLES = {
    "junit-xml": b"<?xml version='1.0'?><!-- a comment --><testsuites/>",
    "cucumber-messages": b'{"meta":{"protocolVersion":"1"}}\n{"source":{}}',
    "openlineage": b'[{"eventTime":"2026-09-21T10:00:00Z","run":{},"job":{}}]',
    "sarif": b'{"runs":[{"tool":{}}],"version":"2.1.0"}',
    "import-graph": b'{"modules":["a"],"edges":[["a","b"]]}',
    "import-linter-results": b'{"tool":"import-linter","contracts":[{"id":"a"}]}',
    "events": b'{"event_id":"e","event_type":"dde.task.started","payload":{}}',
    **BEHAVIOUR,
    **PROCESS,
    **FORGE,
}

FOLDERS = {
    "junit-xml": [name for name in files("junit-xml/**/*.xml") if "nunit" not in name and "not-junit" not in name],
    "cucumber-messages": files("cucumber-messages/**/*.ndjson"),
    "openlineage": [*files("openlineage/marquez/api/**/*.json"), *expected("openlineage/")],
    "sarif": files("sarif/**/*.sarif"),
    "import-graph": files("import-graphs/*/*.graph.json"),
    "import-linter-results": files("import-graphs/*/*.contracts.json"),
    "behave-json": files("behave-json/**/*.json"),
    "cucumber-json": files("cucumber-json/**/*.json"),
    "airflow-dag-run": files("airflow/**/*.json"),
    "dbt-run-results": files("dbt/**/run_results/**/*.json"),
    "dbt-manifest": files("dbt/**/manifest/**/*.json"),
    "argo-workflow": [*files("argo/**/*.json"), *files("argo/**/*.yaml")],
    "temporal-history": files("temporal/**/*.json"),
    "wfcommons": files("wfcommons/**/*.json"),
    "github-webhook": files("github-events/**/*.json"),
    "gitlab-webhook": files("gitlab-events/**/webhooks/*.json"),
    "gitlab-test-report": files("gitlab-events/**/*testreport.json"),
    "cdevents": files("cdevents/spec/conformance/*.json"),
    "trx": files("junit-xml/**/*.trx"),
    "nunit-xml": files("junit-xml/**/*nunit*.xml"),
    "mocha-json": files("junit-xml/**/*mocha*.json"),
    "rspec-json": files("junit-xml/**/rspec-json.json"),
    "dependency-cruiser": [f for f in files("import-graphs/dependency-cruiser/**/*.json") if "schema" not in f],
    "gherkin": files("cucumber-messages/compatibility-kit/**/*.feature"),
}

UNREAD = {
    "import-graphs/import-linter/tests/assets/**/*.*": "import-linter configuration",
    "import-graphs/ArchUnit/frozen/stored.rules": "ArchUnit frozen store",
    "import-graphs/ArchUnit/frozen/*-*": "ArchUnit frozen violations",
    "cdevents/spec/schemas/*.json": "JSON schema",
    "cdevents/spec/schemas/_defs/*.json": "CDEvents definition of a term",
    "cloudevents/**/*.json": "JSON schema",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_format_is_known_by_what_it_holds(name: str) -> None:
    assert recognise(SAMPLES[name], "anything.bin").name == name


@pytest.mark.parametrize("name", SAMPLES)
def test_a_format_is_known_with_a_byte_order_mark_and_in_utf_16(name: str) -> None:
    assert recognise(b"\xef\xbb\xbf" + SAMPLES[name]).name == name
    assert recognise(SAMPLES[name].decode().encode("utf-16")).name == name


@needs_inputs
@pytest.mark.parametrize("name", FOLDERS)
def test_every_real_file_of_a_format_is_recognised(name: str) -> None:
    assert FOLDERS[name]
    for file in FOLDERS[name]:
        assert recognise((ROOT / file).read_bytes()[:HEAD]).name == name, file


@needs_inputs
@pytest.mark.parametrize("pattern", UNREAD)
def test_a_format_that_is_not_read_yet_is_named(pattern: str) -> None:
    assert files(pattern)
    for file in files(pattern):
        with pytest.raises(UnknownFormat, match=f"not read yet: {UNREAD[pattern]}"):
            recognise((ROOT / file).read_bytes()[:HEAD])


@pytest.mark.parametrize("data", [b"", b"\n \t", b"\xef\xbb\xbf", b"\x00\x00\x00"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile, match="empty"):
        recognise(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x00",
        b"PK\x03\x04\x00",
        b"\x89PNG\r\n\x1a\n\x00",
        b"hello",
        b"[1, 2]",
        b"{}",
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b"[" * 100_000,
        b"<html><body/></html>",
        b"<!-- only a comment -->",
    ],
)
def test_what_is_none_of_them_is_unknown(data: bytes) -> None:
    with pytest.raises(BadFile):
        recognise(data)


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    with pytest.raises(BadFile, match="entities"):
        recognise(b'<!DOCTYPE x [<!ENTITY a "b">]><testsuites>&a;</testsuites>')


def test_a_long_first_value_does_not_hide_the_format() -> None:
    many = b",".join(b'"module_%d"' % number for number in range(50_000))
    assert recognise((b'{"modules":[' + many)[:HEAD]).name == "import-graph"


@pytest.mark.parametrize(("data", "name"), [(b"\x1f\x8b\x08\x00", "gzip"), (b"PK\x03\x04\x00", "zip")])
def test_what_is_packed_is_named(data: bytes, name: str) -> None:
    with pytest.raises(UnknownFormat, match=f"packed with {name}; unpack it"):
        recognise(data)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_reader_says_what_it_leaves_out(reader: Reader) -> None:
    read = reader.read.func if isinstance(reader.read, partial) else reader.read
    told = " ".join((sys.modules[read.__module__].__doc__ or "").split()).lower()
    assert any(word in told for word in ("left out", "left alone", "without an event", "skipped"))
