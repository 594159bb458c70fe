"""Events for the correlation benchmark, of all kinds, a millisecond apart."""

from itertools import count
from math import isqrt
from random import Random

from app.domain.events import Event
from app.domain.payloads import PAYLOADS
from app.domain.payloads.acc import ComponentSpec, ModuleSpec
from app.domain.payloads.bdv import ScenarioSpec

T0 = 1_790_000_000_000


class Teller:
    """Events a millisecond apart."""

    def __init__(self) -> None:
        self._number = count()

    def __call__(self, event_type: str, **payload: object) -> Event:
        n = next(self._number)
        return Event(
            event_id=f"e{n}",
            idempotency_key=f"e{n}",
            timestamp=T0 + n,
            tenant_id="bench",
            iteration_id="i",
            event_type=event_type,
            payload=PAYLOADS[event_type](**payload),
        )


def names(size: int) -> list[str]:
    """Names of four words; the more names, the more words, with the root of their number (Heaps' law)."""
    chance, words = Random(size), 10 * isqrt(size)
    return [f"let {' '.join(f'word{chance.randrange(words)}' for _ in range(3))}" for _ in range(size)]


def requirement(say: Teller, n: int, name: str = "") -> Event:
    return say("dde.requirement.created", requirement_id=f"REQ-{n}", name=name)


def task(say: Teller, key: str, **more: object) -> Event:
    return say("dde.task.created", task_id=key, **more)


def artifact(say: Teller, key: str, path: str, content: str = "") -> Event:
    return say("dde.artifact.stamped", task_id=key, name="f", file_path=path, sha256=content)


def module(say: Teller, path: str, n: int, content: str = "") -> Event:
    spec = ModuleSpec(name=f"m{n}", file_path=path, sha256=content)
    return say("acc.module.analyzed", generation="g", module=spec)


def feature(say: Teller, n: int, tags: list[str], key: str = "") -> Event:
    scenario = ScenarioSpec(scenario_id=f"S.{n}", name="s", tags=tags)
    return say("bdv.feature.discovered", feature_id=key or f"F.{n}", feature_path="f", name="F", scenarios=[scenario])


def manifest(say: Teller, size: int) -> Event:
    parts = [ComponentSpec(name=f"c{n}", paths=[f"src/area{n}"], contracts=[f"C{n}"]) for n in range(min(50, size))]
    return say("acc.manifest.loaded", manifest_name="m", generation="g", components=parts)
