"""Gherkin feature files (``.feature``, ``.feature.md``, any language) → BDV events, without results.

===========================  ======================================================================
in the file                  event
===========================  ======================================================================
the file                     one ``bdv.feature.discovered`` per 500 scenarios, at the file's own time, of no
                             run and no suite: its scenarios are PENDING until a run tells of them
scenario, row of an outline  a scenario with the key that results of the same file give it (Cucumber messages:
                             path, rule, name with its values, and the row's cells);
                             results that name neither rule nor cells are found by the place (app.domain.twins)
tags                         those of the feature, the rule, the scenario and the examples, as they are:
                             ``@contract:``, ``@req:``, ``@critical`` and ``@quarantine`` mean what they say
rule, background             the scenario's rule; a background's steps come first in each scenario
===========================  ======================================================================

The official parser reads; what it refuses is refused with its words and its place, such as the parts of
behave's own dialect that are no Gherkin. Left out: comments, tables and doc strings of steps, and the
descriptions of scenarios. The feature's path is the file's in its repository.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import msgspec
from gherkin.dialect import DIALECTS
from gherkin.errors import CompositeParserException, ParserError, ParserException
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from gherkin.token_matcher import TokenMatcher
from gherkin.token_matcher_markdown import GherkinInMarkdownTokenMatcher

from app.domain.events import Event
from app.errors import BadFile
from app.readers.behaviour.feature_paths import feature_path
from app.readers.cucumber_features import Features
from app.readers.cucumber_gherkin import GherkinDocument, Pickle
from app.readers.origin import Origin, Stamp, clipped
from app.readers.reader import Look
from app.readers.source import Source, digest, document

FORMAT: Final = "gherkin"
MARKDOWN: Final = ".feature.md"
_MOST_ERRORS: Final = 5
_BEHAVE: Final = "; behave's own doc strings (''') are no Gherkin, use three double quotes"


def fits(look: Look) -> bool:
    """A text whose first line that is no comment and no tag names a feature, or one that is called so."""
    if look.kind != "text":
        return False
    return look.name.endswith((".feature", MARKDOWN)) or _names_feature(look.text)


def _names_feature(text: str) -> bool:
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and line[0] not in "#@"), "")
    return first.partition(":")[0].strip() in _features() and ":" in first


@cache
def _features() -> frozenset[str]:
    """What a feature is called in any of Gherkin's languages."""
    return frozenset(word for dialect in DIALECTS.values() for word in dialect["feature"])


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The feature in the file. Raises BadFile with the parser's words and place."""
    path = feature_path(source.path or source.name) or "(no name).feature"
    stamp = Stamp(origin, f"{FORMAT} {path}", digest(source))
    found = _parsed(document(source), markdown=path.endswith(".md"))
    features = Features()
    features.document(msgspec.convert(found | {"uri": path}, GherkinDocument))
    for pickle in msgspec.convert(_pickles(found | {"uri": path}), list[Pickle]):
        features.pickle(pickle)
    for feature in features.discovered("", ""):
        yield stamp.event("bdv.feature.discovered", origin.modified_ms, feature.feature_id, feature)


def _parsed(data: bytes, *, markdown: bool) -> dict[str, Any]:
    """The syntax tree. Raises BadFile."""
    matcher = GherkinInMarkdownTokenMatcher() if markdown else TokenMatcher()
    try:
        return dict(Parser().parse(data.decode(), matcher))
    except UnicodeDecodeError as flaw:
        raise BadFile("not UTF-8 text", f"line {data.count(10, 0, flaw.start) + 1}") from flaw
    except CompositeParserException as flaw:
        raise _refusal(flaw.errors) from flaw
    except ParserError as flaw:
        raise _refusal([flaw]) from flaw


def _refusal(errors: "list[ParserException] | list[ParserError]") -> BadFile:
    """The parser's first few complaints, and where the first stands."""
    said = "; ".join(str(error) for error in errors[:_MOST_ERRORS])
    more = f"; and {len(errors) - _MOST_ERRORS} more" if len(errors) > _MOST_ERRORS else ""
    location = getattr(errors[0], "location", {"line": 0})
    column = f" column {location['column']}" if location.get("column") else ""
    hint = _BEHAVE if "got '''''" in said else ""
    return BadFile(f"no Gherkin: {clipped(said, 2_000)}{more}{hint}", f"line {location['line']}{column}")


def _pickles(found: dict[str, Any]) -> list[Any]:
    """The scenarios that the feature comes to; none for a file of comments only."""
    return list(Compiler().compile(found)) if found.get("feature") else []  # type: ignore[arg-type]
