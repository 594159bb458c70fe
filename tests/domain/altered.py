"""The smallest sound iteration, told with one thing more or another."""

from app.domain.payloads.common import Payload
from tests.domain.small_iteration import Step, sound


def before(kind: str, *news: Step) -> list[Step]:
    """The sound iteration, with more told before the first event of this type."""
    steps = sound()
    place = next(n for n, (told, _) in enumerate(steps) if told == kind)
    return [*steps[:place], *news, *steps[place:]]


def with_payload(old: Payload, *news: Step) -> list[Step]:
    """The sound iteration, with something else told in place of the event with this payload."""
    steps = sound()
    place = next(n for n, (_, payload) in enumerate(steps) if payload == old)
    return [*steps[:place], *news, *steps[place + 1 :]]


def of_type(kind: str, *news: Step) -> list[Step]:
    """The sound iteration, with something else told in place of the first event of this type."""
    steps = before(kind, *news)
    place = next(n for n, (told, payload) in enumerate(steps) if told == kind and (told, payload) not in news)
    return [*steps[:place], *steps[place + 1 :]]
