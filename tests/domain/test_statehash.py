"""The state hash sees every field, and nothing that was merely generated."""

import msgspec
import pytest

from app.domain.graph import EdgeId, Entry, Fact, NodeId, Op, Scope
from app.domain.statehash import state_hash, timeless_hash

NODE = NodeId("Task", "A")


def entry(**changed) -> Entry:
    fact = Fact(changed.pop("entity", NODE), changed.pop("at", 10), changed.pop("props", {"status": "RUNNING"}))
    fact = msgspec.structs.replace(fact, op=changed.pop("op", Op.DECLARE))
    fields = {"key": "k", "event_id": "e", "event_type": "x", "valid_at": 10, "accepted": 100, "facts": (fact,)}
    return Entry(Scope("t", "i"), **{**fields, **changed})


ONE_FIELD = {
    "another node": {"entity": NodeId("Task", "B")},
    "another label": {"entity": NodeId("Gate", "A")},
    "an edge": {"entity": EdgeId("DEPENDS_ON", NODE, NODE)},
    "another valid time": {"at": 11},
    "another value": {"props": {"status": "FAILED"}},
    "another type of value": {"props": {"status": ["RUNNING"]}},
    "another property": {"props": {"state": "RUNNING"}},
    "one property more": {"props": {"status": "RUNNING", "attempt": 1}},
    "no declaration": {"op": Op.PATCH},
}


@pytest.mark.parametrize("change", ONE_FIELD.values(), ids=ONE_FIELD.keys())
def test_each_change_of_one_field_alters_both_hashes(change: dict):
    assert state_hash([entry(**change)]) != state_hash([entry()])
    assert timeless_hash([entry(**change)]) != timeless_hash([entry()])


def test_the_known_time_alters_only_the_hash_that_covers_it():
    assert state_hash([entry(accepted=101)]) != state_hash([entry()])
    assert timeless_hash([entry(accepted=101)]) == timeless_hash([entry()])


def test_generated_ids_do_not_count():
    assert state_hash([entry(key="other", event_id="other")]) == state_hash([entry()])


def test_a_dead_letter_alters_the_hash():
    assert state_hash([entry()], ["letter"]) != state_hash([entry()])


def test_restating_what_holds_alters_only_the_hash_with_known_times():
    again = entry(key="k2", at=20, accepted=200)
    assert timeless_hash([entry(), again]) == timeless_hash([entry()])
    assert state_hash([entry(), again]) != state_hash([entry()])
