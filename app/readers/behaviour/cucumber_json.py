"""Cucumber JSON as cucumber-js, cucumber-jvm and cucumber-ruby write it → BDV events.

===========================  ======================================================================
in the file                  event
===========================  ======================================================================
the file                     one run of the suite ``cucumber``
feature                      ``bdv.feature.discovered``; its path is ``uri`` without what differs between tools
background                   its steps and hooks come first in the scenario after it
scenario                     a scenario; the worst status of its steps and hooks, by Cucumber's own order, is
                             its own; one without steps passed, as Cucumber says, and says so, which is no
                             evidence for BDV; a step without a status is
                             UNKNOWN, which no scenario passes with
row of an outline            a scenario of its own, known by the row's number (``@1``), as its values are not in
                             the file: from its id (``…;;2`` is the first row), in cucumber-js by their order
scenario told again          an earlier attempt (cucumber-ruby; cucumber-js tells the last one only)
hook                         a step with the keyword ``hook``
===========================  ======================================================================

Times: ``start_timestamp`` (cucumber-jvm), else the file's own; durations are nanoseconds. Left out:
embedded data and output (the number of embeddings is told with the run), arguments of steps, comments,
and rules, which only some of the tools name.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.behaviour.outcomes import reason_of
from app.domain.events import Event
from app.domain.payloads.bdv import ScenarioSpec, StepResult
from app.readers.behaviour import cucumber_types as message
from app.readers.behaviour.cucumber_rows import Case, cases
from app.readers.behaviour.feature_paths import feature_path
from app.readers.behaviour.report import WORST_LAST, Attempt, Feature, Keys, Report, Told, finite, worst_of
from app.readers.behaviour.writing import written
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp, clipped
from app.readers.source import Source, digest, document
from app.readers.times import parsed

FORMAT: Final = "cucumber-json"


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the run in the file. Raises BadFile naming line and path."""
    stamp = Stamp(origin, FORMAT, digest(source))
    features = decode(document(source), message.DECODER)
    count = sum(len(s.embeddings) for feature in features for e in feature.elements for s in e.steps)
    note = {"left_out": f"{count} embeddings"} if count else {}
    keys = Keys()
    yield from written(Report("cucumber", [_feature(one, keys) for one in features], note=note), stamp, origin)


def _feature(found: message.Feature, keys: Keys) -> Feature:
    path = feature_path(found.uri or f"{found.id or found.name}.feature")
    told = [_scenario(path, case, number, keys) for number, case in enumerate(cases(found.elements), 1)]
    return Feature(path, found.name, told, (found.description or "").strip(), _tags(found.tags))


def _scenario(path: str, case: Case, position: int, keys: Keys) -> Told:
    last = case.attempts[-1][-1]
    spec = ScenarioSpec(
        scenario_id=keys.of(path, last.name, case.example),
        name=clipped(last.name, 500) or "(no name)",
        kind="scenario_outline" if case.example else "scenario",
        line=_line(last.line),
        tags=_tags(last.tags),
        position=position,
        steps=[_text(step) for element in case.attempts[-1] for step in element.steps if not step.hidden],
    )
    return Told(spec, [_attempt(parts) for parts in case.attempts])


def _attempt(parts: Sequence[message.Element]) -> Attempt:
    found = [pair for element in parts for pair in _steps(element)]
    steps = [step for step, _ in found]
    at = worst_of(steps)
    bad = steps[at] if at is not None else None
    began = parts[-1].start_timestamp
    return Attempt(
        status=max((step.status for step in steps), key=WORST_LAST.index, default="PASSED"),
        duration_ms=sum(step.duration_ms for step in steps),
        message=_message(bad),
        failed_step=f"{bad.keyword} {bad.text}".strip() if bad else "",
        line=found[at][1] if at is not None else 0,
        reason=reason_of(steps),
        steps=steps,
        began=parsed(began, f"scenario at line {parts[-1].line}")[0] if began else None,
    )


def _message(bad: StepResult | None) -> str:
    if bad is None:
        return ""
    return bad.message or f"{bad.status.lower()} step: {bad.keyword} {bad.text}".strip()


def _steps(element: message.Element) -> Iterator[tuple[StepResult, int]]:
    """Hooks and steps in their order, each with its line."""
    yield from (_hook(hook) for hook in element.before)
    for step in element.steps:
        yield from (_hook(hook) for hook in step.before)
        keyword, text = ("hook", step.keyword) if step.hidden else (step.keyword.strip(), step.name or "")
        yield _result(keyword, text, step.result), _line(step.line)
        yield from (_hook(hook) for hook in step.after)
    yield from (_hook(hook) for hook in element.after)


def _hook(hook: message.Hook) -> tuple[StepResult, int]:
    return _result("hook", hook.match.location or "", hook.result), 0


def _result(keyword: str, text: str, result: message.Result) -> StepResult:
    status = result.status.upper()
    return StepResult(
        keyword=clipped(keyword, 50),
        text=clipped(text, 2_000),
        status=status if status in WORST_LAST else "UNKNOWN",
        duration_ms=finite(result.duration / 1e6),
        message=clipped(result.error_message),
    )


def _text(step: message.Step) -> str:
    return clipped(f"{step.keyword.strip()} {step.name or ''}".strip(), 2_000)


def _line(line: int) -> int:
    return line if 0 <= line < 2**31 else 0


def _tags(tags: Sequence[message.Tag]) -> list[str]:
    return sorted({clipped(tag.name, 200) for tag in tags if tag.name})
