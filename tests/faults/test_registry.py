"""The registry of schemas may go away: who knows the schemas goes on without it."""

import os
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.events import STREAMS
from app.errors import StoreUnavailable
from app.settings import read_settings as read_product_settings
from app.wiring import open_desk
from servers.mortal import Mortals, mortals
from servers.settings import read_settings
from tests.contracts.servers import needs
from tests.faults.soak import say
from tests.faults.story import story
from workers.patience import patiently

SEED = 7
PATIENCE_MS = 60_000

pytestmark = needs("kafka", "registry")


@pytest.fixture
def servers() -> Iterator[Mortals]:
    with mortals(read_settings(os.environ), ["kafka", "registry"]) as some:
        yield some


@pytest.mark.timeout(300)
def test_while_the_registry_is_away_whoever_knows_the_schemas_goes_on_and_a_newcomer_waits(
    servers: Mortals, tmp_path: Path
) -> None:
    told = [line.message for line in islice(story(SEED), 300) if line.event_id]
    with closing(at_work(servers, tmp_path / "old")) as runs:
        patiently(lambda: runs.log.append(told[:100]), PATIENCE_MS, say)
        servers.kill(["registry"])
        runs.log.append(told[100:200])
        assert len(runs.log.read(STREAMS, {}, 1_000)) == 200
        with closing(at_work(servers, tmp_path / "old")) as again, closing(at_work(servers, tmp_path / "new")) as new:
            assert len(again.log.read(STREAMS, {}, 1_000)) == 200
            with pytest.raises(StoreUnavailable, match="registry"):
                new.log.append(told[200:])
            servers.revive(["registry"])
            patiently(lambda: new.log.append(told[200:]), PATIENCE_MS, say)
        found = [record.value for record in runs.log.read(STREAMS, {}, 1_000)]
    assert sorted(found) == sorted(message.value for message in told)


def at_work(servers: Mortals, data: Path) -> Desk:
    own = {"MC_STORE": "servers", "MC_NAMESPACE": "no-registry", "MC_DATA": str(data)}
    wanted = {name: at for name, at in servers.variables().items() if name in ("MC_KAFKA", "MC_REGISTRY")}
    return open_desk(read_product_settings({**own, **wanted}), "writer")
