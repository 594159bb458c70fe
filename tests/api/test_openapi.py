"""The OpenAPI document says what the interface takes and answers."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from flask.testing import FlaskClient

from app.api.limits import FREE
from app.desk import Desk
from app.main import create_server

FILE = Path(__file__).parents[2] / "docs" / "openapi.yaml"
SPEC: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


PRIVATE = re.compile(r"/(picture|live|map|dsm|lineage|traces|{path}|(shared|assets|static)/.+|_.+)?")
"""What only this version's own pages ask for; docs/interface.md names it."""


def served(desk: Desk) -> set[tuple[str, str]]:
    """Every address and method that the whole server answers to, but those that say where nothing is."""
    rules = [rule for rule in create_server(desk).url_map.iter_rules() if not _says_no(rule.endpoint)]
    return {(_shown(rule.rule), method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def _says_no(endpoint: str) -> bool:
    return endpoint.startswith("nowhere") or (endpoint.startswith("webhook") and endpoint.endswith("_get"))


def _shown(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def test_the_document_and_the_server_name_the_same_addresses_and_methods(desk: Desk) -> None:
    found = served(desk)
    told = {(path, method.upper()) for path, said in SPEC["paths"].items() for method in said}
    assert told == {(path, method) for path, method in found if not PRIVATE.fullmatch(path)}
    assert not {path for path, _ in told if PRIVATE.fullmatch(path)}


def test_every_address_for_programs_says_that_it_may_be_asked_too_often() -> None:
    limited = {path for path in SPEC["paths"] if path.startswith(("/api/", "/v1/"))} - {*FREE}
    told = {path for path, said in SPEC["paths"].items() if all("429" in one["responses"] for one in said.values())}
    assert told == limited


def test_readiness_is_as_described(client: FlaskClient) -> None:
    schema = {**SPEC["components"]["schemas"]["Readiness"], "additionalProperties": False}
    jsonschema.validate(client.get("/readyz").get_json(), schema)


@pytest.mark.parametrize("path", sorted(SPEC["paths"]))
def test_every_part_of_an_address_is_described(path: str) -> None:
    for said in SPEC["paths"][path].values():
        named = [resolved(parameter) for parameter in said.get("parameters", [])]
        assert {p["name"] for p in named if p["in"] == "path"} == set(re.findall(r"{(\w+)}", path))


def resolved(parameter: dict[str, Any]) -> dict[str, Any]:
    place = parameter.get("$ref", "").removeprefix("#/components/parameters/")
    found: dict[str, Any] = SPEC["components"]["parameters"][place] if place else parameter
    return found
