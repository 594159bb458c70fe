"""A run in which everything is killed at random moments, and the question whether it came to the same as one without.

Two producers tell a story while the blows of a plan fall. When they are done and the log has been worked off, the
same log is taken in once more, by one process that nobody disturbs, into files: both must hold the same, and all of
the story exactly once.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.adapters.neo4j_graph import Neo4jDatabase
from app.desk import Desk
from app.ports import Positions
from app.settings import read_settings
from app.use_cases.progress import reached
from app.wiring import open_desk
from servers.mortal import Mortals
from servers.neo4j import USER
from servers.server import Broken
from tests.adapters.live_graph import Live
from tests.faults.compare import all_is_findable, all_is_shown, all_is_there_once, same_as_undisturbed
from tests.faults.crew import Crew
from tests.faults.plan import Blow, plan
from tests.faults.produce import Place
from tests.faults.story import Told, told_by
from workers.audit import Audit
from workers.ingest import TOPICS
from workers.readers import FOLLOWERS, PROJECTED, READERS

WORKERS = {
    "ingest": ("ingest",),
    "ingest-2": ("ingest", "--number", "2"),
    "followers": tuple(reader.name for reader in (*FOLLOWERS, PROJECTED)),
}
"""Two share the stream; those who come after share a process, so that a small machine can hold all."""
TELLERS = {"teller": 1, "twin": 10}
"""Producers by name; each tells one of so many lines of the story. What the second tells is told twice."""
PATIENCE_S = 600.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Trial:
    """``rate``: lines of the story a second; ``seed`` decides what is told, and who is killed when."""

    seed: int
    kills: int
    rate: int


@dataclass(frozen=True)
class Outcome:
    """How many lines were told, for how many seconds the log was worked off after the last of them, and how often
    each was killed."""

    lines: int
    worked_off_s: float
    killed: Mapping[str, int]


def endure(trial: Trial, servers: Mortals, folder: Path, say: Say) -> Outcome:
    """Run it. Raises AssertionError with what was lost, doubled, or came to something else."""
    blows = plan(trial.seed, trial.kills, [*WORKERS, *TELLERS], servers.names)
    namespace = f"faults-{trial.seed}-{os.getpid()}"
    environ = _environ(servers, namespace, folder / "rough")
    with _crew(trial, environ, folder) as crew, closing(_desk(environ)) as desk:
        _wait(lambda: bool(desk.graph.scopes()), crew, lambda: "nothing is taken in")
        _strike(blows, crew, servers, say)
        told = _told_to_the_end(crew, folder / "rough")
        waited = _wait(lambda: _worked_off(desk), crew, lambda: f"the log is not worked off: {_standing(desk)}")
        crew.stop(list(WORKERS))
        say(f"worked off {waited:.1f} s after the last of {told[0].lines} lines; compared now")
        events = list(told_by(trial.seed, told))
        all_is_there_once(desk, events)
        all_is_findable(desk, events)
        _entered_to_the_end(desk)
        _shown(desk, servers, namespace)
        with closing(_desk(_undisturbed(servers, namespace, folder / "calm"))) as calm:
            same_as_undisturbed(desk, calm)
    return Outcome(told[0].lines, waited, Counter(name for blow in blows for name in blow.victims))


@contextmanager
def _crew(trial: Trial, environ: Mapping[str, str], folder: Path) -> Iterator[Crew]:
    commands = {
        name: ("tests.faults.produce", name, str(trial.seed), str(trial.rate), str(every))
        for name, every in TELLERS.items()
    }
    workers = {name: ("workers", *words) for name, words in WORKERS.items()}
    crew = Crew({**workers, **commands}, environ, folder)
    crew.start(list(crew.commands))
    try:
        yield crew
    finally:
        crew.end()


def _strike(blows: list[Blow], crew: Crew, servers: Mortals, say: Say) -> None:
    """Servers come back while the next processes die already; servers die when all others are back."""
    with ThreadPoolExecutor(1) as pool:
        back: Future[None] | None = None
        for blow in blows:
            time.sleep(blow.rest_s)
            mine = [name for name in blow.victims if name in crew.commands]
            theirs = [name for name in blow.victims if name in servers.names]
            if theirs and back:
                back.result()
            crew.all_run()
            say(f"killed: {', '.join(blow.victims)}")
            crew.kill(mine)
            servers.kill(theirs)
            time.sleep(blow.down_s)
            crew.start(mine)
            if theirs:
                back = pool.submit(_revive, servers, theirs)
        if back:
            back.result()


def _revive(servers: Mortals, names: list[str]) -> None:
    """On a busy machine a server may take longer than is usual."""
    for left in (2, 1, 0):
        try:
            servers.revive(names)
            break
        except Broken:
            if not left:
                raise


def _told_to_the_end(crew: Crew, folder: Path) -> list[Told]:
    """Let every producer tell something after the last blow, then end them. Returns how far each came."""
    places = [Place(folder / name) for name in TELLERS]
    before = [place.read() for place in places]
    _wait(
        lambda: all(place.read() > then for place, then in zip(places, before, strict=True)),
        crew,
        lambda: "a producer tells nothing any more",
    )
    crew.stop(list(TELLERS))
    return [Told(every, place.read()) for every, place in zip(TELLERS.values(), places, strict=True)]


def _wait(true: Callable[[], bool], crew: Crew, trouble: Callable[[], str]) -> float:
    """Until it is true, while everybody runs. Returns for how many seconds."""
    began = time.monotonic()
    while not true():
        crew.all_run()
        assert time.monotonic() - began < PATIENCE_S, trouble()
        time.sleep(0.5)
    return time.monotonic() - began


def _worked_off(desk: Desk) -> bool:
    """Whether every consumer has seen the end of the log, and all was sent on."""
    ends = desk.log.ends(TOPICS)
    return all(reached(place, ends) for place in _standing(desk).values()) and not desk.graph.outbox(1)


def _entered_to_the_end(desk: Desk) -> None:
    """The audit log follows what was sent on as well, which its worker may not have come to before it was ended."""
    audit = Audit(desk)
    while audit.step():
        pass


def _shown(desk: Desk, servers: Mortals, namespace: str) -> None:
    found = servers.variables()
    with closing(Neo4jDatabase(found["MC_NEO4J"], USER, found["MC_NEO4J_PASSWORD"])) as database:
        all_is_shown(desk, Live(database, namespace))


def _standing(desk: Desk) -> dict[str, Positions]:
    return {consumer: place for reader in READERS for consumer, place in reader.places(desk)}


def _desk(environ: Mapping[str, str]) -> Desk:
    return open_desk(read_settings(environ), "writer")


def _environ(servers: Mortals, namespace: str, data: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MC_")}
    ours = {"MC_STORE": "servers", "MC_NAMESPACE": namespace, "MC_DATA": str(data), "MC_PATIENCE": "10m"}
    return {**own, **servers.variables(), **ours, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _undisturbed(servers: Mortals, namespace: str, data: Path) -> dict[str, str]:
    """The same log, and everything else in files."""
    ours = {"MC_STORE": "servers", "MC_NAMESPACE": namespace, "MC_DATA": str(data)}
    return {name: servers.variables()[name] for name in ("MC_KAFKA", "MC_REGISTRY")} | ours
