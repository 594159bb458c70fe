"""Cucumber Messages (one JSON envelope per line) → BDV events.

==============================  =================================================================
in the file                     event
==============================  =================================================================
meta                            names the suite: the implementation, and the file
gherkinDocument with pickles    ``bdv.feature.discovered``; tags (``@contract:``, ``@req:`` too) as they are;
                                the line of an outline's scenario is that of its example row
testRunStarted, …Finished       ``bdv.run.started``, ``bdv.run.completed`` with counts and digest; a run
                                that never finished stays running
testCaseStarted, …Finished      ``bdv.scenario.started`` and ``.completed`` (PASSED), ``.skipped`` (SKIPPED) or
                                ``.failed`` (all else, status kept), one pair per attempt
testStepFinished                a step of the attempt; the worst status of steps and hooks is the
                                attempt's, by Cucumber's own order
a failed run hook, an           a scenario of kind ``run`` with status ERROR, so that a run that failed
exception of the run, a parse   outside its scenarios is never green
error, an unexplained failure
==============================  =================================================================

Attachments are counted in the metadata of the run's end and left out, as are sources, step
definitions, parameter types and suggestions. A run whose clock shows 1970 keeps its offsets and is
moved to the file's own time, which its metadata says.
"""

from collections.abc import Iterator
from typing import Final

from app.domain.events import Event
from app.domain.identity import normal_path, scenario_key
from app.domain.payloads.bdv import ScenarioFinished
from app.errors import BadFile
from app.readers import cucumber_envelope as message
from app.readers.cucumber_attempts import Attempt, finished
from app.readers.cucumber_features import Features, Planned
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp, clipped
from app.readers.runs import Run
from app.readers.source import Source, digest, lines
from app.readers.times import FAKE_CLOCK, YEAR_1971, believable

FORMAT: Final = "cucumber-messages"


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the run in the file. Raises BadFile naming line and path."""
    reading = _Reading(origin, Stamp(origin, FORMAT, digest(source)))
    for number, line in lines(source):
        place = f"line {number}"
        yield from reading.take(decode(line, message.DECODER, place), place)
    yield from reading.rest()


class _Reading:
    """What has to be remembered while the lines go by."""

    def __init__(self, origin: Origin, stamp: Stamp) -> None:
        self._origin, self._stamp = origin, stamp
        self._run = Run(stamp, origin, "cucumber")
        self._features = Features()
        self._cases: dict[str, message.TestCase] = {}
        self._hooks: dict[str, str] = {}
        self._attempts: dict[str, Attempt] = {}
        self._offset: int | None = None
        self._note: dict[str, str] = {}
        self._attachments = 0
        self._broken: list[tuple[str, ScenarioFinished]] = []
        self._place = ""
        self._latest = origin.modified_ms

    def take(self, envelope: message.Envelope, place: str) -> Iterator[Event]:
        """The events that one line leads to."""
        self._place = place
        self._remember(envelope)
        if started := envelope.test_run_started:
            yield self._run.started(self._at(started.timestamp), self._note)
        if begun := envelope.test_case_started:
            yield from self._begin(begun)
        if step := envelope.test_step_finished:
            self._attempt(step.test_case_started_id).results.append((step.test_step_id, step.test_step_result))
        if ended := envelope.test_case_finished:
            yield self._end(ended)
        if over := envelope.test_run_finished:
            yield from self._finish(over)

    def _remember(self, envelope: message.Envelope) -> None:
        if envelope.meta:
            name = clipped(envelope.meta.implementation.name, 100) or "cucumber"
            self._run = Run(self._stamp, self._origin, name)
        if envelope.gherkin_document:
            self._features.document(envelope.gherkin_document)
        if envelope.pickle:
            self._features.pickle(envelope.pickle)
        if envelope.test_case:
            self._cases[envelope.test_case.id] = envelope.test_case
        self._remember_more(envelope)

    def _remember_more(self, envelope: message.Envelope) -> None:
        if envelope.hook:
            self._hooks[envelope.hook.id] = envelope.hook.name or "hook"
        if (hook := envelope.test_run_hook_finished) and hook.result.status == "FAILED":
            self._outside("A hook around the run failed", hook.result.message)
        if error := envelope.parse_error:
            where = error.source
            self._outside("The feature file cannot be parsed", error.message, where.uri, where.location.line)
        self._attachments += bool(envelope.attachment) + bool(envelope.external_attachment)

    def _outside(self, name: str, text: str | None, uri: str | None = None, line: int = 0) -> None:
        """Remember a failure that belongs to no scenario; the end of the run tells of it."""
        path = normal_path(uri or "")
        done = ScenarioFinished(
            scenario_id=scenario_key(path or self._run.suite, name, str(len(self._broken))),
            run_id=self._run.run_id,
            suite=self._run.suite,
            status="ERROR",
            error_message=clipped(text) or name,
            file_path=path,
            line=line,
        )
        self._broken.append((name, done))

    def _at(self, time: message.Time) -> int:
        """The valid time of an instant of the run's clock."""
        if self._offset is None:
            fake = time.ms < YEAR_1971
            self._offset = self._origin.modified_ms - time.ms if fake else 0
            self._note = {"clock": FAKE_CLOCK} if fake else {}
        self._latest = believable(time.ms + self._offset, self._place)
        return self._latest

    def _begin(self, begun: message.CaseStarted) -> Iterator[Event]:
        case = self._cases.get(begun.test_case_id)
        planned = self._features.planned.get(case.pickle_id) if case else None
        if case is None or planned is None:
            raise BadFile(f"test case {begun.test_case_id[:60]!r} was never announced", self._place)
        at = self._at(begun.timestamp)
        for found in self._features.discovered(self._run.suite, self._run.run_id, planned.uri):
            yield self._run.feature(at, found)
        number = begun.attempt + 1
        self._attempts[begun.id] = Attempt(planned, self._labels(case, planned), number, at, [])
        yield self._run.begun(at, planned.scenario_id, number)

    def _labels(self, case: message.TestCase, planned: Planned) -> dict[str, tuple[str, str]]:
        """Per test step keyword and text; a hook's keyword is ``hook``."""
        hooks = {s.id: ("hook", self._hooks.get(s.hook_id or "", "hook")) for s in case.test_steps}
        steps = {s.id: planned.steps.get(s.pickle_step_id, ("", "")) for s in case.test_steps if s.pickle_step_id}
        return hooks | steps

    def _attempt(self, key: str) -> Attempt:
        if key not in self._attempts:
            raise BadFile(f"attempt {key[:60]!r} was never started", self._place)
        return self._attempts[key]

    def _end(self, ended: message.CaseFinished) -> Event:
        attempt = self._attempt(ended.test_case_started_id)
        del self._attempts[ended.test_case_started_id]
        at = self._at(ended.timestamp)
        done = finished(attempt, at, ended.will_be_retried, self._run)
        return self._run.ended(at, done)

    def _finish(self, over: message.RunFinished) -> Iterator[Event]:
        at = self._at(over.timestamp)
        yield from self._tell_features(at)
        thrown = over.exception.message if over.exception else None
        if over.message or thrown:
            self._outside("The run broke off", over.message or thrown)
        elif over.success is False and not self._broken and not self._run.has_failure():
            self._outside("The run failed", "The run says that it failed, and none of its scenarios says why.")
        for name, done in self._broken:
            yield from self._run.broken(at, name, done)
        self._broken.clear()
        left = {"left_out": f"{self._attachments} attachments"} if self._attachments else {}
        yield self._run.completed(at, self._note | left)

    def _tell_features(self, at: int) -> Iterator[Event]:
        for found in self._features.discovered(self._run.suite, self._run.run_id):
            yield self._run.feature(at, found)

    def rest(self) -> Iterator[Event]:
        """What the file announced and never came to: features without a run, failures without an end."""
        yield from self._tell_features(self._latest)
        for name, done in self._broken:
            yield from self._run.broken(self._latest, name, done)
