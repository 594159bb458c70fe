"""One run, told in envelopes in the order of the protocol; the two frameworks say what happened, this says how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Callable

from mission_control_client.messages.cases import Attempt, Case
from mission_control_client.messages.envelopes import Result, exception, moment, now
from mission_control_client.messages.ids import Ids
from mission_control_client.messages.sink import Sink

Json = dict[str, Any]
Snippet = Callable[[str, str], str]
KEYWORDS = {"Context": "given", "Action": "when", "Outcome": "then"}


class Run:
    """Writes the envelopes of a run. ``snippet(keyword, text)`` writes a step definition that is missing."""

    def __init__(self, sink: Sink, snippet: Snippet, worker: str | None = None) -> None:
        # What is known before the run has the same ids in each worker of a divided run, what happens has not.
        self.ids = Ids()
        self._live = Ids(f"{worker}-") if worker else self.ids
        self.success, self.divided = True, worker is not None
        self._sink, self._snippet, self._worker = sink, snippet, worker
        self._id = ""

    def begin(self, envelopes: Iterable[Json], started: int | None = None) -> None:
        """Write what is known before the run (meta, documents, definitions, hooks), and that it started."""
        self._id = self.ids.get_next_id()
        begun = {"testRunStarted": {"id": self._id, "timestamp": moment(started or now())}}
        self._sink.write([*envelopes, begun])

    def plan(self, cases: Iterable[Case]) -> None:
        """Write the ``testCase`` of each case."""
        self._sink.write([self._test_case(case) for case in cases])

    def _test_case(self, case: Case) -> Json:
        content = {
            "id": case.id,
            "pickleId": case.pickle["id"],
            "testSteps": case.every_step(),
            "testRunStartedId": self._id,
        }
        return {"testCase": {**content, "testRunStartedId": self._id}}

    def hook(self, hook_id: str, result: Result, attachments: Iterable[Json] = ()) -> None:
        """Write that a hook ran around the run (or around a feature)."""
        self.success = self.success and result.status in ("PASSED", "SKIPPED")
        started = self._live.get_next_id()
        begun = {"testRunStartedId": self._id, "id": started, "hookId": hook_id, "timestamp": moment(result.started)}
        ended = {"testRunHookStartedId": started, "result": result.as_json(), "timestamp": moment(result.finished)}
        found = [{"attachment": {"testRunHookStartedId": started, **one}} for one in attachments]
        self._sink.write([{"testRunHookStarted": self._by(begun)}, *found, {"testRunHookFinished": ended}])

    def unforeseen_hook(self, name: str, result: Result) -> None:
        """Write a hook that nothing was known of, and how it ended."""
        found = self._unknown(name)
        self._sink.write([found])
        self.hook(found["hook"]["id"], result)

    def _unknown(self, name: str) -> Json:
        return {"hook": {"id": self._live.get_next_id(), "name": name, "sourceReference": {}}}

    def progress(self, attempt: Attempt) -> None:
        """Write what is certain of an attempt that runs: the steps that passed, in order, and that the next began.

        What did not pass waits for the end, for only then it is known whether that was expected.
        """
        self._sink.write([*self._opening(attempt), *self._certain(attempt), *self._late(attempt)])

    def attempt(self, attempt: Attempt, retried: bool) -> None:
        """Write an attempt to its end; steps without a result were skipped."""
        self.success = self.success and (retried or not attempt.failed())
        opening = self._opening(attempt)
        around = self._foresee(attempt) if attempt.around else []
        rest = [*self._rest(attempt), *self._late(attempt)]
        last = moment(attempt.last())
        ended = {"testCaseStartedId": attempt.known_as, "timestamp": last, "willBeRetried": retried}
        self._sink.write([*around, *opening, *rest, {"testCaseFinished": ended}])

    def _opening(self, attempt: Attempt) -> list[Json]:
        """That the attempt started, once."""
        if attempt.known_as:
            return []
        attempt.known_as = self._live.get_next_id()
        begun = {
            "id": attempt.known_as,
            "testCaseId": attempt.case.id,
            "timestamp": moment(attempt.started),
            "attempt": attempt.case.attempts,
        }
        attempt.case.attempts += 1
        return [{"testCaseStarted": self._by(begun)}]

    def _by(self, begun: Json) -> Json:
        return {**begun, "workerId": self._worker} if self._worker else begun

    def _foresee(self, attempt: Attempt) -> list[Json]:
        """The case once more, with a step for each thing that failed around it: a case has to name all it runs."""
        hooks, before, after = list[Json](), list[Json](), list[Json]()
        for early, name, result in attempt.around:
            hook = self._unknown(name)
            step = {"id": self._live.get_next_id(), "hookId": hook["hook"]["id"]}
            attempt.results[step["id"]] = result
            hooks.append(hook)
            (before if early else after).append(step)
        known, at = attempt.case, attempt.told + attempt.open
        known.unforeseen[0].extend(before)
        known.unforeseen[1].extend(after)
        steps = [*known.steps[:at], *before, *known.steps[at:], *after]
        attempt.case = Case(known.id, known.pickle, steps)
        return [*hooks, self._test_case(known)]

    def _certain(self, attempt: Attempt) -> Iterator[Json]:
        for step in attempt.case.steps[attempt.told :]:
            result = attempt.results.get(step["id"])
            if result is not None and result.status == "PASSED":
                yield from self._step(attempt, step, result)
                continue
            if result is None and step["id"] == attempt.running and not attempt.open:
                attempt.open = True
                yield _step_started(attempt, step, now())
            return

    def _rest(self, attempt: Attempt) -> Iterator[Json]:
        """The steps that are not written yet; one that never ran took no time, after the one before it."""
        last = attempt.started
        for number, step in enumerate(attempt.case.steps):
            result = attempt.results.setdefault(step["id"], Result("SKIPPED", last, last))
            last = max(last, result.finished)
            if number >= attempt.told:
                yield from self._step(attempt, step, result)

    def _step(self, attempt: Attempt, step: Json, result: Result) -> Iterator[Json]:
        if not attempt.open:
            yield _step_started(attempt, step, result.started)
        yield from _attachments(attempt, step["id"])
        yield from self._suggestion(attempt.case, step, result)
        ended = {"testStepResult": result.as_json(), "timestamp": moment(result.finished)}
        yield {"testStepFinished": {**_place(attempt, step["id"]), **ended}}
        attempt.told, attempt.open = attempt.told + 1, False

    def _late(self, attempt: Attempt) -> Iterator[Json]:
        """What was attached to a step after its end: between steps, or while the test was torn down."""
        for step in attempt.case.steps[: attempt.told]:
            yield from _attachments(attempt, step["id"])

    def _suggestion(self, case: Case, step: Json, result: Result) -> list[Json]:
        """How an undefined step could be defined."""
        wanted = case.pickle_step(step)
        if result.status != "UNDEFINED" or wanted is None:
            return []
        code = self._snippet(KEYWORDS.get(wanted.get("type", ""), "step"), wanted["text"])
        snippets = [{"language": "python", "code": code}]
        said = {"id": self._live.get_next_id(), "pickleStepId": wanted["id"], "snippets": snippets}
        return [{"suggestion": said}]

    def end(self, success: bool, error: BaseException | None = None, text: str = "") -> None:
        """Write that the run finished, and close the file."""
        said: Json = {"testRunStartedId": self._id, "timestamp": moment(now()), "success": success}
        if error is not None or text:
            said["message"] = text or str(error) or type(error).__name__
        if error is not None:
            said["exception"] = exception(error)
        self._sink.write([{"testRunFinished": said}])
        self._sink.close()


def _place(attempt: Attempt, step: str) -> Json:
    return {"testCaseStartedId": attempt.known_as, "testStepId": step}


def _step_started(attempt: Attempt, step: Json, at: int) -> Json:
    return {"testStepStarted": {**_place(attempt, step["id"]), "timestamp": moment(at)}}


def _attachments(attempt: Attempt, step: str) -> Iterator[Json]:
    """What is attached to the step and not written yet."""
    for found in attempt.attached.pop(step, ()):
        yield {"attachment": {**_place(attempt, step), **found}}
