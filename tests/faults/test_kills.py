"""kill -9 of workers, producers and servers at random moments under load: nothing is lost, nothing is doubled."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from servers.mortal import Mortals, mortals
from servers.settings import read_settings
from tests.contracts.servers import needs
from tests.faults.soak import KINDS, say
from tests.faults.trial import Trial, endure

SEED = 7
KILLS = 12
RATE = 30

pytestmark = needs(*KINDS)


@pytest.fixture(scope="module")
def servers() -> Iterator[Mortals]:
    with mortals(read_settings(os.environ), KINDS) as some:
        yield some


@pytest.mark.timeout(900)
def test_everything_may_be_killed_and_the_outcome_is_that_of_an_undisturbed_run(
    servers: Mortals, tmp_path: Path
) -> None:
    say(f"seed {SEED}")
    outcome = endure(Trial(SEED, KILLS, RATE), servers, tmp_path, say)
    kinds = {name.partition("-")[0] for name in outcome.killed}
    assert {*KINDS, "ingest"} <= kinds
    assert sum(outcome.killed.values()) == KILLS
