"""All readers, in the order in which they are asked. A family of formats keeps its readers in a folder of its own."""

from typing import Final

import msgspec

from app.readers import (
    behaviour,
    cucumber_messages,
    event_lines,
    forge,
    import_graph,
    junit_xml,
    openlineage,
    otlp,
    plans,
    process,
    sarif,
    structure,
)
from app.readers.cucumber_envelope import Envelope
from app.readers.forge import cloudevents
from app.readers.json_text import Outline
from app.readers.reader import Reader, json_that

_ENVELOPES: Final = {field.encode_name for field in msgspec.structs.fields(Envelope)} | {
    *("source", "stepDefinition", "parameterType", "undefinedParameterType", "suggestion"),
    *("testStepStarted", "testRunHookStarted"),
}


def _is_cucumber(found: Outline) -> bool:
    return found.shape == "object" and len(found.keys) == 1 and found.keys.keys() <= _ENVELOPES


def _is_event(found: Outline) -> bool:
    return {"event_type", "payload"} <= found.keys.keys()


def _is_lineage(found: Outline) -> bool:
    return "eventTime" in found.keys and bool(found.keys.keys() & {"run", "job", "dataset", "producer", "eventType"})


def _is_sarif(found: Outline) -> bool:
    spoken = "sarif" in found.keys.get("$schema", "").lower() and "properties" not in found.keys
    return found.keys.get("runs", "") in ("[{", "[]", "null") or (spoken and "version" in found.keys)


def _is_graph(found: Outline) -> bool:
    return found.keys.get("modules", "") in ('["', "[]") or found.keys.get("edges", "") == "[["


def _is_contracts(found: Outline) -> bool:
    return found.keys.get("contracts", "").startswith("[") and bool(found.keys.keys() & {"tool", "module_count"})


_CARRIED: Final[tuple[Reader, ...]] = (
    Reader(junit_xml.FORMAT, junit_xml.read, lambda look: look.root in ("testsuites", "testsuite")),
    Reader(cucumber_messages.FORMAT, cucumber_messages.read, json_that(_is_cucumber)),
    Reader(event_lines.FORMAT, event_lines.read, json_that(_is_event), 1),
    Reader(openlineage.FORMAT, openlineage.read, json_that(_is_lineage)),
    *otlp.READERS,
    *behaviour.READERS,
    *forge.READERS,
    *process.READERS,
    *structure.READERS,
    *plans.READERS,
    Reader(sarif.FORMAT, sarif.read, json_that(_is_sarif)),
    Reader(import_graph.CONTRACTS, import_graph.read_contracts, json_that(_is_contracts)),
    Reader(import_graph.GRAPH, import_graph.read_graph, json_that(_is_graph)),
)

READERS: Final[tuple[Reader, ...]] = (cloudevents.reader_of(_CARRIED), *_CARRIED)
