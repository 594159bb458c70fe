"""Allure results and fixtures, turned into attempts at scenarios."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from app.domain.payloads.bdv import ScenarioSpec, StepResult
from app.readers.behaviour import allure_types as message
from app.readers.behaviour.allure_attachments import Take, with_own
from app.readers.behaviour.report import WORST_LAST, Attempt, Keys, Told, finite, worst_of
from app.readers.origin import clipped

DEEPEST: Final = 20
"""Steps that are nested deeper are left out."""
_STATUS: Final = {"passed": "PASSED", "failed": "FAILED", "broken": "ERROR", "skipped": "SKIPPED"}
_STEP: Final = _STATUS | {"broken": "FAILED"}
_PLACES: Final = ("testClass", "class", "package", "suite")
_KEPT: Final = ("epic", "feature", "story", "severity", "owner")
_REQUIREMENTS: Final = ("issue", "tms", "jira", "tm4j")
_CRITICAL: Final = ("critical", "blocker")
_ID: Final = re.compile(r"[A-Za-z][\w.]*-[\w.-]*\d[\w.-]*|#?\d+")

Fixtures = tuple[Sequence[message.Step], Sequence[message.Step]]
"""What was run before a test, and after it."""


class Around(NamedTuple):
    """What lies beside the results: per result its fixtures, and the files that are attached."""

    fixtures: Mapping[str, Fixtures]
    take: Take


def labels_of(result: message.Result, *names: str) -> list[str]:
    """The values of the labels with these names, in order of the names."""
    return [one.value for name in names for one in result.labels or () if one.name == name and one.value]


def place_of(result: message.Result) -> str:
    """The class, module or suite that the test belongs to."""
    said = labels_of(result, *_PLACES)
    full = re.split(r"[#.](?=[^#.]*$)", result.fullName or "")
    return clipped(said[0] if said else full[0] if len(full) > 1 else "(no class)", 500)


def scenario(tries: Sequence[message.Result], around: Around, position: int, keys: Keys) -> Told:
    """A test with its attempts, the last of which counts."""
    last = tries[-1]
    shown = [one for one in last.parameters or () if not one.excluded and one.mode not in ("hidden", "masked")]
    example = " | ".join(dict.fromkeys(f"{one.name}: {one.value}" for one in shown))
    name = clipped(last.name or last.fullName, 500) or "(no name)"
    attempts = [_attempt(one, around) for one in tries]
    spec = ScenarioSpec(
        scenario_id=keys.of(place_of(last), name, example),
        name=clipped(f"{name} ({example})" if example else name, 500),
        tags=tags_of(last),
        position=position,
        steps=[step.text for step in attempts[-1].steps if step.keyword == "step"],
    )
    return Told(spec, attempts)


def tags_of(result: message.Result) -> list[str]:
    """Tags from labels, from links to issues and test cases, and from what the result says of itself."""
    details = result.statusDetails or message.Details()
    flags = {"@quarantine:muted": details.muted, "@flaky": details.flaky, "@known": details.known}
    tags = {f"@{value.removeprefix('@')}" for value in labels_of(result, "tag")}
    tags |= {f"@{name}:{value}" for name in _KEPT for value in labels_of(result, name)}
    tags |= {f"@req:{found}" for found in (*labels_of(result, *_REQUIREMENTS), *_linked(result.links or ()))}
    tags |= {"@critical" for value in labels_of(result, "severity") if value in _CRITICAL}
    return sorted({clipped(tag, 200) for tag in tags} | {tag for tag, said in flags.items() if said})


def _linked(links: Sequence[message.Link]) -> Iterator[str]:
    """The ids of the issues and test cases that are linked."""
    for link in links:
        end = (link.url or "").rstrip("/").rpartition("/")[2]
        found = next((one for one in (end, link.name or "") if _ID.fullmatch(one)), "")
        if link.type in ("issue", "tms") and found:
            yield found


def _attempt(result: message.Result, around: Around) -> Attempt:
    take, fixtures = around.take, around.fixtures.get(result.uuid or "", ((), ()))
    before, after = ([_step("fixture", one, 0, take) for one in part] for part in fixtures)
    steps = [*before, *with_own([*_steps(result.steps or (), 0, take)], take(result.attachments)), *after]
    own = _STATUS.get((result.status or "").lower(), "UNKNOWN")
    broken = next((one for one in (*before, *after) if one.status == "FAILED"), None)
    status = "ERROR" if broken and WORST_LAST.index(own) < WORST_LAST.index("FAILED") else own
    at = worst_of(steps)
    bad = steps[at] if at is not None else None
    return Attempt(
        status=status,
        duration_ms=_duration(result),
        message=_message(result, status, broken),
        type="broken" if own == "ERROR" else "fixture" if status != own else "",
        failed_step=f"{bad.keyword} {bad.text.strip()}" if bad and status != "PASSED" else "",
        steps=steps,
        began=result.start,
        metadata=_attached(result),
    )


def _message(result: message.Result, status: str, broken: StepResult | None) -> str:
    details = result.statusDetails or message.Details()
    if broken and status != _STATUS.get((result.status or "").lower()):
        return f"{broken.text} failed: {broken.message or 'the file gives no reason'}"
    said = "\n".join(part for part in (details.message, details.trace) if part)
    if said or status in ("PASSED", "SKIPPED"):
        return said
    return f"the file says {clipped(result.status, 50) or 'no status'}, and gives no reason"


def _steps(steps: Sequence[message.Step], depth: int, take: Take) -> Iterator[StepResult]:
    """The steps and those within them, indented by their depth."""
    for step in steps:
        yield _step("step", step, depth, take)
        if depth < DEEPEST:
            yield from _steps(step.steps or (), depth + 1, take)


def _step(keyword: str, step: message.Step, depth: int, take: Take) -> StepResult:
    details = step.statusDetails or message.Details()
    text = "  " * depth + clipped(step.name, 2_000)
    status = _STEP.get((step.status or "").lower(), "UNKNOWN")
    said = clipped(details.message)
    return StepResult(keyword, text, status, _duration(step), said, attachments=take(step.attachments))


def _duration(step: message.Step) -> float:
    return finite(float(step.stop - step.start)) if step.start is not None and step.stop is not None else 0.0


def _attached(result: message.Result) -> dict[str, str]:
    """The files that belong to the attempt, by their names."""
    files = [*(result.attachments or ()), *(a for step in result.steps or () for a in step.attachments or ())]
    return {"attachments": clipped(", ".join(file.source or "" for file in files), 1_000)} if files else {}
