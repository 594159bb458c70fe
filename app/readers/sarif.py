"""SARIF 2.1.0 → ACC events.

==============================  =================================================================
in the file                     event
==============================  =================================================================
a run                           ``acc.analysis.started`` and ``.completed`` under a manifest named after the tool, its
                                category and the file; a generation of its own, so that the next log of the
                                same tool and file replaces it
rules, of the driver and of     ``acc.manifest.loaded``; broken or kept by what the results say
extensions, and of results
a result                        ``acc.violation.detected``: error is BLOCKING, warning WARNING, note and none INFO;
                                file, line, and the module of a .py file as far as paths tell
an accepted suppression         ``acc.violation.suppressed`` besides
baselineState absent            ``acc.violation.resolved`` instead
==============================  =================================================================

Results of kind pass and notApplicable are no violations. Times are the invocation's, else the file's
own. A run whose results are absent or lie in other files, or whose tool says that it did not succeed, is
never completed: it stays running, so that nothing is green because nothing was looked at. Code
flows, fixes, graphs, web requests and taxonomies are left out.
"""

from collections.abc import Iterator
from typing import Final

from app.domain.digest import digest_of, rule_line, violation_line
from app.domain.events import Event
from app.domain.payloads import Payload, acc
from app.errors import BadFile, UnknownFormat
from app.readers import sarif_types as sarif
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp, clipped
from app.readers.sarif_findings import Finding, Findings
from app.readers.sarif_rules import specs
from app.readers.source import Source, digest, document
from app.readers.times import ASSUMED_UTC, FILE_TIME, believable, parsed

FORMAT: Final = "sarif"
MOST_RULES: Final = 200
"""How many rules one event carries at most."""


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the runs in the log. Raises BadFile with line and column or path."""
    text = document(source)
    found = decode(text, sarif.VERSION)
    if found.version != "2.1.0":
        raise UnknownFormat(
            f"SARIF {clipped(found.version, 60) or 'without a version'}; only 2.1.0 is read", "$.version"
        )
    log = decode(text, sarif.LOG)
    if log.runs is None:
        raise BadFile("the log has no runs", "$.runs")
    stamp = Stamp(origin, FORMAT, digest(source))
    for index, run in enumerate(log.runs):
        yield from _Run(stamp, origin, run, index).events()


class _Run:
    """One run of a log."""

    def __init__(self, stamp: Stamp, origin: Origin, run: sarif.Run, index: int) -> None:
        self._stamp, self._run = stamp, run
        self._place = f"$.runs[{index}]"
        self._note: dict[str, str] = {}
        self._start, self._end = self._times(origin)
        self._manifest = origin.named(_name(run, index))
        self._id = f"sarif-{stamp.short}-{index}"
        self._findings = Findings(run)

    def _times(self, origin: Origin) -> tuple[int, int]:
        invocations = self._run.invocations or []
        starts = [self._time(i.start_time_utc) for i in invocations if i.start_time_utc]
        ends = [self._time(i.end_time_utc) for i in invocations if i.end_time_utc]
        if not starts and not ends:
            self._note["clock"] = FILE_TIME
            return origin.modified_ms, origin.modified_ms
        return min(starts or ends), max(ends or starts)

    def _time(self, text: str) -> int:
        """The property's own name says that it is UTC."""
        place = f"{self._place}.invocations"
        ms, named = parsed(text, place)
        if not named:
            self._note["clock"] = ASSUMED_UTC
        return believable(ms, place)

    def _event(self, event_type: str, at: int, node: str, payload: Payload, note: bool = False) -> Event:
        metadata = self._note if note else None
        return self._stamp.event(
            event_type, at, node, payload, place=self._place, correlation_id=self._id, metadata=metadata
        )

    def events(self) -> Iterator[Event]:
        """All of the run, from its start to its end, if it came to one."""
        missing = self._missing()
        if missing:
            self._note["left_out"] = missing
        findings = list(self._findings.all())
        open_ = [f for f in findings if not f.absent]
        rules = specs(self._findings.rules, open_)
        started = acc.AnalysisStarted(analysis_id=self._id, manifest_name=self._manifest, generation=self._id)
        yield self._event("acc.analysis.started", self._start, self._manifest, started, note=True)
        yield from self._manifest_events(rules)
        for finding in findings:
            yield from self._finding(finding)
        if not missing:
            yield self._completed(open_, rules)

    def _missing(self) -> str:
        """Why the run cannot be taken for complete; empty when it can."""
        elsewhere = self._run.external_property_file_references or {}
        if "results" in elsewhere:
            return "results in other files"
        if self._run.results is None:
            return "the run has no results: the tool did not look"
        if not all(i.execution_successful for i in self._run.invocations or ()):
            return "the tool says that it did not succeed"
        if elsewhere:
            self._note["left_out"] = "externalised properties: " + clipped(", ".join(sorted(elsewhere)), 300)
        return ""

    def _manifest_events(self, rules: list[acc.RuleSpec]) -> Iterator[Event]:
        for start in range(0, len(rules), MOST_RULES):
            part = acc.ManifestLoaded(
                manifest_name=self._manifest,
                generation=self._id,
                rules=rules[start : start + MOST_RULES],
                origin=clipped(self._run.tool.driver.name, 200),
            )
            yield self._event("acc.manifest.loaded", self._start, self._manifest, part)

    def _finding(self, found: Finding) -> Iterator[Event]:
        if found.absent:
            gone = acc.ViolationResolved(violation_id=found.key)
            yield self._event("acc.violation.resolved", self._end, found.key, gone)
            return
        detected = acc.ViolationDetected(
            violation_id=found.key,
            rule_id=found.rule,
            type="finding",
            severity=found.severity,
            source_module=found.module,
            description=found.text,
            generation=self._id,
            file_path=found.path,
            lines=[found.line] if found.line else [],
        )
        yield self._event("acc.violation.detected", self._end, found.key, detected)
        if found.suppression:
            yield self._suppressed(found.key, found.suppression)

    def _suppressed(self, key: str, said: sarif.Suppression) -> Event:
        suppressed = acc.ViolationSuppressed(
            violation_id=key,
            suppression_id=said.guid or f"sarif:{clipped(said.kind, 60) or 'suppression'}",
            justification=clipped(said.justification, 2_000),
        )
        return self._event("acc.violation.suppressed", self._end, key, suppressed)

    def _completed(self, found: list[Finding], rules: list[acc.RuleSpec]) -> Event:
        lines = [violation_line(f.key, f.severity) for f in found]
        lines += [rule_line(rule.rule_id, rule.severity) for rule in rules]
        counts = {"modules": 0, "dependencies": 0, "cycles": 0, "rules": len(rules)}
        counts |= {"violations": len(found), "blocking": sum(f.severity == "BLOCKING" for f in found)}
        done = acc.AnalysisCompleted(
            analysis_id=self._id,
            manifest_name=self._manifest,
            generation=self._id,
            counts=counts,
            digest=digest_of(lines),
        )
        return self._event("acc.analysis.completed", self._end, self._manifest, done, note=True)


def _name(run: sarif.Run, index: int) -> str:
    """Tool and category; runs of one tool in one log are told apart by their number."""
    details = run.automation_details
    category = ((details.id if details else None) or "").rpartition("/")[0]
    name = " ".join(part for part in (clipped(run.tool.driver.name, 100), clipped(category, 200)) if part)
    return name if index == 0 else f"{name} #{index + 1}"
