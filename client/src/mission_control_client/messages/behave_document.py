"""A feature as behave read it, where the official parser refuses the file: behave's Gherkin allows more.

Outlines are told unrolled, one scenario per example row, because behave has unrolled them.
"""

from __future__ import annotations

from typing import Any

from mission_control_client.messages.documents import Document
from mission_control_client.messages.ids import Ids

Json = dict[str, Any]
TYPES = {"given": "Context", "when": "Action", "then": "Outcome"}


def as_behave_read_it(feature: Any, document: Document, ids: Ids) -> Document:
    """The document with a ``gherkinDocument`` and pickles of behave's own model."""
    scenarios = [_scenario(scenario, ids) for scenario in feature.walk_scenarios()]
    tree: Json = {
        **_named(feature),
        "language": getattr(feature, "language", None) or "en",
        "tags": _tags(feature.tags, ids),
        "children": [{"scenario": node} for node in scenarios],
    }
    document.envelopes.append({"gherkinDocument": {"uri": document.uri, "feature": tree, "comments": []}})
    for scenario, node in zip(feature.walk_scenarios(), scenarios):
        document.add(_pickle(scenario, node, document.uri, tree["language"], ids), scenario.line)
    return document


def _named(element: Any) -> Json:
    return {
        "location": {"line": element.line},
        "keyword": element.keyword,
        "name": element.name,
        "description": "\n".join(element.description or ()),
    }


def _tags(tags: Any, ids: Ids) -> list[Json]:
    return [
        {"id": ids.get_next_id(), "name": f"@{tag}", "location": {"line": getattr(tag, "line", 1)}} for tag in tags
    ]


def _scenario(scenario: Any, ids: Ids) -> Json:
    steps = [_step(step, ids) for step in scenario.all_steps]
    tags = _tags(scenario.effective_tags, ids)
    return {**_named(scenario), "id": ids.get_next_id(), "tags": tags, "steps": steps, "examples": []}


def _step(step: Any, ids: Ids) -> Json:
    found: Json = {
        "id": ids.get_next_id(),
        "location": {"line": step.line},
        "keyword": f"{step.keyword} ",
        "keywordType": TYPES.get(step.step_type, "Unknown"),
        "text": step.name,
    }
    if step.table is not None:
        rows = [step.table.headings, *(row.cells for row in step.table)]
        line = step.table.line or step.line
        found["dataTable"] = {
            "location": {"line": line},
            "rows": [_row(cells, line + number, ids) for number, cells in enumerate(rows)],
        }
    if step.text is not None:
        content = {"content": str(step.text), "delimiter": '"""'}
        found["docString"] = {"location": {"line": getattr(step.text, "line", 0) or step.line}, **content}
    return found


def _row(cells: Any, line: int, ids: Ids) -> Json:
    place = {"line": line}
    found = [{"location": place, "value": str(cell)} for cell in cells]
    return {"id": ids.get_next_id(), "location": place, "cells": found}


def _pickle(scenario: Any, node: Json, uri: str, language: str, ids: Ids) -> Json:
    return {
        "id": ids.get_next_id(),
        "uri": uri,
        "location": {"line": scenario.line},
        "name": scenario.name,
        "language": language,
        "astNodeIds": [node["id"]],
        "tags": [{"name": tag["name"], "astNodeId": tag["id"]} for tag in node["tags"]],
        "steps": [_pickle_step(step, ids) for step in node["steps"]],
    }


def _pickle_step(step: Json, ids: Ids) -> Json:
    found: Json = {"id": ids.get_next_id(), "text": step["text"], "astNodeIds": [step["id"]]}
    found["type"] = step["keywordType"]
    argument: Json = {}
    if "dataTable" in step:
        rows = [[{"value": cell["value"]} for cell in row["cells"]] for row in step["dataTable"]["rows"]]
        argument["dataTable"] = {"rows": [{"cells": cells} for cells in rows]}
    if "docString" in step:
        argument["docString"] = {"content": step["docString"]["content"]}
    if argument:
        found["argument"] = argument
    return found
