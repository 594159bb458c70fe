"""Two streams of envelopes, compared under the kit's rules: number, kind, order and content of the envelopes count.

Not compared, because they differ from run to run or from language to language: ids (what refers to what is),
times, durations, folders, lines of step definitions, the texts of errors and of suggestions, and what ``meta`` says
of the machine. That an error has a text, and a suggestion a snippet, is compared.
"""

from collections import Counter
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any

Json = dict[str, Any]
REFERENCES = {
    "id",
    "astNodeId",
    "astNodeIds",
    "hookId",
    "pickleId",
    "pickleStepId",
    "stepDefinitionIds",
    "testCaseId",
    "testCaseStartedId",
    "testStepId",
    "testRunStartedId",
    "testRunHookStartedId",
}
PRESENT = {"message", "exception", "duration", "timestamp", "snippets"}


def kind(envelope: Json) -> str:
    return next(iter(envelope))


def normal(envelopes: list[Json]) -> list[Json]:
    """The envelopes with all that may differ taken out; ids become the number of their first appearance."""
    seen: dict[str, str] = {}
    return [{kind(one): _normal(one[kind(one)], seen)} if kind(one) != "meta" else {"meta": {}} for one in envelopes]


def _normal(value: Any, seen: dict[str, str], key: str = "") -> Any:
    if key in PRESENT:
        return bool(value)
    if isinstance(value, dict):
        within = {name: part if key != "sourceReference" else bool(part) for name, part in value.items()}
        return {name: _normal(within[name], seen, name) for name in sorted(within)}
    if isinstance(value, list):
        return [_normal(part, seen, key) for part in value]
    return _single(value, seen, key)


def _single(value: Any, seen: dict[str, str], key: str) -> Any:
    if key in REFERENCES:
        return seen.setdefault(value, f"#{len(seen)}")
    return PurePosixPath(value).name if key == "uri" and isinstance(value, str) else value


def differences(expected: list[Json], found: list[Json]) -> list[str]:
    """What differs, in a few words per kind of envelope; empty where the streams are equal."""
    ours, theirs = normal(found), normal(expected)
    if ours == theirs:
        return []
    missing = Counter(map(kind, theirs))
    missing.subtract(Counter(map(kind, ours)))
    counts = [f"{-number:+d} {name}" for name, number in sorted(missing.items()) if number]
    return counts + _changed(theirs, ours) or ["another order"]


def _changed(theirs: list[Json], ours: list[Json]) -> list[str]:
    """The statuses of steps and hooks where the streams have as many of them, else nothing."""
    statuses = [[_status(one) for one in stream if _status(one)] for stream in (theirs, ours)]
    if len(statuses[0]) != len(statuses[1]):
        return []
    pairs = Counter((was, now) for was, now in zip(*statuses, strict=True) if was != now)
    said = [f"{number} {now} for {was}" for (was, now), number in sorted(pairs.items())]
    return said or _kinds(theirs, ours)


def _kinds(theirs: list[Json], ours: list[Json]) -> list[str]:
    """The kinds of envelopes whose content differs."""
    if len(theirs) != len(ours):
        return []
    names = {kind(was) for was, now in zip(theirs, ours, strict=True) if was != now}
    return [f"content of {name}" for name in sorted(names)]


def _status(envelope: Json) -> str:
    content = envelope[kind(envelope)]
    result = content.get("testStepResult") or content.get("result") or {}
    return str(result.get("status", ""))


def shown(expected: list[Json], found: list[Json]) -> str:
    """The first places where the streams part, for whoever looks for the reason."""
    theirs, ours = [str(one) for one in normal(expected)], [str(one) for one in normal(found)]
    lines = []
    for what, a, b, c, d in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if what != "equal":
            lines += [f"- {line[:400]}" for line in theirs[a:b]] + [f"+ {line[:400]}" for line in ours[c:d]]
    return "\n".join(lines)
