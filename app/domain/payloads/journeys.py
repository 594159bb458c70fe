"""Journeys: what people come to do, as steps that scenarios cover (domain 5.2)."""

import msgspec

from app.domain.payloads.common import Payload


class JourneyStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step is covered by scenarios of a contract (``Name`` or ``Name:1.2``), a feature or a name; the latter
    two may hold ``*``. ``depends_on`` names steps without which this one cannot be reached."""

    step_id: str
    name: str = ""
    contract: str = ""
    feature: str = ""
    scenario: str = ""
    depends_on: list[str] = []
    required: bool = True


class JourneyDeclared(Payload, frozen=True):
    """What people come to do, in order; ``severity`` is critical, high, medium or low."""

    journey_id: str
    name: str = ""
    severity: str = "medium"
    steps: list[JourneyStep] = []
    suite: str = ""
    run_id: str = ""
    file_path: str = ""
