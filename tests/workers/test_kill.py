"""kill -9 at random points: a worker that is started again ends in the same state as one left alone."""

import multiprocessing
import random
import shutil
import time
from pathlib import Path

import msgspec
import pytest

from app.desk import Desk
from app.domain.statehash import state_hash
from app.ports import Message
from app.use_cases import conclude, record
from app.wire import avro, deadletters
from tests.builders import event
from tests.workers.desks import desk_in
from tests.workers.test_ingest import run
from workers.drain import drain
from workers.ingest import TOPICS, Ingest

KILLS = 25


def a_long_story() -> list[Message]:
    """Six iterations with links, late events, redeliveries, verdict changes and unreadable messages."""
    chance = random.Random(20)
    told = []
    for i in range(6):
        name = f"i{i}"
        for n in range(150):
            told.append(event("dde.requirement.created", n, iteration=name, requirement_id=f"R{n}", name="x"))
            told.append(event("dde.task.created", n, iteration=name, task_id=f"T{n}", requirement_id=f"R{n}"))
            told.append(event("dde.task.started", n + 0.2, iteration=name, task_id=f"T{n}"))
            told.append(event("dde.task.completed", n + 0.4, iteration=name, task_id=f"T{n}"))
        for n in range(10):
            outcome = chance.choice(["FAILED", "PASSED"])
            told += [_in(e, name) for e in run(outcome, 10 * n, f"r{n}")]
    chance.shuffle(told)
    told += chance.sample(told, 200)
    values = [Message(e.stream, e.iteration_id, avro.encode(e)) for e in told]
    return values + [Message("dde", f"i{n % 6}", f"broken {n}".encode()) for n in range(20)]


def _in(one, iteration):
    return msgspec.structs.replace(one, iteration_id=iteration)


def hashes(desk: Desk) -> dict[str, object]:
    letters = sorted({deadletters.decode(r.value).letter_id for r in desk.log.read(["dlq"], {}, 10_000)})
    derived = sorted({avro.decode(r.value).event_id for r in desk.log.read(["convergence"], {}, 10_000)})
    graph = {info.scope.iteration: state_hash(desk.graph.entries(info.scope)) for info in desk.graph.scopes()}
    return {"graph": graph, "letters": letters, "derived": derived}


def work(folder: Path) -> None:
    """The life of a victim: small batches, so that there are many points at which to die."""
    desk = desk_in(folder)
    ingest = Ingest(desk, batch=25)
    while True:
        if not ingest.step():
            time.sleep(0.001)


def finished(desk: Desk) -> bool:
    ends = desk.log.ends(TOPICS)
    done = (desk.graph.positions(record.CONSUMER), desk.graph.positions(conclude.CONSUMER))
    return all(position.get(name, 0) >= end for position in done for name, end in ends.items())


@pytest.mark.timeout(240)
def test_a_worker_killed_at_random_points_ends_in_the_same_state(tmp_path: Path):
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    desk = desk_in(calm)
    story = a_long_story()
    for start in range(0, len(story), 300):
        desk.log.append(story[start : start + 300])
        time.sleep(0.05)
    desk.close()
    shutil.copytree(calm, rough)
    desk = desk_in(calm)
    drain(desk)
    expected = hashes(desk)
    desk.close()

    at_work = _killed_while_working(rough, random.Random(7))
    desk = desk_in(rough)
    drain(desk)
    assert hashes(desk) == expected
    desk.close()
    assert at_work >= 20, "most kills came when nothing was left to do"


def _killed_while_working(folder: Path, chance: random.Random) -> int:
    """Start and kill victims; how many died with work left."""
    context = multiprocessing.get_context("fork")
    at_work = 0
    for _ in range(KILLS):
        victim = context.Process(target=work, args=(folder,))
        victim.start()
        time.sleep(chance.uniform(0.03, 0.15))
        victim.kill()
        victim.join()
        desk = desk_in(folder)
        at_work += not finished(desk)
        desk.close()
    return at_work
