"""The loss of one broker of three under load loses nothing, doubles nothing, and is over soon."""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.adapters.kafka_log import KafkaLog
from bench.engines.broker_stall import RATE, loss_of
from servers.mortal import Mortals, mortals
from servers.settings import read_settings
from tests.contracts.servers import needs

pytestmark = [*needs("kafka"), pytest.mark.timeout(240)]


@pytest.fixture
def brokers() -> Iterator[Mortals]:
    """Three of our own, of the packages that the usual ones are made of."""
    with mortals(read_settings(os.environ), ["kafka"]) as some:
        yield some


def test_nothing_is_lost_or_doubled_when_a_broker_is_killed_and_it_is_over_soon(brokers: Mortals) -> None:
    with closing(KafkaLog(brokers.variables()["MC_KAFKA"], "loss.")) as log:
        loss = loss_of("kafka-2", brokers, log, RATE // 2, after_s=10)
        print(f"{loss.events} events, the longest append took {loss.stall_s:.1f} s")
        assert loss.events > 2_000
        assert (loss.lost, loss.doubled, loss.in_order) == (0, 0, True)
        assert loss.stall_s < 15
