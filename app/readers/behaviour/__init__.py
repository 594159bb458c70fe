"""Test results and features beside Cucumber messages and JUnit XML."""

from typing import Final

from app.readers.behaviour import allure, behave_json, cucumber_json, gherkin_features
from app.readers.json_text import Outline
from app.readers.reader import Reader, json_that


def _is_behave(found: Outline) -> bool:
    return found.shape == "array" and {"keyword", "location", "tags"} <= found.keys.keys() and "uri" not in found.keys


def _is_cucumber(found: Outline) -> bool:
    """Only ``elements`` and a few short fields are certain to stand at the beginning of a large file."""
    known = found.keys.keys()
    return found.shape == "array" and "elements" in known and bool(known & {"uri", "line", "id", "description"})


READERS: Final[tuple[Reader, ...]] = (
    Reader(behave_json.FORMAT, behave_json.read, json_that(_is_behave)),
    Reader(cucumber_json.FORMAT, cucumber_json.read, json_that(_is_cucumber)),
    Reader(gherkin_features.FORMAT, gherkin_features.read, gherkin_features.fits),
    Reader(allure.FORMAT, allure.read, json_that(allure.is_result)),
)
