"""Import graphs and results of import-linter, each a JSON file of its own → ACC events.

==============================  =================================================================
in the file                     event
==============================  =================================================================
modules and edges               ``acc.graph.built`` (at most 500 modules and imports each), a generation of its own
second-level packages           components, in ``acc.manifest.loaded``
strongly connected components   ``acc.cycle.detected``; the one rule that a graph alone can be held to is NO_CYCLES,
                                and what a single graph shows was there before: it is the baseline
contracts                       rules in ``acc.manifest.loaded``, with status kept, broken or could_not_run
broken contracts                ``acc.violation.detected``, BLOCKING: one per pair of modules, with chain and lines
==============================  =================================================================

Neither carries a time: the file's own is used, which the metadata says. Paths of files are derived
from module names. Options and warnings of contracts beyond the rule's expression are left out.
"""

from collections.abc import Iterator
from typing import Final

from app.domain.architecture import Baseline
from app.domain.architecture.cycles import strongly_connected
from app.domain.events import Event
from app.readers.contract_results import Results
from app.readers.graph_picture import Picture, code_of, graph_from, picture_of, root_of
from app.readers.graph_story import Moment, Story
from app.readers.origin import Origin, Stamp
from app.readers.source import Source, digest
from app.readers.times import FILE_TIME

GRAPH: Final = "import-graph"
CONTRACTS: Final = "import-linter-results"


def read_graph(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of one import graph. Raises BadFile with line and column or path."""
    graph = graph_from(source)
    code = code_of(graph)
    known = Baseline(tuple(map(frozenset, strongly_connected(code.needs()))))
    picture = picture_of(code, (), known)
    yield from _told(source, origin, GRAPH, f"{root_of(graph)}: import graph", picture)


def read_contracts(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of one file of contract results. Raises BadFile with line and column or path."""
    results = Results.read(source)
    violations = {v.violation_id: v for v in results.violations({})}
    rules = {rule.rule_id: rule for rule in results.rules()}
    picture = Picture({}, {}, {}, rules, violations, {})
    yield from _told(source, origin, CONTRACTS, origin.named("contracts"), picture)


def _told(source: Source, origin: Origin, kind: str, manifest: str, picture: Picture) -> Iterator[Event]:
    stamp = Stamp(origin, kind, digest(source))
    moment = Moment(origin.modified_ms, stamp.short, origin.commit, remarks={"clock": FILE_TIME})
    yield from Story(stamp, manifest).tell(picture, moment)
