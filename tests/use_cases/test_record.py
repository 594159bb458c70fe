"""What is recorded depends on the log alone, never on how a worker cut it into batches."""

from pathlib import Path

import msgspec

from app.domain.graph import Scope
from app.use_cases.post import send
from app.use_cases.undo import retractions
from app.wire.avro import encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.rebuild import rebuild

SCOPE = Scope("t", "i1")


def test_a_batch_is_taken_back_the_same_whether_it_was_written_before_or_comes_in_the_same_go(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    brought = [event("dde.task.created", n, task_id=f"T{n}") for n in range(3)]
    for _ in send(desk.log, encode, [msgspec.structs.replace(one, batch_id="b1") for one in brought]):
        pass
    drain(desk)
    for _ in send(desk.log, encode, retractions(desk.graph, "b1", desk.clock(), "a mistake")):
        pass
    drain(desk)
    assert desk.graph.snapshot(SCOPE).labelled("Task") == []
    done = rebuild(desk, lambda _taken: None)
    assert done.agrees
    desk.close()
