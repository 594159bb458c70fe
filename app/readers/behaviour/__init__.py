"""Test results and features beside Cucumber messages and JUnit XML."""

from typing import Final

from app.readers.behaviour import behave_json
from app.readers.json_text import Outline
from app.readers.reader import Reader, json_that


def _is_behave(found: Outline) -> bool:
    return found.shape == "array" and {"keyword", "location", "tags"} <= found.keys.keys() and "uri" not in found.keys


READERS: Final[tuple[Reader, ...]] = (Reader(behave_json.FORMAT, behave_json.read, json_that(_is_behave)),)
