"""Specifications: what a sound one has, and which changes break those who build on it."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.workflow.specs import Spec, bump, changes, problems

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def api() -> dict[str, Any]:
    order = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "sum": {"type": "number"}},
    }
    ask = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ask"}}}}
    answer = {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1.0"},
        "paths": {
            "/orders": {"get": {"responses": answer}, "post": {"requestBody": ask, "responses": answer}},
            "/health": {"get": {"responses": {"204": {"description": "fine"}}}},
        },
        "components": {
            "schemas": {
                "Order": order,
                "Ask": {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}},
            }
        },
    }


def changed(change: Any) -> Any:
    new = deepcopy(api())
    change(new)
    return changes(Spec("openapi", api()), Spec("openapi", new))


def test_a_sound_document_has_no_problems() -> None:
    assert problems(Spec("openapi", api())) == []


@pytest.mark.parametrize("name", ["openapi", "info", "paths"])
def test_what_a_document_must_have_is_missed(name: str) -> None:
    document = api()
    del document[name]
    assert problems(Spec("openapi", document)) == [f"{name} is missing"]


@given(PLAIN)
def test_any_junk_is_judged_and_compared_without_breaking(junk: Any) -> None:
    found = problems(Spec("openapi", junk))
    assert found
    holder = {**api(), "paths": {"/orders": junk}, "components": {"schemas": {"Order": junk, "Ask": junk}}}
    changes(Spec("openapi", api()), Spec("openapi", holder))
    changes(Spec("openapi", holder), Spec("openapi", api()))


def test_the_same_document_changes_nothing() -> None:
    assert changed(lambda new: None).lines() == []


BREAKING = {
    "path /health removed": lambda d: d["paths"].pop("/health"),
    "GET /orders removed": lambda d: d["paths"]["/orders"].pop("get"),
    "GET /health replaced by PUT": lambda d: d["paths"].__setitem__("/health", {"put": d["paths"]["/health"]["get"]}),
    "POST /orders request field size added as required": lambda d: d["components"]["schemas"]["Ask"].update(
        required=["item", "size"], properties={"item": {"type": "string"}, "size": {"type": "string"}}
    ),
    "POST /orders request field item changed from string to integer": lambda d: d["components"]["schemas"]["Ask"][
        "properties"
    ].update(item={"type": "integer"}),
    "GET /orders response 200 field sum removed": lambda d: d["components"]["schemas"]["Order"]["properties"].pop(
        "sum"
    ),
    "GET /health response 204 removed": lambda d: d["paths"]["/health"]["get"].update(responses={"200": {}}),
    "GET /orders parameter query page added as required": lambda d: d["paths"]["/orders"]["get"].update(
        parameters=[{"in": "query", "name": "page", "required": True}]
    ),
}


@pytest.mark.parametrize("told", BREAKING)
def test_what_callers_rely_on_or_must_add_breaks_them(told: str) -> None:
    assert told in changed(BREAKING[told]).breaking


def test_what_is_only_added_breaks_nobody() -> None:
    def add(new: Any) -> None:
        new["paths"]["/refunds"] = {"post": {"responses": {"200": {}}}}
        new["components"]["schemas"]["Ask"]["properties"]["note"] = {"type": "string"}
        new["components"]["schemas"]["Order"]["properties"]["at"] = {"type": "string"}

    found = changed(add)
    assert found.breaking == ()
    assert found.added == ("POST /refunds added",)


SCHEMA = "type Query { order(id: ID!): Order }\ntype Order { id: ID! sum: Float }\nenum Size { S M }"


def test_graphql_fields_types_and_arguments_are_compared() -> None:
    assert problems(Spec("graphql", SCHEMA)) == []
    assert problems(Spec("graphql", "# nothing")) == ["it defines no types"]
    assert problems(Spec("graphql", "type A { b: C }")) == ["it has no type Query to begin a query with"]
    new = (
        SCHEMA.replace("sum: Float", "sum: Int!").replace("(id: ID!)", "(id: ID!, at: Int!)").replace("S M", "S M L")
    )
    found = changes(Spec("graphql", SCHEMA), Spec("graphql", new))
    assert found.breaking == ("Order.sum changed from Float to Int!", "Query.order(at) added as required")
    assert found.added == ("Size.L added",)


PROTO = """syntax = "proto3"; // orders
message Order { string id = 1; repeated int32 sums = 2; message Part { string a = 1; } oneof x { string y = 4; } }
service Orders { rpc Get (Order) returns (stream Order) {} }
"""


def test_proto_fields_are_compared_by_number_and_calls_by_name() -> None:
    assert problems(Spec("grpc", PROTO)) == []
    assert problems(Spec("grpc", "message A {}")) == ["it defines no services"]
    new = PROTO.replace("repeated int32 sums = 2", "string sums = 2").replace("rpc Get", "rpc Find")
    found = changes(Spec("grpc", PROTO), Spec("grpc", new))
    assert found.breaking == (
        "Orders.Get removed",
        "Order field 2 changed from repeated int32 sums to string sums",
    )
    assert found.added == ("Orders.Find added",)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("1.0", "2.0", "major"),
        ("1.0", "1.1", "minor"),
        ("1.0", "1.0.1", "patch"),
        ("0.1", "0.2", "major"),
        ("2.0", "1.0", ""),
    ],
)
def test_the_version_says_how_large_a_change_it_claims(old: str, new: str, kind: str) -> None:
    assert bump(old, new) == kind
