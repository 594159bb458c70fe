"""dependency-cruiser's JSON → ACC events: JavaScript and TypeScript held against their own rules.

==============================  =================================================================
in the file                     event
==============================  =================================================================
modules, dependencies           ``acc.graph.built``, a generation of its own; the module's name is its file.
                                Several imports of one file by another are one import with that weight
dependencyTypes ``type-only``   an import for types alone, when all of a pair's are
folders                         components, in ``acc.manifest.loaded``: the first folders that tell modules apart
ruleSetUsed                     rules: forbidden and required by name, allowed as ``not-in-allowed``; kept or broken,
                                disabled where the severity is ``ignore``. Without any rule: NO_CYCLES, and what is
                                circular now was there before
violations                      ``acc.violation.detected``: error BLOCKING, warn WARNING, info INFO. ``ignore`` (known
                                before) is INFO and existing. ``cycle`` and ``via`` become the chain
circles                         ``acc.cycle.detected``, found in the graph; new only where a rule of severity error
                                forbids circles and names one of its modules, else known before
summary's totals                the counts of ``acc.analysis.completed``: a file that does not hold what it
                                sums up is contradictory
orphans, couldNotResolve        how many, in the remarks
==============================  =================================================================

The file carries no time: its own is used, which the metadata says. Left out: licences, instability and
statistics (they are worked out from the graph), reachability, options, the environment.
"""

from collections.abc import Iterator
from typing import Final

from app.domain.events import Event
from app.errors import BadFile
from app.readers.graph_story import Moment, Story
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp
from app.readers.reader import Look
from app.readers.source import Source, digest, document
from app.readers.structure.cruise_picture import picture_of
from app.readers.structure.cruise_types import CRUISE, Cruise
from app.readers.times import FILE_TIME

FORMAT: Final = "dependency-cruiser"


def fits(look: Look) -> bool:
    """Modules that are objects with a source and dependencies; the summary stands behind them, often far behind."""
    modules = look.json.keys.get("modules", "") if look.kind == "json" else ""
    listed = modules == "[{" and '"source"' in look.text and '"dependencies"' in look.text
    return listed or (modules == "[]" and "summary" in look.json.keys)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of one cruise. Raises BadFile with line and column or path."""
    cruise = decode(document(source), CRUISE)
    if not cruise.modules:
        raise BadFile("the cruise has no modules", "$.modules")
    stamp = Stamp(origin, FORMAT, digest(source))
    moment = Moment(origin.modified_ms, stamp.short, origin.commit, remarks=_remarks(cruise))
    yield from Story(stamp, origin.named(FORMAT), FORMAT).tell(picture_of(cruise), moment)


def _remarks(cruise: Cruise) -> dict[str, str]:
    unresolved = sum(module.could_not_resolve for module in cruise.modules)
    orphans = sum(module.orphan for module in cruise.modules)
    return {"clock": FILE_TIME, "orphans": str(orphans), "could_not_resolve": str(unresolved)}
