"""Cucumber Messages as they go by, turned into the events of a run: features, attempts, what fails around them.

Who reads decides through a :class:`Course` what the messages alone cannot say: whether an attempt will be
repeated, where attachments go, which scenarios are known already.
"""

from collections.abc import Iterator

from app.domain.events import Event
from app.domain.identity import normal_path
from app.domain.payloads.bdv import Attachment
from app.errors import BadFile
from app.readers import cucumber_envelope as message
from app.readers.cucumber_attachments import described, elsewhere
from app.readers.cucumber_attempts import Attempt, Result, finished
from app.readers.cucumber_features import Features, Known, Planned, Words
from app.readers.origin import clipped
from app.readers.runs import Run

_HOOKS = {
    "BEFORE_TEST_CASE": "before the scenario",
    "AFTER_TEST_CASE": "after the scenario",
    "BEFORE_TEST_STEP": "before the step",
    "AFTER_TEST_STEP": "after the step",
}
"""What a hook without a name is called."""

MOST_ATTACHMENTS = 100
"""How many attachments of one attempt are kept."""


class Course:
    """What is known beside the messages; this one knows nothing and believes them."""

    known: Known = {}

    def place(self, uri: str) -> str:
        """The path of a feature file."""
        return normal_path(uri)

    def number(self, scenario_id: str, said: int) -> int:
        """Which attempt at the scenario this is, from 1; 0 when it is no part of the run."""
        return said

    def again(self, scenario_id: str, status: str, said: bool) -> bool:
        """Whether an attempt that ended so will be repeated."""
        return said

    def keep(self, found: message.Attachment) -> Attachment:
        """Where an attachment went."""
        return described(found)


class Trouble(Exception):
    """A failure outside every scenario: what happened, its text, and where."""

    def __init__(self, name: str, text: str, path: str = "", line: int = 0) -> None:
        super().__init__(f"{name}: {text}")
        self.name, self.text, self.path, self.line = name, text, path, line


class Refusal(Trouble):
    """The official parser refuses a feature file. A runner with a dialect of its own may run it all the same."""


class Reading:
    """What has to be remembered while the messages go by."""

    def __init__(self, run: Run, course: Course) -> None:
        self.run, self._course = run, course
        self.features = Features(course.known, course.place)
        self._troubles: list[Trouble] = []
        self.attachments: list[Attachment] = []
        self.left_out = 0
        self._cases: dict[str, message.TestCase] = {}
        self._hooks: dict[str, Words] = {}
        self._attempts: dict[str, Attempt | None] = {}
        self._begun: set[str] = set()
        self._ran: set[str] = set()

    @property
    def troubles(self) -> list[Trouble]:
        """Failures outside every scenario, as far as they are known."""
        return [trouble for trouble in self._troubles if not self._harmless(trouble)]

    @property
    def remarks(self) -> list[Trouble]:
        """Files that the official parser refuses and that ran all the same: no failure, but it should be known."""
        return [trouble for trouble in self._troubles if self._harmless(trouble)]

    def _harmless(self, trouble: Trouble) -> bool:
        return isinstance(trouble, Refusal) and trouble.path in self._ran

    def at(self, time: message.Time, place: str) -> int:
        """The valid time of an instant of the run's clock. Raises BadFile for an impossible one."""
        return time.ms

    def take(self, envelope: message.Envelope, place: str) -> Iterator[Event]:
        """The events that one message leads to. Raises BadFile naming the place."""
        self._remember(envelope)
        if step := envelope.test_step_finished:
            self._step(step, place)
        elif begun := envelope.test_case_started:
            yield from self._begin(begun, place)
        elif ended := envelope.test_case_finished:
            yield from self._end(ended, place)
        elif found := envelope.attachment or envelope.external_attachment:
            self._attach(found)

    def _remember(self, envelope: message.Envelope) -> None:
        if envelope.gherkin_document:
            self.features.document(envelope.gherkin_document)
        elif envelope.pickle:
            self.features.pickle(envelope.pickle)
        elif envelope.test_case:
            self._announced(envelope.test_case)
        elif hook := envelope.hook:
            self._hooks[hook.id] = Words("hook", hook.name or _HOOKS.get(hook.type or "", ""))
        else:
            self._trouble(envelope)

    def _announced(self, case: message.TestCase) -> None:
        """A case may be announced once more when something is found around it that nobody knew of."""
        self._cases[case.id] = case
        for attempt in self.under_way():
            if attempt.case_id == case.id:
                attempt.labels.update(self._labels(case, attempt.planned))

    def _trouble(self, envelope: message.Envelope) -> None:
        if (hook := envelope.test_run_hook_finished) and hook.result.status == "FAILED":
            self._troubles.append(Trouble("A hook around the run failed", clipped(hook.result.message)))
        elif error := envelope.parse_error:
            path, line = self._course.place(error.source.uri or ""), error.source.location.line
            self._troubles.append(Refusal("The feature file cannot be parsed", clipped(error.message), path, line))

    def _begin(self, begun: message.CaseStarted, place: str) -> Iterator[Event]:
        case = self._cases.get(begun.test_case_id)
        planned = self.features.planned.get(case.pickle_id) if case else None
        if case is None or planned is None:
            raise BadFile(f"test case {begun.test_case_id[:60]!r} was never announced", place)
        self._begun.add(begun.test_case_id)
        self._ran.add(planned.path)
        number = self._course.number(planned.scenario_id, begun.attempt + 1)
        if not number:
            self._attempts[begun.id] = None
            return
        at = self.at(begun.timestamp, place)
        for found in self.features.discovered(self.run.suite, self.run.run_id, planned.uri):
            yield self.run.feature(at, found)
        self._attempts[begun.id] = Attempt(planned, self._labels(case, planned), number, at, [], {}, case.id)
        yield self.run.begun(at, planned.scenario_id, number)

    def _labels(self, case: message.TestCase, planned: Planned) -> dict[str, Words]:
        """Per test step its words; a hook's keyword is ``hook``."""
        hook, none = Words("hook"), Words()
        hooks = {s.id: self._hooks.get(s.hook_id or "", hook) for s in case.test_steps}
        steps = {s.id: planned.steps.get(s.pickle_step_id, none) for s in case.test_steps if s.pickle_step_id}
        return hooks | steps

    def _step(self, step: message.StepFinished, place: str) -> None:
        attempt = self._attempt(step.test_case_started_id, place)
        if attempt is None:
            return
        result, ended = step.test_step_result, step.timestamp
        # A message without a time has none to count back from.
        began = self.at(ended, place) - result.duration.ms if ended.seconds or ended.nanos else 0
        attempt.results.append(Result(step.test_step_id, result, max(began, 0)))

    def _attempt(self, key: str, place: str) -> Attempt | None:
        if key not in self._attempts:
            raise BadFile(f"attempt {key[:60]!r} was never started", place)
        return self._attempts[key]

    def _attach(self, found: message.Attachment | message.ExternalAttachment) -> None:
        """To its step, to its attempt, or to the run; more of them than are kept are counted."""
        attempt = self._attempts.get(found.test_case_started_id or "")
        listed = attempt.attachments.setdefault(found.test_step_id or "", []) if attempt else self.attachments
        if len(listed) >= MOST_ATTACHMENTS:
            self.left_out += 1
            return
        listed.append(self._course.keep(found) if isinstance(found, message.Attachment) else elsewhere(found))

    def _end(self, ended: message.CaseFinished, place: str) -> Iterator[Event]:
        attempt = self._attempt(ended.test_case_started_id, place)
        del self._attempts[ended.test_case_started_id]
        if attempt is None:
            return
        at = self.at(ended.timestamp, place)
        done = finished(attempt, at, ended.will_be_retried, self.run)
        again = self._course.again(done.scenario_id, done.status, ended.will_be_retried)
        yield self.run.ended(at, done if again == done.will_retry else finished(attempt, at, again, self.run))

    def next_up(self) -> Planned | None:
        """The first scenario that was announced and has not begun."""
        waiting = (case.pickle_id for key, case in self._cases.items() if key not in self._begun)
        return next((self.features.planned[key] for key in waiting if key in self.features.planned), None)

    def under_way(self) -> list[Attempt]:
        """The attempts that have begun and not ended."""
        return [attempt for attempt in self._attempts.values() if attempt]
