"""One run, told in envelopes in the order of the protocol; the two frameworks say what happened, this says how."""

from __future__ import annotations

from collections.abc import Iterable
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
            "testSteps": case.steps,
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

    def attempt(self, attempt: Attempt, retried: bool) -> None:
        """Write a whole attempt; steps without a result were skipped."""
        self.success = self.success and (retried or not attempt.failed())
        number = attempt.case.attempts
        attempt.case.attempts += 1
        around = self._foresee(attempt) if attempt.around else []
        started = self._live.get_next_id()
        begun = {
            "id": started,
            "testCaseId": attempt.case.id,
            "timestamp": moment(attempt.started),
            "attempt": number,
        }
        body, last = self._steps(attempt, started)
        ended = {"testCaseStartedId": started, "timestamp": moment(last), "willBeRetried": retried}
        self._sink.write([*around, {"testCaseStarted": self._by(begun)}, *body, {"testCaseFinished": ended}])

    def _by(self, begun: Json) -> Json:
        return {**begun, "workerId": self._worker} if self._worker else begun

    def _foresee(self, attempt: Attempt) -> list[Json]:
        """The case anew, with a step for each thing that failed around it: a case has to name all it runs."""
        hooks: list[Json] = []
        before: list[Json] = []
        after: list[Json] = []
        for early, name, result in attempt.around:
            hook = self._unknown(name)
            step = {"id": self._live.get_next_id(), "hookId": hook["hook"]["id"]}
            attempt.results[step["id"]] = result
            hooks.append(hook)
            (before if early else after).append(step)
        renamed = {step["id"]: {**step, "id": self._live.get_next_id()} for step in attempt.case.steps}
        attempt.results = {renamed.get(old, {"id": old})["id"]: found for old, found in attempt.results.items()}
        attempt.attached = {renamed[old]["id"]: found for old, found in attempt.attached.items()}
        steps = [*before, *renamed.values(), *after]
        attempt.case = Case(self._live.get_next_id(), attempt.case.pickle, steps, attempt.case.attempts)
        return [*hooks, self._test_case(attempt.case)]

    def _steps(self, attempt: Attempt, started: str) -> Any:
        """The envelopes of the steps, and the moment the last one ended."""
        found: list[Json] = []
        last = attempt.started
        for step in attempt.case.steps:
            result = attempt.results.get(step["id"]) or Result("SKIPPED", last, last)
            last = max(last, result.finished)
            place = {"testCaseStartedId": started, "testStepId": step["id"]}
            found.append({"testStepStarted": {**place, "timestamp": moment(result.started)}})
            found += [{"attachment": {**place, **one}} for one in attempt.attached.get(step["id"], ())]
            found += self._suggestion(attempt.case, step, result)
            ended = {**place, "testStepResult": result.as_json(), "timestamp": moment(result.finished)}
            found.append({"testStepFinished": ended})
        return found, last

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
