"""ArchUnit's store of frozen violations (a folder with ``stored.rules``) → ACC events.

==============================  =================================================================
in the folder                   event
==============================  =================================================================
a line of ``stored.rules``      a rule in ``acc.manifest.loaded``: its text is name and expression. It is a dry run:
                                the store says what is tolerated, not whether something new came in, so that by
                                itself it never lets anything pass
a line of a rule's file         ``acc.violation.detected``, WARNING and existing, with file and line
classes that lines name         modules, by their outermost class; two that one line names, an import
==============================  =================================================================

What the rules found beyond what is frozen comes with ArchUnit's own test results (JUnit XML). Arguments,
members and the time of ``stored.rules`` are left out; the files carry no other time than their own.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from app.domain.events import Event
from app.domain.identity import violation_key
from app.domain.payloads.acc import ImportSpec, ModuleSpec, RuleSpec, ViolationDetected
from app.errors import BadFile
from app.readers.graph_picture import Picture
from app.readers.graph_story import Moment, Story
from app.readers.origin import Origin, Stamp, clipped
from app.readers.source import Source, digest, document
from app.readers.times import FILE_TIME

FORMAT: Final = "archunit-store"
INDEX: Final = "stored.rules"

_NAMED: Final = re.compile(r"<\[*L?((?:[^<>;]|<init>|<clinit>)+);?>")
_PLACE: Final = re.compile(r"in \(([\w$-]+\.\w+):(\d+)\)\s*$")
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


def rules_in(index: Source) -> dict[str, str]:
    """Per rule the name of the file with its violations. Raises BadFile with the line."""
    found: dict[str, str] = {}
    for number, line in enumerate(_text(index).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith(("#", "!")):
            continue
        key, equals, value = _split(line)
        if not equals or not key.strip() or not value.strip():
            raise BadFile("expected a rule, = and the name of a file", f"{INDEX}, line {number}")
        found[key.strip()] = value.strip()
    return found


def _split(line: str) -> tuple[str, str, str]:
    """Key and value of a Java property, unescaped."""
    found = re.search(r"(?<!\\)[=:]", line)
    if found is None:
        return line, "", ""
    return _plain(line[: found.start()]), "=", _plain(line[found.end() :])


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else m[1], text)


def members(files: Mapping[str, Source]) -> frozenset[str]:
    """The index and every file that it names; nothing without an index. What is wrong, ``read`` says."""
    if INDEX not in files:
        return frozenset()
    try:
        named = rules_in(files[INDEX]).values()
    except BadFile:
        return frozenset({INDEX})
    return frozenset({INDEX, *(name for name in named if name in files)})


def read(files: Mapping[str, Source], origin: Origin) -> Iterator[Event]:
    """The events of one store. Raises BadFile where a file that the index names is missing or no text."""
    rules = rules_in(files[INDEX])
    if missing := sorted(name for name in rules.values() if name not in files):
        raise BadFile(f"names {missing[0][:80]}, which is not there", INDEX)
    frozen = [(rule, line) for rule, name in rules.items() for line in _lines(files[name])]
    stamp = Stamp(origin, FORMAT, "".join(digest(files[name]) for name in sorted({INDEX, *rules.values()})))
    moment = Moment(origin.modified_ms, stamp.short, origin.commit, remarks={"clock": FILE_TIME})
    yield from Story(stamp, origin.named(FORMAT), FORMAT).tell(_picture(list(rules), frozen), moment)


def _lines(source: Source) -> list[str]:
    """One per violation; a line that ends with a backslash goes on."""
    joined = re.sub(r"\\\r?\n", " ", _text(source))
    return [line.strip() for line in joined.splitlines() if line.strip()]


def _text(source: Source) -> str:
    try:
        return document(source).decode()
    except UnicodeDecodeError as flaw:
        raise BadFile("not UTF-8 text", source.name) from flaw


def _picture(rules: list[str], frozen: list[tuple[str, str]]) -> Picture:
    violations = [_violation(rule, line) for rule, line in frozen]
    pairs = {(v.source_module, v.target_module) for v in violations if v.target_module}
    classes = {name for v in violations for name in (v.source_module, v.target_module) if name}
    broken = {rule for rule, _ in frozen}
    return Picture(
        modules={name: ModuleSpec(name=name, package=name.rpartition(".")[0]) for name in classes},
        imports={pair: ImportSpec(source=pair[0], target=pair[1]) for pair in pairs},
        components={},
        rules={_name(rule): _rule(rule, rule in broken) for rule in rules},
        violations={v.violation_id: v for v in violations},
        cycles={},
    )


def _name(rule: str) -> str:
    return clipped(rule, 300)


def _rule(rule: str, broken: bool) -> RuleSpec:
    return RuleSpec(
        rule_id=_name(rule),
        type="dependency",
        expression=clipped(rule, 400),
        severity="WARNING",
        description="Frozen by ArchUnit",
        status="broken" if broken else "kept",
        baseline=broken,
        dry_run=True,
    )


def _violation(rule: str, line: str) -> ViolationDetected:
    named = [_class(found) for found in _NAMED.findall(line)]
    place = _PLACE.search(line)
    source = named[0] if named else ""
    target = next((name for name in named[1:] if name != source), "")
    number = int(place[2]) if place else 0
    return ViolationDetected(
        violation_id=violation_key(_name(rule), line, ""),
        rule_id=_name(rule),
        type="dependency",
        severity="WARNING",
        source_module=source,
        target_module=target,
        description=clipped(line, 1_000),
        file_path=place[1] if place else "",
        lines=[number] if 0 < number <= 2_000_000_000 else [],
        lifecycle="existing",
    )


def _class(named: str) -> str:
    """The outermost class of ``pkg.Outer$Inner.method(args)``: what begins with a capital, or else all of it."""
    parts = named.partition("(")[0].split(".")
    first = next((n for n, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return clipped(".".join(parts[: first + 1]).partition("$")[0], 500)
