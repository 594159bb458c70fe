"""Questions to the interface that have an answer."""

from typing import Any

from flask.testing import FlaskClient

from app.api.rest import PREFIX
from tests.api.conftest import GOLDEN_NAMES

PASSES, GAP, DEBT, PIPELINE = GOLDEN_NAMES


def get(client: FlaskClient, path: str, **query: str) -> dict[str, Any]:
    answer = client.get(f"{PREFIX}/{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json
    return document
