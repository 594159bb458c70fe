"""Every job of the table does its work on a desk that holds something, twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.graph import Scope
from app.domain.state import read
from app.domain.verdict import judge
from app.golden import GOLDEN
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.jobs.job import Job
from workers.jobs.schedule import Schedule
from workers.jobs.table import jobs


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = desk_in(tmp_path_factory.mktemp("desk"))
    for name in ("Iter-Golden-AllPass", "Iter-Golden-TechDebt"):
        for _ in send(opened.log, encode, GOLDEN[name].events("local")):
            pass
    drain(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("job", jobs(read_settings({})), ids=lambda job: job.name)
def test_each_job_does_its_work(desk: Desk, job: Job) -> None:
    mine = Schedule(desk, (), lambda _text: None)
    for _ in range(2):
        assert mine.run(job, asked=True)
        last = desk.jobs.last(job.name)
        assert last is not None
        assert last.outcome == "done", last.detail
        assert last.detail


def test_names_are_unique() -> None:
    names = [job.name for job in jobs(read_settings({}))]
    assert len(set(names)) == len(names)


def test_a_repository_is_scanned_again_only_where_one_is_named(tmp_path: Path) -> None:
    assert "rescan" not in [job.name for job in jobs(read_settings({}))]
    assert "rescan" in [job.name for job in jobs(read_settings({"MC_RESCAN": str(tmp_path)}))]


def test_jobs_leave_the_verdicts_of_the_golden_iterations_as_they_are(desk: Desk) -> None:
    for job in jobs(read_settings({})):
        Schedule(desk, (), lambda _text: None).run(job, asked=True)
    drain(desk)
    for name in ("Iter-Golden-AllPass", "Iter-Golden-TechDebt"):
        verdict = judge(read(desk.graph.snapshot(Scope("local", name))), desk.clock()).verdict
        assert verdict is GOLDEN[name].expected
