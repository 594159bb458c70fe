"""behave's JSON (``behave -f json``, ``json.pretty``; 1.2.5 to 1.3) → BDV events.

===========================  ======================================================================
in the file                  event
===========================  ======================================================================
the file                     one run of the suite ``behave``; it carries no time, so the file's own is used
feature                      ``bdv.feature.discovered``; tags get their ``@``
scenario                     a scenario; its steps include those of the background
scenario of an outline       one scenario per row, known by the row's number (``@1.2``), for the row's values
                             are not in the file
scenario told again          an earlier attempt (automatic retries tell one location several times)
status                       passed, xfailed → PASSED; failed, xpassed → FAILED; error, hook_error, cleanup_error
                             → ERROR with that word as type; undefined, pending, skipped as they are; an
                             untested scenario is announced and never ran; one without steps passed, and
                             says so, which is no evidence for BDV
feature that failed without  a scenario of kind ``run`` with status ERROR (a hook around the feature, whose
a scenario that did          scenarios behave then leaves out)
===========================  ======================================================================

A known defect is undone: behave writes the status of the last scenario before a background to that
background, so a scenario without a status takes that of the next background. Left out: the arguments
of matches, embedded data, the text and tables of steps, and the names of rules, which behave does not
write. Versions that leave skipped scenarios out of the file leave them out here; the run's end names
how many skipped features came without their scenarios.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from app.domain.behaviour.outcomes import reason_of
from app.domain.events import Event
from app.domain.identity import normal_path
from app.domain.payloads.bdv import ScenarioSpec, StepResult
from app.readers.behaviour import behave_types as message
from app.readers.behaviour.report import (
    QUIET,
    WORST_LAST,
    Attempt,
    Feature,
    Keys,
    Report,
    Told,
    finite,
    outside,
    worst_of,
)
from app.readers.behaviour.writing import written
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp, clipped
from app.readers.source import Source, digest, document

FORMAT: Final = "behave-json"

_ROW: Final = re.compile(r"^(?P<name>.*) -- (?P<row>@\d+\.\d+)(?: .*)?$", re.DOTALL)
_STATUS: Final = {
    "passed": "PASSED",
    "xfailed": "PASSED",
    "failed": "FAILED",
    "xpassed": "FAILED",
    "error": "ERROR",
    "hook_error": "ERROR",
    "cleanup_error": "ERROR",
    "undefined": "UNDEFINED",
    "pending": "PENDING",
    "skipped": "SKIPPED",
}
_STEP_STATUS: Final = _STATUS | {"error": "FAILED", "hook_error": "FAILED", "pending_warn": "PENDING"}


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the run in the file. Raises BadFile naming line and path."""
    stamp = Stamp(origin, FORMAT, digest(source))
    features = decode(document(source), message.DECODER)
    untold = sum(1 for one in features if one.status == "skipped" and not one.elements)
    note = {"left_out": f"the scenarios of {untold} skipped features"} if untold else {}
    keys = Keys()
    told = [_feature(one, keys) for one in features]
    yield from written(Report("behave", told, note=note), stamp, origin)


def _feature(found: message.Feature, keys: Keys) -> Feature:
    path, line = place_of(found.location)
    attempts: dict[str, list[message.Element]] = {}
    for element in _with_status(found.elements):
        if element.type != "background":
            attempts.setdefault(element.location + "\0" + element.name, []).append(element)
    scenarios = [_scenario(path, same, number, keys) for number, same in enumerate(attempts.values(), 1)]
    if _broke_outside(found, scenarios):
        reason = f"behave says {found.status}, and none of the scenarios in the file says why"
        scenarios.append(outside(keys, path, "The feature failed outside its scenarios", reason, line))
    return Feature(path, found.name, scenarios, _text(found.description), _tags(found.tags))


def _with_status(elements: Sequence[message.Element]) -> list[message.Element]:
    """The elements, each scenario without a status with that of the next background."""
    found = list(elements)
    for at, element in enumerate(found):
        if element.type != "background" and element.status is None:
            later = next((one for one in found[at + 1 :] if one.status or one.type != "background"), None)
            said = later.status if later and later.type == "background" else None
            found[at] = msgspec.structs.replace(element, status=said or _by_steps(element))
    return found


def _by_steps(element: message.Element) -> str:
    """The status that the steps add up to; none when no step ran."""
    ran = [step.result.status for step in element.steps if step.result and step.result.status in _STEP_STATUS]
    return max(ran, key=lambda word: WORST_LAST.index(_STEP_STATUS[word]), default="untested")


def _scenario(path: str, same: Sequence[message.Element], position: int, keys: Keys) -> Told:
    last = same[-1]
    row = _ROW.match(last.name)
    name, example = (row["name"], row["row"]) if row else (last.name, "")
    spec = ScenarioSpec(
        scenario_id=keys.of(path, name, example),
        name=clipped(last.name.strip(), 500) or "(no name)",
        kind="scenario_outline" if row else "scenario",
        line=place_of(last.location)[1],
        tags=_tags(last.tags),
        position=position,
        steps=[clipped(f"{step.keyword} {step.name}".strip(), 2_000) for step in last.steps],
    )
    return Told(spec, [_attempt(one) for one in same if one.status in _STATUS])


def _attempt(element: message.Element) -> Attempt:
    word = element.status or ""
    steps = [_step(step) for step in element.steps]
    at = worst_of(steps)
    bad = steps[at] if at is not None else None
    failed_step = f"{bad.keyword} {bad.text}".strip() if bad else ""
    return Attempt(
        status=_STATUS[word],
        duration_ms=sum(step.duration_ms for step in steps),
        message=_message(word, bad),
        type=word if _STATUS[word] == "ERROR" or word == "xpassed" else "",
        failed_step=failed_step,
        line=place_of(element.steps[at].location)[1] if at is not None else 0,
        reason="" if word == "skipped" else reason_of(steps),
        steps=steps,
    )


def _message(word: str, bad: StepResult | None) -> str:
    if bad and bad.message:
        return bad.message
    if word in ("hook_error", "cleanup_error"):
        what = "a hook" if word == "hook_error" else "a clean-up"
        return f"{what} of the scenario failed; the file does not say how"
    if bad and bad.status == "UNDEFINED":
        return f"undefined step: {bad.keyword} {bad.text}"
    return "" if word == "skipped" else "the file gives no reason"


def _step(step: message.Step) -> StepResult:
    """A step without a result was not reached."""
    result = step.result or message.Result("skipped")
    return StepResult(
        keyword=clipped(step.keyword, 50),
        text=clipped(step.name, 2_000),
        status=_STEP_STATUS.get(result.status, "SKIPPED"),
        duration_ms=finite(result.duration * 1000),
        message=clipped(_text(result.error_message)),
    )


def _broke_outside(found: message.Feature, told: Sequence[Told]) -> bool:
    """A feature went wrong although none of its scenarios says so."""
    bad = _STATUS.get(found.status or "", "PASSED") not in QUIET
    return bad and all(one.attempts[-1].status in QUIET for one in told if one.attempts)


def _tags(tags: Sequence[str]) -> list[str]:
    return sorted({clipped(tag if tag.startswith("@") else f"@{tag}", 200) for tag in tags})


def _text(said: str | list[str] | None) -> str:
    return said if isinstance(said, str) else "\n".join(said or ())


def place_of(location: str) -> tuple[str, int]:
    """Path and line of ``features/a.feature:12``."""
    path, colon, line = location.rpartition(":")
    if colon and re.fullmatch(r"\d{1,9}", line, re.ASCII):
        return normal_path(path), int(line)
    return normal_path(location), 0
