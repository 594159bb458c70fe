"""Where the servers are is read once and refused in one clear line."""

import pytest

from app.addresses import NOWHERE, Addresses, read_addresses
from app.errors import SetupError
from app.settings import read_settings

POSTGRES = {"MC_POSTGRES": "postgresql://me:secret@127.0.0.1/mc"}


def test_addresses_count_only_where_servers_are_asked_for() -> None:
    assert read_settings(POSTGRES).addresses == NOWHERE
    assert read_settings({**POSTGRES, "MC_STORE": "servers"}).addresses == Addresses(postgres=POSTGRES["MC_POSTGRES"])


def test_servers_without_any_address_are_refused_with_what_to_set() -> None:
    with pytest.raises(SetupError, match="set some of MC_KAFKA"):
        read_settings({"MC_STORE": "servers"})


@pytest.mark.parametrize("name", ["Loud", "1st", "a" * 33, "a_b", ""])
def test_a_namespace_is_a_short_plain_word(name: str) -> None:
    if name:
        with pytest.raises(SetupError, match="MC_NAMESPACE"):
            read_addresses({**POSTGRES, "MC_NAMESPACE": name})
    else:
        assert read_addresses({**POSTGRES, "MC_NAMESPACE": name}).namespace == "mission-control"


def test_brokers_prefix_and_registry_are_read_and_misspelt_ones_refused() -> None:
    kafka = {"MC_KAFKA": "a:1,b:2", "MC_REGISTRY": "http://c:3"}
    found = read_addresses({**POSTGRES, **kafka})
    assert (found.kafka, found.kafka_prefix, found.registry) == ("a:1,b:2", "trimodal.events.", "http://c:3")
    assert read_addresses({**POSTGRES, "MC_KAFKA_PREFIX": "mine."}).kafka_prefix == "mine."
    for flaw in ({"MC_KAFKA": "kafka://a"}, {"MC_KAFKA": "a:1;b:2"}, {"MC_KAFKA_PREFIX": "a b"}):
        with pytest.raises(SetupError, match=next(iter(flaw))):
            read_addresses({**POSTGRES, **flaw})


def test_no_password_is_shown() -> None:
    assert "secret" not in repr(read_addresses(POSTGRES))
