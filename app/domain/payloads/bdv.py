"""Behaviour-driven validation: features, scenarios, runs, flakes (domain 2.2).

A *suite* is what one producer reports again and again under one name (``pytest``, a Cucumber run, a
folder of features). When a full run of a suite completes, its scenarios that the run did not mention
are gone. ``scenario_id`` is stable: see :func:`app.domain.identity.scenario_key` (R-3).
"""

import msgspec

from app.domain.payloads.common import (
    BatchRetracted,
    ExpiryPassed,
    IterationDeclared,
    LinkDecided,
    Payload,
    StreamWaived,
)
from app.domain.payloads.journeys import JourneyDeclared


class RunStarted(Payload, frozen=True):
    run_id: str
    suite: str


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """What a step or a hook put down. ``size`` in bytes. Small text is in ``text``, anything else in ``file``
    (below the folder of all that is kept, or an address); ``note`` says what was left out, and why."""

    media_type: str
    name: str = ""
    size: int = 0
    sha256: str = ""
    text: str = ""
    file: str = ""
    note: str = ""


class RunCompleted(Payload, frozen=True):
    """``counts`` per outcome (passed, failed, skipped, …, attempts) and ``digest`` sum up the run (R-30).

    ``status`` is COMPLETED, BROKEN (it ended before its scenarios did) or CANCELLED; ``message`` says why.
    ``journeys`` names those that the run declared; ``attachments`` are those of hooks around the run.
    """

    run_id: str
    suite: str
    full: bool = True
    counts: dict[str, int] = {}
    digest: str = ""
    status: str = "COMPLETED"
    message: str = ""
    journeys: list[str] = []
    attachments: list[Attachment] = []


class ScenarioSpec(Payload, frozen=True):
    """A scenario as its feature file declares it."""

    scenario_id: str
    name: str
    kind: str = "scenario"
    line: int = 0
    tags: list[str] = []
    rule: str = ""
    position: int = 0
    steps: list[str] = []


class FeatureDiscovered(Payload, frozen=True):
    feature_id: str
    feature_path: str
    name: str
    suite: str = ""
    run_id: str = ""
    description: str = ""
    language: str = "en"
    tags: list[str] = []
    requirement_id: str = ""
    scenarios: list[ScenarioSpec] = []


class ContractTagDetected(Payload, frozen=True):
    scenario_id: str
    contract_tags: list[str]


class ScenarioStarted(Payload, frozen=True):
    scenario_id: str
    run_id: str
    attempt: int = 1


class StepResult(Payload, frozen=True):
    """One step of an attempt; status is PASSED, FAILED, SKIPPED, UNDEFINED, PENDING or AMBIGUOUS.

    ``started_at`` in ms, 0 where unknown; ``table`` holds the rows of its data table, the header first. A
    hook is a step with the keyword ``hook``.
    """

    keyword: str
    text: str
    status: str
    duration_ms: float = 0.0
    message: str = ""
    started_at: int = 0
    table: list[list[str]] = []
    doc_string: str = ""
    media_type: str = ""
    attachments: list[Attachment] = []


class ScenarioFinished(Payload, frozen=True):
    """completed, failed and skipped share this payload.

    ``status`` keeps the producer's own word in upper case (PASSED, FAILED, SKIPPED, UNDEFINED,
    PENDING, AMBIGUOUS, ERROR). ``will_retry`` marks an attempt that is not the last. ``code_version``
    tells apart states of the code that one commit does not (a changed work tree); empty: the commit says it.
    """

    scenario_id: str
    run_id: str
    suite: str = ""
    status: str = "PASSED"
    attempt: int = 1
    will_retry: bool = False
    duration_ms: float = 0.0
    error_message: str = ""
    error_type: str = ""
    failed_step: str = ""
    file_path: str = ""
    line: int = 0
    reason: str = ""
    steps: list[StepResult] = []
    code_version: str = ""


class StepExecuted(Payload, frozen=True):
    scenario_id: str
    run_id: str
    keyword: str
    step_text: str
    step_result: str


class FlakeDetected(Payload, frozen=True):
    """The flake rate as the latest runs at one version of the code show it; 0 says that it is steady again.

    ``low`` and ``high`` are the 95 % interval, ``slope`` the change of the rate per run, ``cause`` a hint.
    """

    scenario_id: str
    flake_rate: float
    total_runs: int
    recent_results: list[str] = []
    low: float = 0.0
    high: float = 1.0
    slope: float = 0.0
    cause: str = ""
    cause_confidence: float = 0.0


class ScenarioQuarantined(Payload, frozen=True):
    """``owner`` sees to it until ``review_date`` (ms)."""

    scenario_id: str
    reason: str
    owner: str = ""
    flake_rate: float = 0.0
    quarantined_by: str = ""
    ticket: str = ""
    review_date: int = 0


class ScenarioUnquarantined(Payload, frozen=True):
    scenario_id: str
    released_by: str = ""
    evidence: str = ""


PAYLOADS: dict[str, type[Payload]] = {
    "bdv.iteration.declared": IterationDeclared,
    "bdv.batch.retracted": BatchRetracted,
    "bdv.stream.waived": StreamWaived,
    "bdv.link.decided": LinkDecided,
    "bdv.expiry.passed": ExpiryPassed,
    "bdv.run.started": RunStarted,
    "bdv.run.completed": RunCompleted,
    "bdv.feature.discovered": FeatureDiscovered,
    "bdv.contract_tag.detected": ContractTagDetected,
    "bdv.scenario.started": ScenarioStarted,
    "bdv.scenario.completed": ScenarioFinished,
    "bdv.scenario.failed": ScenarioFinished,
    "bdv.scenario.skipped": ScenarioFinished,
    "bdv.step.executed": StepExecuted,
    "bdv.flake.detected": FlakeDetected,
    "bdv.scenario.quarantined": ScenarioQuarantined,
    "bdv.scenario.unquarantined": ScenarioUnquarantined,
    "bdv.journey.declared": JourneyDeclared,
}
