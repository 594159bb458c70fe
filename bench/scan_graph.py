"""The import graph of Django alone, beside grimp's own cold build of the same folder in the same run.

Both start from the folder and end with every module and every import with its lines; neither keeps
anything. Each is built several times in turn, and the quickest build of each is compared, in CPU seconds.
"""

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from app.scan.graph import modules_at, needs_of
from app.scan.imports import calls, statements
from app.scan.layout import Wish, find_layout
from app.scan.target import target_at
from bench.report import at_most
from bench.scan_django import NotObtainable, django

NAME = "scan_ratio"
GOAL = 1.5
ROUNDS = 7


def ours(folder: Path) -> tuple[int, int]:
    """Modules and imports, from the folder on."""
    target = target_at(folder)
    tree = target.work_tree()
    layout = find_layout(tree, Wish(only=target.only))
    names = modules_at(layout.modules)
    imports = 0
    for name, path in names.items():
        if path:
            source = tree.read(layout.modules[path])
            imports += len(needs_of(name, path, (statements(source), calls(source)), names).inner)
    return len(names), imports


def theirs(folder: Path) -> tuple[int, int]:
    """The same by grimp, without its cache."""
    grimp = importlib.import_module("grimp")
    graph = grimp.build_graph(folder.name, cache_dir=None)
    links = ((m, to) for m in graph.modules for to in graph.find_modules_directly_imported_by(m))
    return len(graph.modules), sum(bool(graph.get_import_details(importer=m, imported=to)) for m, to in links)


def timed(build: Callable[[Path], tuple[int, int]], folder: Path) -> tuple[float, tuple[int, int]]:
    """CPU seconds of one build, all threads together, and what came of it."""
    start = process_time()
    found = build(folder)
    return process_time() - start, found


def main() -> None:
    """Print one JSON line."""
    try:
        with django() as folder:
            sys.path.insert(0, str(folder.parent))
            rounds = [(timed(ours, folder), timed(theirs, folder)) for _ in range(ROUNDS)]
    except NotObtainable as reason:
        print(json.dumps({"name": NAME, "skipped": str(reason)}))
        return
    assert len({found for pair in rounds for _, found in pair}) == 1, "the two graphs differ"
    mine, grimps = (min(pair[n][0] for pair in rounds) for n in (0, 1))
    modules, imports = rounds[0][0][1]
    beside = {"ours_cpu_s": mine, "grimp_cpu_s": grimps, "modules": modules, "imports": imports}
    at_most(NAME, mine / grimps, "times grimp", GOAL, beside)


if __name__ == "__main__":
    main()
