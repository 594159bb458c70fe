"""Test results and features beside Cucumber messages and JUnit XML."""

from typing import Final

from app.readers.behaviour import (
    allure,
    behave_json,
    ctrf,
    cucumber_json,
    dart_test,
    dotnet,
    dotnet_old,
    gherkin_features,
    go_test,
    spec_json,
    tap,
)
from app.readers.json_text import Outline
from app.readers.reader import Fits, Reader, has_keys, json_that


def _is_behave(found: Outline) -> bool:
    return found.shape == "array" and {"keyword", "location", "tags"} <= found.keys.keys() and "uri" not in found.keys


def _is_cucumber(found: Outline) -> bool:
    """Only ``elements`` and a few short fields are certain to stand at the beginning of a large file."""
    known = found.keys.keys()
    return found.shape == "array" and "elements" in known and bool(known & {"uri", "line", "id", "description"})


def _is_go(found: Outline) -> bool:
    return "Action" in found.keys and bool(found.keys.keys() & {"Package", "ImportPath"})


def _rooted(root: str) -> Fits:
    return lambda look: look.root == root


READERS: Final[tuple[Reader, ...]] = (
    Reader(behave_json.FORMAT, behave_json.read, json_that(_is_behave)),
    Reader(cucumber_json.FORMAT, cucumber_json.read, json_that(_is_cucumber)),
    Reader(gherkin_features.FORMAT, gherkin_features.read, gherkin_features.fits),
    Reader(allure.FORMAT, allure.read, json_that(allure.is_result)),
    Reader(go_test.FORMAT, go_test.read, json_that(_is_go)),
    Reader(dart_test.FORMAT, dart_test.read, has_keys("protocolVersion", "runnerVersion")),
    Reader(spec_json.MOCHA, spec_json.read_mocha, has_keys("stats", "tests")),
    Reader(spec_json.RSPEC, spec_json.read_rspec, has_keys("version", "examples")),
    *(
        Reader(one.format, dotnet.reader_of(one), _rooted(one.root))
        for one in (*dotnet.DIALECTS, *dotnet_old.DIALECTS)
    ),
    Reader(ctrf.FORMAT, ctrf.read, ctrf.fits),
    Reader(tap.FORMAT, tap.read, tap.fits),
)
