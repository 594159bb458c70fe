"""The OpenAPI document says what the interface takes and answers."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from flask.testing import FlaskClient

from app.api.limits import FREE
from app.api.rest import ABOUT_ALL, ABOUT_ONE, PREFIX

FILE = Path(__file__).parents[2] / "docs" / "openapi.yaml"
SPEC: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def addresses() -> set[str]:
    return {f"{PREFIX}/{_shown(rule)}" for rule in (*ABOUT_ONE, *ABOUT_ALL)}


def _shown(rule: str) -> str:
    return re.sub(r"<path:(\w+)>", r"{\1}", rule)


def test_every_address_is_in_the_document() -> None:
    assert addresses() <= SPEC["paths"].keys()


@pytest.mark.parametrize("path", sorted(SPEC["paths"]))
def test_every_address_of_the_document_answers_to_its_method(client: FlaskClient, path: str) -> None:
    for method in SPEC["paths"][path]:
        asked = client.open(path.replace("{", "").replace("}", ""), method=method.upper())
        answer = asked.get_json(silent=True) or {}
        assert asked.status_code != 405
        assert asked.status_code != 404 or "no such address" not in str(answer.get("detail", ""))


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
