"""Allure results (``allure-results/``, or a single ``…-result.json``) → BDV events.

===========================  ======================================================================
in the folder                event
===========================  ======================================================================
``*-result.json``            one run of the suite ``allure``; each file is an attempt at a test
historyId                    results that share one are attempts at one scenario, in order of their start; a
                             result without one is a test of its own
class, module or suite       the feature (labels testClass, class, package, suite, else from the full name)
status                       passed, failed, skipped as they are; broken → ERROR; unknown, none, or no known
                             word → UNKNOWN, which is no success
steps                        steps, nested ones indented, 20 levels deep
parameters                   part of the scenario's name, unless excluded, hidden or masked
labels                       ``tag`` as tag; epic, feature, story, severity, owner as ``@epic:…``; severity
                             critical and blocker are ``@critical``; issue, tms, jira, tm4j, and links of the
                             types issue and tms are requirements (``@req:``)
muted, flaky, known          ``@quarantine:muted`` (its failures do not count), ``@flaky``, ``@known``
``*-container.json``         fixtures of its children, also through other containers: steps ``fixture``; one
                             that failed makes a test an ERROR that else did not fail
executor, environment,       metadata of the run
categories
attachments                  on their step, those of the test on its first failed step, else its last: media
                             type, name, size, digest, and text up to 4 KiB; named in the metadata too
===========================  ======================================================================

Times: ``start`` and ``stop``. Left out: ``history/`` and ``launch.json``, descriptions, HTML, other
labels, parameters of steps, and the patterns of categories.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.domain.events import Event
from app.errors import BadFile
from app.readers.behaviour import allure_types as message
from app.readers.behaviour.allure_attachments import taking
from app.readers.behaviour.allure_tests import Around, Fixtures, labels_of, place_of, scenario
from app.readers.behaviour.report import Feature, Keys, Report, Told
from app.readers.behaviour.writing import written
from app.readers.json_text import Outline, decode, outline
from app.readers.origin import Origin, Stamp, clipped
from app.readers.source import Source, digest, document

FORMAT: Final = "allure"
RESULT: Final = "-result.json"
CONTAINER: Final = "-container.json"
MOST_NOTES: Final = 50
_FIELDS: Final = {
    *("uuid", "historyId", "testCaseId", "testCaseName", "fullName", "name", "status", "statusDetails", "stage"),
    *("description", "descriptionHtml", "start", "stop", "steps", "attachments", "parameters", "labels", "links"),
    *("historyKey", "testCaseHash", "parametersHash", "retryHash", "titlePath"),
}


def is_result(found: Outline) -> bool:
    """A result of one test: it has a name and a status, and nothing that no result has."""
    keys = found.keys.keys()
    return (
        found.shape == "object" and "name" in keys <= _FIELDS and bool(keys & {"status", "start", "uuid"} - {"name"})
    )


def begins_like(data: bytes) -> bool:
    """Whether a file with such a beginning is a result."""
    return is_result(outline(data.decode("utf-8", "replace")))


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of a single result. Raises BadFile naming line and path."""
    result = decode(document(source), message.RESULT)
    stamp = Stamp(origin, FORMAT, digest(source))
    yield from written(Report("allure", _features([result], Around({}, taking({}, origin.keep)))), stamp, origin)


def read_folder(files: Mapping[str, Source], origin: Origin) -> Iterator[Event]:
    """The events of all results in the folder, as one run. Raises BadFile naming the file."""
    results = [decode(document(files[name]), message.RESULT, name) for name in sorted(files) if name.endswith(RESULT)]
    containers = [
        decode(document(files[name]), message.CONTAINER, name) for name in sorted(files) if name.endswith(CONTAINER)
    ]
    state = hashlib.sha256("".join(f"{name} {digest(files[name])}\n" for name in sorted(files)).encode())
    around = Around(_fixtures(containers), taking(files, origin.keep))
    report = Report("allure", _features(results, around), note=_note(files))
    yield from written(report, Stamp(origin, FORMAT, state.hexdigest()), origin)


def _features(results: Sequence[message.Result], around: Around) -> list[Feature]:
    """The tests by their place, each with its attempts in order of time."""
    tests: dict[str, list[message.Result]] = {}
    for number, one in enumerate(sorted(results, key=lambda r: (r.start or 0, r.uuid or "", r.name or ""))):
        tests.setdefault(one.historyId or f" {number}", []).append(one)
    keys = Keys()
    places: dict[str, list[tuple[message.Result, Told]]] = {}
    for position, tries in enumerate(tests.values(), 1):
        places.setdefault(place_of(tries[-1]), []).append((tries[-1], scenario(tries, around, position, keys)))
    return [_feature(place, told) for place, told in places.items()]


def _feature(place: str, told: Sequence[tuple[message.Result, Told]]) -> Feature:
    """A feature is called as its tests say when they agree, else by its place."""
    names = {name for result, _ in told for name in labels_of(result, "feature")}
    return Feature(place, names.pop() if len(names) == 1 else place, [one for _, one in told], is_file=False)


def _fixtures(containers: Sequence[message.Container]) -> dict[str, Fixtures]:
    """Per result the fixtures that were run around it, those of the containers of its container included."""
    known = {one.uuid or "": one for one in containers}
    found: dict[str, tuple[list[message.Step], list[message.Step]]] = {}
    for one in containers:
        befores = [step for step in one.befores or () if step]
        afters = [step for step in one.afters or () if step]
        for child in _leaves(one, known) if befores or afters else ():
            before, after = found.setdefault(child, ([], []))
            before += befores
            after += afters
    by_start = lambda step: step.start or 0  # noqa: E731
    return {child: (sorted(b, key=by_start), sorted(a, key=by_start)) for child, (b, a) in found.items()}


def _leaves(container: message.Container, known: Mapping[str, message.Container]) -> list[str]:
    """The results within a container, directly or through others."""
    seen: dict[str, None] = {}
    waiting = list(container.children or ())
    while waiting:
        child = waiting.pop()
        if child not in seen:
            seen[child] = None
            waiting += (known[child].children or ()) if child in known else ()
    return [child for child in seen if child not in known]


def _note(files: Mapping[str, Source]) -> dict[str, str]:
    """What the files beside the results say of the run."""
    note: dict[str, str] = {}
    if "executor.json" in files:
        found = decode(document(files["executor.json"]), message.EXECUTOR, "executor.json")
        said = (found.name, found.buildName, found.buildUrl)
        note["executor"] = clipped(" ".join(part for part in said if part), 500)
    if "categories.json" in files:
        kinds = decode(document(files["categories.json"]), message.CATEGORIES, "categories.json")
        note["categories"] = clipped(", ".join(kind.name or "" for kind in kinds), 1_000)
    if "environment.properties" in files:
        note |= _environment(document(files["environment.properties"]))
    return note


def _environment(data: bytes) -> dict[str, str]:
    try:
        lines = data.decode().splitlines()
    except UnicodeDecodeError as flaw:
        raise BadFile("not UTF-8 text", "environment.properties") from flaw
    pairs = (line.partition("=") for line in lines if "=" in line and not line.lstrip().startswith(("#", "!")))
    return {
        f"environment.{key.strip()[:100]}": clipped(value.strip(), 500) for key, _, value in [*pairs][:MOST_NOTES]
    }
