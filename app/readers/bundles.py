"""Formats that are a folder: some of its files are one input together, what lies beside them is read by itself."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from app.domain.events import Event
from app.readers import timeline
from app.readers.behaviour import allure
from app.readers.origin import Origin
from app.readers.source import Source, chunks, head
from app.readers.structure import archunit
from app.readers.timeline import Timeline

Files = Mapping[str, Source]
"""The files of a folder by name; for folders within it a name without a source is enough."""


class Bundle(NamedTuple):
    """``members`` names what of a folder belongs to it (nothing: it is not there); ``read`` gets those files.

    Both raise BadFile. A member may also be a folder: then it is passed over.
    """

    name: str
    members: Callable[[Files], frozenset[str]]
    read: Callable[[Files, Origin], Iterator[Event]]


_SOURCE: Final = re.compile(rb'"source"\s*:\s*"((?:[^"\\]|\\.){1,300})"')
_ALLURES_OWN: Final = {
    *("executor.json", "categories.json", "environment.properties", "environment.xml", "launch.json"),
    *("testrun.json", "history", "widgets"),
}


def _timeline(files: Files) -> frozenset[str]:
    index = files.get(timeline.INDEX)
    if index is None or not timeline.is_index(head(index)):
        return frozenset()
    return frozenset({timeline.INDEX, *(name for name in files if name.endswith((".graph.json", ".contracts.json")))})


def _allure(files: Files) -> frozenset[str]:
    """Results and containers, what Allure writes beside them, and every file that one of them refers to."""
    told = [name for name in files if name.endswith((allure.RESULT, allure.CONTAINER))]
    if not any(name.endswith(allure.RESULT) and allure.begins_like(head(files[name])) for name in told):
        return frozenset()
    named = {
        found.decode("utf-8", "replace") for name in told for found in _SOURCE.findall(b"".join(chunks(files[name])))
    }
    return frozenset({*told, *named, *_ALLURES_OWN, *(name for name in files if "-attachment" in name)})


BUNDLES: Final = (
    Bundle(timeline.FORMAT, _timeline, lambda files, origin: timeline.read_timeline(Timeline(files), origin)),
    Bundle(allure.FORMAT, _allure, allure.read_folder),
    Bundle(archunit.FORMAT, archunit.members, archunit.read),
)
