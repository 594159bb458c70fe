"""Cache, bus and limits on a real cluster of three servers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from app.adapters.memory_throttle import MemoryThrottle
from app.adapters.redis_bus import RedisBus
from app.adapters.redis_cache import RedisCache
from app.adapters.redis_throttle import RedisThrottle
from app.domain.graph import Scope
from app.errors import StoreUnavailable
from app.use_cases.shared import key_of
from tests.contracts.clocks import Wall
from tests.contracts.servers import close, needs
from tests.redis_servers import own_cluster

pytestmark = needs("redis")
SCOPES = [Scope("acme", f"i{n}") for n in range(12)]
NAMES = ("dsm", "coverage", "critical_path", "verdict")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with own_cluster(tmp_path_factory.mktemp("cluster")) as url:
        yield url


@contextmanager
def asking(cluster: str) -> Iterator[redis.RedisCluster]:
    client = redis.RedisCluster.from_url(cluster.replace("+cluster", ""))
    try:
        yield client
    finally:
        client.disconnect_connection_pools()


def test_what_is_kept_is_found_wherever_it_lies_and_that_of_an_iteration_lies_together(cluster: str) -> None:
    cache = RedisCache(cluster, Wall(), "here")
    keys = {scope: [key_of(scope, name, "7.a", 0, 0) for name in NAMES] for scope in SCOPES}
    for scope in SCOPES:
        for key in keys[scope]:
            cache.put(key, key.encode(), 100)
    assert all(cache.get(key) == key.encode() for scope in SCOPES for key in keys[scope])
    with asking(cluster) as client:
        kept = [key.decode() for key in client.scan_iter(match="here:*")]
        places = {scope: {client.keyslot(k) for k in kept if f"{{acme:{scope.iteration}}}" in k} for scope in SCOPES}
        holders = {client.get_node_from_key(key).port for key in kept}  # type: ignore[union-attr]
    assert len(kept) == len(SCOPES) * len(NAMES)
    assert {len(slots) for slots in places.values()} == {1}
    assert len(holders) == 3
    close(cache)
    with asking(cluster) as client:
        assert not list(client.scan_iter(match="here:*"))


def test_who_listens_hears(cluster: str) -> None:
    speaker, listener = RedisBus(cluster, "here"), RedisBus(cluster, "here")
    for channel in ("a", "b", "c"):
        assert listener.listen(channel, 0) == []
        speaker.publish(channel, f"news of {channel}")
        assert listener.listen(channel, 5) == [f"news of {channel}"]
    close(speaker, listener)


def test_turns_are_counted(cluster: str) -> None:
    throttles = [RedisThrottle(cluster, 0.01, 4, MemoryThrottle(Wall(), 1, 1), "here") for _ in range(2)]
    for who in ("10.0.0.1", "10.0.0.2", "::1"):
        assert sum(t.wait_s(who) == 0 for _ in range(4) for t in throttles) == 4
    close(*throttles)


def test_a_cluster_that_is_not_there_is_said_so_and_costs_nothing_but_time() -> None:
    cache = RedisCache("redis+cluster://127.0.0.1:1/0", Wall(), "here")
    cache.put("a", b"1", 10)
    assert cache.get("a") is None
    with pytest.raises(StoreUnavailable, match=r"Redis cluster at 127\.0\.0\.1:1"):
        cache.ping()
    cache.close()
