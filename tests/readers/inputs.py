"""Where the real files are, what their totals should be, and how to get at the events of a reader."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain import state
from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.moments import AsOf, acceptance
from app.readers import Origin, Reader, Source, recognise
from app.readers.source import HEAD

ROOT = Path(os.environ.get("MC_INPUTS", "no inputs"))

needs_inputs = pytest.mark.skipif(not ROOT.is_dir(), reason="MC_INPUTS names no folder of real input files")

FINISHED = ("bdv.scenario.completed", "bdv.scenario.failed", "bdv.scenario.skipped")
MODIFIED = 1_790_000_000_000


def expected(prefix: str) -> dict[str, Any]:
    """The totals of the files whose path begins like this; empty where there are no inputs."""
    file = ROOT / "EXPECTED.json"
    found = json.loads(file.read_text()) if file.is_file() else {}
    return {name: totals for name, totals in found.items() if name.startswith(prefix)}


def files(pattern: str) -> list[str]:
    """The real files that match, relative to the inputs."""
    return sorted(str(file.relative_to(ROOT)) for file in ROOT.glob(pattern)) if ROOT.is_dir() else []


def origin(**said: Any) -> Origin:
    return Origin(**{"tenant": "t", "iteration": "i1", "modified_ms": MODIFIED, "source_file": "report", **said})


def source(name: str) -> Source:
    return Source.of((ROOT / name).read_bytes(), name)


def read_with(reader: Reader, data: bytes, **said: Any) -> list[Event]:
    return list(reader.read(Source.of(data), origin(**said)))


def read(data: bytes, **said: Any) -> list[Event]:
    """The events of a file, by whichever reader recognises it."""
    return read_with(recognise(data[:HEAD]), data, **said)


def read_file(name: str, **said: Any) -> list[Event]:
    return read((ROOT / name).read_bytes(), **said)


def of_type(events: Iterable[Event], *types: str) -> list[Any]:
    """The payloads of the events of these types."""
    return [event.payload for event in events if event.event_type in types]


def types(events: Iterable[Event]) -> Counter[str]:
    return Counter(event.event_type for event in events)


def state_of(events: Iterable[Event], at: int | None = None) -> state.IterationState:
    """What the product makes of the events, at a moment or in the end."""
    entries = [entry_of(event, acceptance(MODIFIED, 0, n)) for n, event in enumerate(events)]
    return state.read(fold(entries, AsOf.at(at)))


def scenarios(events: list[Event]) -> dict[str, Any]:
    """Per scenario its spec, without what stands for the run itself."""
    features = of_type(events, "bdv.feature.discovered")
    return {spec.scenario_id: spec for f in features for spec in f.scenarios if spec.kind != "run"}


def attempts(events: list[Event]) -> Iterator[Any]:
    """How the attempts at scenarios ended, without what stands for the run itself."""
    known = scenarios(events)
    return (done for done in of_type(events, *FINISHED) if done.scenario_id in known)
