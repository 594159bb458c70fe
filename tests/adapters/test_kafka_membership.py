"""Workers share the stream: every share is with one of them, and never with two."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.adapters.kafka_log import KafkaLog, Members, Membership
from app.domain.partitions import SHARES
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("kafka")

MEMBER = """
import sys
from app.adapters.kafka_log import Membership
member = Membership(sys.argv[1], sys.argv[2], "graph")
while True:
    print(len(member.shares(0.05)), flush=True)
"""


@pytest.fixture
def prefix(tmp_path: Path) -> Iterator[str]:
    yield (name := f"{namespace(tmp_path)}.")
    close(KafkaLog(address("MC_KAFKA"), name))


def until(done: Callable[[], bool], *members: Membership) -> None:
    """Let the members work until it is so; at no moment does any of them share a share."""
    deadline = time.monotonic() + 120
    while not done():
        assert time.monotonic() < deadline, [sorted(member.held) for member in members]
        for member in members:
            member.shares(0.05)
            held = [share for one in members for share in one.held]
            assert len(held) == len(set(held))


def test_two_members_share_the_stream_and_who_stays_gets_all_of_it(prefix: str) -> None:
    first, second = (Membership(address("MC_KAFKA"), prefix, "graph") for _ in range(2))
    until(lambda: first.held == SHARES, first)
    until(lambda: len(second.held) == 6, first, second)
    assert first.held | second.held == SHARES
    second.leave()
    second.leave()
    assert second.held == frozenset()
    until(lambda: first.held == SHARES, first)
    first.leave()


def test_whoever_looks_is_told_who_has_which_shares(prefix: str) -> None:
    looking = Members(address("MC_KAFKA"), prefix)
    assert looking.holders("graph") == {}
    member = Membership(address("MC_KAFKA"), prefix, "graph")
    until(lambda: member.held == SHARES, member)
    assert looking.holders("graph") == {f"{socket.gethostname()}.{os.getpid()}": SHARES}
    assert looking.holders("another") == {}
    member.leave()
    looking.close()


def test_the_shares_of_a_killed_member_go_to_the_others(prefix: str) -> None:
    member = Membership(address("MC_KAFKA"), prefix, "graph")
    command = [sys.executable, "-c", MEMBER, address("MC_KAFKA"), prefix]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            until(lambda: len(member.held) == 6, member)
        finally:
            other.kill()
    killed = time.monotonic()
    until(lambda: member.held == SHARES, member)
    assert time.monotonic() - killed < 20
    member.leave()


def test_where_brokers_take_no_session_so_short_a_member_takes_part_with_a_longer_one(prefix: str) -> None:
    member = Membership(address("MC_KAFKA"), prefix, "graph", session_ms=10)
    until(lambda: member.held == SHARES, member)
    assert member.session_ms == 6_000
    member.leave()


def test_groups_share_apart_from_each_other(prefix: str) -> None:
    members = Members(address("MC_KAFKA"), prefix)
    deadline = time.monotonic() + 120
    while not members.mine("graph") == members.mine("measures") == SHARES:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    members.leave("measures")
    assert members.mine("graph") == SHARES
    members.close()
    members.close()
