"""The ends that a process which was lost could not tell: the step that ran failed, those after it were skipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
NOTHING: Json = {"seconds": 0, "nanos": 0}


def cut_off(envelopes: list[Json], why: str) -> Iterator[Json]:
    """The rest of each attempt that the envelopes begin and do not end, at the last moment that they know."""
    last = max((_moment(one) for one in envelopes), key=lambda at: (at["seconds"], at["nanos"]), default=NOTHING)
    ended = {one["testCaseFinished"]["testCaseStartedId"] for one in envelopes if "testCaseFinished" in one}
    cases = {one["testCase"]["id"]: one["testCase"]["testSteps"] for one in envelopes if "testCase" in one}
    for one in envelopes:
        begun = one.get("testCaseStarted")
        if begun and begun["id"] not in ended:
            yield from _rest(begun["id"], cases[begun["testCaseId"]], envelopes, last, why)


def _moment(envelope: Json) -> Json:
    content = next(iter(envelope.values()))
    found: Json = content.get("timestamp") or NOTHING
    return found


def _rest(attempt: str, steps: list[Json], envelopes: list[Json], last: Json, why: str) -> Iterator[Json]:
    begun, ended = _of(attempt, "testStepStarted", envelopes), _of(attempt, "testStepFinished", envelopes)
    running = True
    for step in (step for step in steps if step["id"] not in ended):
        place = {"testCaseStartedId": attempt, "testStepId": step["id"]}
        if step["id"] not in begun:
            yield {"testStepStarted": {**place, "timestamp": last}}
        status = {"status": "FAILED", "message": why} if running else {"status": "SKIPPED"}
        yield {"testStepFinished": {**place, "testStepResult": {**status, "duration": NOTHING}, "timestamp": last}}
        running = False
    yield {"testCaseFinished": {"testCaseStartedId": attempt, "timestamp": last, "willBeRetried": False}}


def _of(attempt: str, kind: str, envelopes: list[Json]) -> set[str]:
    """The test steps of the attempt that an envelope of the kind tells of."""
    found = (one[kind] for one in envelopes if kind in one)
    return {one["testStepId"] for one in found if one["testCaseStartedId"] == attempt}
