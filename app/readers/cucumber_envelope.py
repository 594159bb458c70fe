"""The Cucumber Messages that are read, typed; every other field is skipped without being looked at."""

from typing import Annotated, Final

import msgspec

from app.readers.cucumber_gherkin import GherkinDocument, Location, Message, Pickle

Whole = Annotated[int, msgspec.Meta(ge=-(2**40), le=2**40)]


class Time(Message, frozen=True):
    """A timestamp or a duration."""

    seconds: Whole = 0
    nanos: Whole = 0

    @property
    def ms(self) -> int:
        """Whole milliseconds."""
        return self.seconds * 1000 + self.nanos // 1_000_000

    @property
    def exact_ms(self) -> float:
        """Milliseconds with their fraction."""
        return self.seconds * 1000 + self.nanos / 1_000_000


class Hook(Message, frozen=True):
    id: str
    name: str | None = None
    type: str | None = None


class TestStep(Message, frozen=True):
    id: str
    pickle_step_id: str | None = None
    hook_id: str | None = None


class TestCase(Message, frozen=True):
    id: str
    pickle_id: str
    test_steps: list[TestStep] = []


class Thrown(Message, frozen=True):
    type: str = ""
    message: str | None = None


class StepResult(Message, frozen=True):
    status: str
    duration: Time = Time()
    message: str | None = None
    exception: Thrown | None = None


class RunStarted(Message, frozen=True):
    timestamp: Time


class CaseStarted(Message, frozen=True):
    id: str
    test_case_id: str
    timestamp: Time
    attempt: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0


class StepFinished(Message, frozen=True):
    test_case_started_id: str
    test_step_id: str
    test_step_result: StepResult
    timestamp: Time = Time()


class CaseFinished(Message, frozen=True):
    test_case_started_id: str
    timestamp: Time
    will_be_retried: bool = False


class HookFinished(Message, frozen=True):
    timestamp: Time
    result: StepResult


class RunFinished(Message, frozen=True):
    timestamp: Time
    success: bool | None = None
    message: str | None = None
    exception: Thrown | None = None


class SourcePlace(Message, frozen=True):
    uri: str | None = None
    location: Location = Location()


class ParseError(Message, frozen=True):
    source: SourcePlace = SourcePlace()
    message: str = ""


class Implementation(Message, frozen=True):
    name: str = "cucumber"


class Meta(Message, frozen=True):
    implementation: Implementation = Implementation()


class Placed(Message, frozen=True):
    """Says where an attachment belongs: to a step of an attempt, to an attempt, or to a hook around the run."""

    media_type: str = ""
    test_case_started_id: str | None = None
    test_step_id: str | None = None


class Attachment(Placed, frozen=True):
    body: str = ""
    content_encoding: str = "IDENTITY"
    file_name: str | None = None


class ExternalAttachment(Placed, frozen=True):
    url: str = ""


class Envelope(Message, frozen=True):
    """One line: exactly one of these is present."""

    meta: Meta | None = None
    gherkin_document: GherkinDocument | None = None
    pickle: Pickle | None = None
    parse_error: ParseError | None = None
    hook: Hook | None = None
    test_case: TestCase | None = None
    test_run_started: RunStarted | None = None
    test_run_hook_finished: HookFinished | None = None
    test_case_started: CaseStarted | None = None
    test_step_finished: StepFinished | None = None
    test_case_finished: CaseFinished | None = None
    test_run_finished: RunFinished | None = None
    attachment: Attachment | None = None
    external_attachment: ExternalAttachment | None = None


DECODER: Final = msgspec.json.Decoder(Envelope)
