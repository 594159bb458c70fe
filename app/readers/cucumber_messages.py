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
testStepFinished                a step of the attempt with its data table or doc string; the worst status of
                                steps and hooks is the attempt's, by Cucumber's own order
attachment                      on its step (a run hook's: on the run's end): media type, name, size, digest,
                                and its text up to 4 KiB; externalAttachment: its address
a failed run hook, an           a scenario of kind ``run`` with status ERROR, so that a run that failed
exception of the run, a parse   outside its scenarios is never green; a file with a parse error of which
error, an unexplained failure   scenarios ran (a dialect of the runner's own) is a remark of the run's end
==============================  =================================================================

Left out: the bytes of larger attachments (each says so), and those beyond the hundredth of a step, which the
metadata of the run's end counts; sources, step definitions, parameter types and suggestions. A run whose
clock shows 1970 keeps its offsets and is moved to the file's own time, which its metadata says.
"""

from collections.abc import Iterator
from typing import Final

from app.domain.events import Event
from app.domain.identity import scenario_key
from app.domain.payloads.bdv import Attachment, ScenarioFinished
from app.readers import cucumber_envelope as message
from app.readers.cucumber_attachments import Place, kept
from app.readers.cucumber_reading import Course, Reading, Trouble
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp, clipped
from app.readers.runs import Ending, Run
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


class _Kept(Course):
    """A course that the messages alone tell; larger attachments go where whoever reads wants them."""

    def __init__(self, place: Place | None) -> None:
        self._place = place

    def keep(self, found: message.Attachment) -> Attachment:
        return kept(found, self._place)


class _Reading(Reading):
    """A file: its start and end are the run's."""

    def __init__(self, origin: Origin, stamp: Stamp) -> None:
        super().__init__(Run(stamp, origin, "cucumber"), _Kept(origin.keep))
        self._origin, self._stamp = origin, stamp
        self._offset: int | None = None
        self._note: dict[str, str] = {}
        self._latest = origin.modified_ms

    def take(self, envelope: message.Envelope, place: str) -> Iterator[Event]:
        """The events that one line leads to."""
        if envelope.meta:
            name = clipped(envelope.meta.implementation.name, 100) or "cucumber"
            self.run = Run(self._stamp, self._origin, name)
        if started := envelope.test_run_started:
            yield self.run.started(self.at(started.timestamp, place), self._note)
        yield from super().take(envelope, place)
        if over := envelope.test_run_finished:
            yield from self._finish(over, place)

    def at(self, time: message.Time, place: str) -> int:
        """The valid time of an instant of the run's clock; a clock in 1970 is moved to the file's time."""
        if self._offset is None:
            fake = time.ms < YEAR_1971
            self._offset = self._origin.modified_ms - time.ms if fake else 0
            self._note = {"clock": FAKE_CLOCK} if fake else {}
        self._latest = believable(time.ms + self._offset, place)
        return self._latest

    def _finish(self, over: message.RunFinished, place: str) -> Iterator[Event]:
        at = self.at(over.timestamp, place)
        yield from self._tell_features(at)
        thrown = over.exception.message if over.exception else None
        if over.message or thrown:
            self._troubles.append(Trouble("The run broke off", clipped(over.message or thrown)))
        elif over.success is False and not self.troubles and not self.run.has_failure():
            self._troubles.append(Trouble("The run failed", "It says so, and none of its scenarios says why."))
        ending = Ending(message=_said(self.remarks), attachments=self.attachments)
        yield from self._tell_troubles(at)
        left = {"left_out": f"{self.left_out} attachments"} if self.left_out else {}
        yield self.run.completed(at, self._note | left, ending)

    def _tell_features(self, at: int) -> Iterator[Event]:
        for found in self.features.discovered(self.run.suite, self.run.run_id):
            yield self.run.feature(at, found)

    def _tell_troubles(self, at: int) -> Iterator[Event]:
        """Failures that belong to no scenario become some of their own, so that nobody overlooks them."""
        for number, trouble in enumerate(self.troubles):
            done = ScenarioFinished(
                scenario_id=scenario_key(trouble.path or self.run.suite, trouble.name, str(number)),
                run_id=self.run.run_id,
                suite=self.run.suite,
                status="ERROR",
                error_message=trouble.text or trouble.name,
                file_path=trouble.path,
                line=trouble.line,
            )
            yield from self.run.broken(at, trouble.name, done)
        self._troubles.clear()

    def rest(self) -> Iterator[Event]:
        """What the file announced and never came to: features without a run, failures without an end."""
        yield from self._tell_features(self._latest)
        yield from self._tell_troubles(self._latest)


def _said(remarks: list[Trouble]) -> str:
    """One sentence per file that ran although the official parser refuses it, with its first error."""
    first = {remark.path: remark for remark in reversed(remarks)}
    told = sorted((path, remark.line, remark.text) for path, remark in first.items())
    return clipped("; ".join(f"{path}:{line} ran, but is no Gherkin: {text}" for path, line, text in told))
