"""What the runs of one call, and those before it, come to: flakes, quarantine, who may come out of it."""

from collections.abc import Collection, Iterable, Mapping

from app.domain.behaviour.flakes import LIMIT, Flakiness, Outcome, detected, measure
from app.domain.behaviour.known import Held, Known
from app.domain.behaviour.quarantine import GREEN_RUNS, TAGGED, asked_by_tag, green_runs
from app.domain.events import Event
from app.domain.payloads.bdv import ScenarioUnquarantined
from app.readers.runs import Run


class Sums:
    """``held`` are those in quarantine; attempts grow from run to run."""

    def __init__(self, known: Known) -> None:
        self._outcomes = {key: list(found) for key, found in known.outcomes.items()}
        self._flaky = set(known.flaky)
        self.held = dict(known.quarantined)

    def add(self, scenario_id: str, outcome: Outcome) -> None:
        """One more attempt."""
        self._outcomes.setdefault(scenario_id, []).append(outcome)

    def released(self, selected: Mapping[str, Collection[str]], run: Run, at: int) -> list[Event]:
        """Quarantine by tag begins and ends with the tag."""
        tagged = {key for key, tags in selected.items() if asked_by_tag(tags)}
        gone = [k for k in selected if k not in tagged and k in self.held and self.held[k].reason == TAGGED]
        self.held |= {key: Held(TAGGED) for key in tagged if key not in self.held}
        for key in gone:
            del self.held[key]
        return [run.tell("bdv.scenario.unquarantined", at, key, _untagged(key)) for key in gone]

    def flakiness(self, scenario_id: str) -> Flakiness:
        """As all attempts show it."""
        return measure(self._outcomes.get(scenario_id, []))

    def flakes(self, ran: Iterable[str], run: Run, at: int) -> list[Event]:
        """Who of these is flaky now, and who was and is steady again."""
        told = []
        for key in sorted(ran):
            found = self.flakiness(key)
            again = found.standing == "steady" and key in self._flaky and key not in self.held
            if found.standing == "flaky" or again:
                told.append(run.tell("bdv.flake.detected", at, key, detected(key, found)))
            if found.standing == "flaky":
                self._flaky.add(key)
        return told

    def counts(self, mentioned: Collection[str]) -> dict[str, int]:
        """What a run sums up of them (R-30)."""
        marked = sum(key in self._flaky or key in self.held for key in mentioned)
        return {"flaky": marked, "quarantined": sum(key in self.held for key in mentioned)}

    def candidates(self, ran: Iterable[str]) -> list[str]:
        """Flaky beyond the limit, and not in quarantine; the highest rate first."""
        rates = {key: self.flakiness(key) for key in ran if key not in self.held}
        found = {key: f.rate or 0.0 for key, f in rates.items() if f.standing == "flaky"}
        return sorted((key for key, rate in found.items() if rate > LIMIT), key=lambda key: (-found[key], key))

    def releasable(self, ran: Iterable[str]) -> list[str]:
        """In quarantine, and green often enough since."""
        held = {key: self.held[key].since for key in ran if key in self.held}
        return [key for key, since in held.items() if green_runs(self._outcomes.get(key, []), since) >= GREEN_RUNS]


def _untagged(key: str) -> ScenarioUnquarantined:
    return ScenarioUnquarantined(scenario_id=key, released_by="the feature file", evidence="its tag is gone")
