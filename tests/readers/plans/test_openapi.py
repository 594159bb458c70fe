"""Contracts come in from OpenAPI files."""

import json

import pytest

from app.domain.labels import CONTRACT
from app.errors import BadFile
from tests.readers.inputs import read, state_of

SPEC = b"""
openapi: 3.1.0
info: {title: shop orders, version: 1.2.0}
paths:
  /orders:
    get: {responses: {}}
    post: {responses: {}}
    parameters: []
  /orders/{id}:
    delete: {responses: {}}
"""


def test_a_released_version_is_a_locked_contract() -> None:
    contract = state_of(read(SPEC, commit="abc")).of(CONTRACT)["ShopOrders:1.2.0"]
    assert contract.get("state") == "LOCKED"
    assert contract.get("validated") is True
    assert contract.get("changes") == ["DELETE /orders/{id}", "GET /orders", "POST /orders"]
    assert contract.get("locked_by") == "report at abc"
    assert len(contract.get("spec_hash")) == 64


def test_a_pre_release_stays_a_draft() -> None:
    contract = state_of(read(SPEC.replace(b"1.2.0", b"1.2.0-rc1"))).of(CONTRACT)["ShopOrders:1.2.0-rc1"]
    assert contract.get("state") == "DRAFT"


def test_json_and_swagger_are_read_too_and_the_name_can_be_said() -> None:
    spec = {
        "swagger": "2.0",
        "info": {"title": "x", "x-contract-name": "Billing", "version": "v2"},
        "paths": {"/": {}},
    }
    assert set(state_of(read(json.dumps(spec).encode())).of(CONTRACT)) == {"Billing:2"}


def test_a_document_without_paths_is_not_valid_and_not_locked() -> None:
    contract = state_of(read(b"openapi: 3.0.0\ninfo: {title: A, version: 1.0.0}\n")).of(CONTRACT)["A:1.0.0"]
    assert (contract.get("validated"), contract.get("state")) == (False, "DRAFT")


@pytest.mark.parametrize(
    ("info", "place"),
    [
        (b"{version: 1.0.0}", "$.info.title"),
        (b"{title: A}", "$.info.version"),
        (b"{title: A, version: latest}", "$.info.version"),
    ],
)
def test_a_contract_without_name_or_version_is_refused(info: bytes, place: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(b"openapi: 3.0.0\ninfo: " + info + b"\n")
    assert refused.value.place == place
