"""The graph of a real package of some size agrees with what was counted of it elsewhere."""

import json
import os
from pathlib import Path

import pytest

from tests.scan.repositories import Told


def test_the_graph_of_django_agrees_with_the_one_counted_before():
    inputs, django = os.environ.get("MC_INPUTS"), os.environ.get("MC_BENCH_DJANGO")
    if not inputs or not django:
        pytest.skip("needs MC_INPUTS (the folder of real inputs) and MC_BENCH_DJANGO (the folder of Django 5.2.19)")
    name = "import-graphs/django-5.2.19/django-5.2.19.graph.json"
    expected = json.loads((Path(inputs) / "EXPECTED.json").read_text())[name]
    graph = json.loads((Path(inputs) / name).read_text())

    told = Told(Path(django))

    counts = told.of("acc.analysis.completed")[0].counts
    assert {"modules": counts["modules"], "edges": counts["dependencies"]} == expected
    assert set(told.modules()) == set(graph["modules"])
    assert told.imports() == {(source, target) for source, target in graph["edges"]}
    assert counts["cycles"] == 14
