"""Guests see the picture that their link is for, and learn nothing of any other."""

from flask.testing import FlaskClient

from app.api.visitors import HEADER
from tests.api.test_visitors import HERE, link, visited

__all__ = ["visited"]


def test_a_picture_is_whole_for_guests_whatever_they_say_they_have(visited: FlaskClient) -> None:
    """What differs between another picture and theirs would say something of the other one."""
    _, token = link(visited)
    question = {"tenant": "local", "iteration": HERE, "lens": "dde"}
    other = visited.get("/picture", query_string={**question, "lens": "bdv"}).get_json()["name"]
    assert "before" in visited.get("/picture", query_string={**question, "asOf": "1", "have": other}).get_json()
    found = visited.get("/picture", query_string={**question, "have": other}, headers={HEADER: token}).get_json()
    assert "before" not in found
    assert found["view"]["lens"] == "dde"
