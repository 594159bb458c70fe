"""Roles share processes as one likes, and each process has a port of its own for its numbers."""

from itertools import combinations
from pathlib import Path

from app.cli.processes import read_procfile
from app.cli.up import PROCFILES, ROOT
from workers.readers import READERS
from workers.roles import NAMES, Crew


def roles_in(procfile: Path) -> list[tuple[str, ...]]:
    commands = [command.split() for command in read_procfile(procfile).values()]
    return [tuple(command[3:]) for command in commands if command[:3] == ["python", "-m", "workers"]]


def test_every_role_has_one_process_in_each_way_of_running() -> None:
    for name in PROCFILES.values():
        assert sorted(role for roles in roles_in(ROOT / name) for role in roles) == sorted(NAMES)


def test_on_servers_each_role_has_a_process_of_its_own() -> None:
    assert {len(roles) for roles in roles_in(ROOT / PROCFILES["servers"])} == {1}


def test_no_two_processes_tell_at_one_port() -> None:
    crews = [Crew((name,), number) for number in (1, 2, 3) for name in NAMES]
    ports = [crew.port(9464) for crew in crews]
    assert len(set(ports)) == len(ports)
    assert all(
        Crew(both).port(9464) == min(Crew((name,)).port(9464) for name in both) for both in combinations(NAMES, 2)
    )


def test_while_nobody_watches_there_is_no_port() -> None:
    assert {Crew((name,), 2).port(0) for name in NAMES} == {0}


def test_whoever_reads_the_log_is_a_role() -> None:
    assert {reader.name for reader in READERS} < set(NAMES)
    consumers = [consumer for reader in READERS for consumer in reader.consumers]
    assert len(set(consumers)) == len(consumers)
