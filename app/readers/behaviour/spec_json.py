"""The JSON of Mocha and of RSpec (``--reporter json``, ``--format json``) → BDV events.

=========================  ===================================  =================================
event                      Mocha                                RSpec
=========================  ===================================  =================================
a run of the suite         ``mocha``                            ``rspec``
feature                    ``file`` of the test                 ``file_path`` of the example
scenario                   ``fullTitle``                        ``full_description``
PASSED, FAILED, SKIPPED    by the list that it is in: passes,   passed, failed, pending
                           failures, pending
earlier attempts           ``currentRetry``, all failed         –
scenario of kind ``run``   a failed hook                        errors outside of examples
=========================  ===================================  =================================

Times: Mocha's ``stats.start``; RSpec writes none, so the file's own. A file's absolute path begins with
its last folder ``test``, ``spec``, ``src`` …. Left out: speed, codes of errors, profiles.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.readers.behaviour.report import Report, finite
from app.readers.behaviour.unit_tests import Broken, Case, features_of, file_of, moment
from app.readers.behaviour.writing import written
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp
from app.readers.source import Source, digest, document

MOCHA: Final = "mocha-json"
RSPEC: Final = "rspec-json"
_RSPEC: Final = {"passed": "PASSED", "failed": "FAILED", "pending": "SKIPPED"}


class _Error(msgspec.Struct, frozen=True):
    message: str | None = None
    stack: str | None = None


class _Test(msgspec.Struct, frozen=True):
    title: str = ""
    fullTitle: str = ""  # noqa: N815
    file: str | None = None
    duration: float | None = None
    currentRetry: int | None = 0  # noqa: N815
    err: _Error = _Error()


class _Stats(msgspec.Struct, frozen=True):
    start: str | None = None


class _Mocha(msgspec.Struct, frozen=True):
    stats: _Stats
    passes: list[_Test] = []
    failures: list[_Test] = []
    pending: list[_Test] = []


class _Thrown(msgspec.Struct, frozen=True, rename={"type": "class"}):
    type: str | None = None
    message: str | None = None
    backtrace: list[str] | None = None


class _Example(msgspec.Struct, frozen=True):
    full_description: str = ""
    status: str = ""
    file_path: str = ""
    line_number: int | None = 0
    run_time: float | None = None
    pending_message: str | None = None
    exception: _Thrown | None = None


class _Summary(msgspec.Struct, frozen=True):
    errors_outside_of_examples_count: int | None = 0


class _Rspec(msgspec.Struct, frozen=True):
    examples: list[_Example]
    summary: _Summary = _Summary()
    messages: list[str] = []


_MOCHA_DECODER: Final = msgspec.json.Decoder(_Mocha)
_RSPEC_DECODER: Final = msgspec.json.Decoder(_Rspec)


def read_mocha(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the tests in the file. Raises BadFile naming line and path."""
    found = decode(document(source), _MOCHA_DECODER)
    told = (("PASSED", found.passes), ("SKIPPED", found.pending), ("FAILED", found.failures))
    cases = [_test(one, status) for status, tests in told for one in tests if not _is_hook(one)]
    hooks = [
        Broken(file_of(one.file or ""), one.fullTitle, _message(one), is_file=bool(one.file))
        for one in found.failures
        if _is_hook(one)
    ]
    report = Report("mocha", features_of(cases, hooks), started=moment(found.stats.start, "$.stats.start"))
    yield from written(report, Stamp(origin, MOCHA, digest(source)), origin)


def _is_hook(test: _Test) -> bool:
    """Mocha tells hooks only when they fail: ``"before each" hook for "name"``."""
    return test.title.startswith('"') and '" hook' in test.title


def _test(test: _Test, status: str) -> Case:
    return Case(
        home=file_of(test.file or ""),
        name=test.fullTitle or test.title,
        status=status,
        duration_ms=finite(test.duration),
        message=_message(test),
        is_file=bool(test.file),
        retries=test.currentRetry or 0,
    )


def _message(test: _Test) -> str:
    message, stack = test.err.message or "", test.err.stack or ""
    return stack if message in stack else f"{message}\n{stack}".strip()


def read_rspec(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the examples in the file. Raises BadFile naming line and path."""
    found = decode(document(source), _RSPEC_DECODER)
    broken = []
    if found.summary.errors_outside_of_examples_count:
        broken = [Broken("(the run)", "An error outside of examples", "\n".join(found.messages))]
    report = Report("rspec", features_of(map(_example, found.examples), broken))
    yield from written(report, Stamp(origin, RSPEC, digest(source)), origin)


def _example(one: _Example) -> Case:
    thrown = one.exception or _Thrown()
    message = "\n".join([thrown.message or one.pending_message or "", *(thrown.backtrace or ())]).strip()
    line = one.line_number or 0
    return Case(
        home=file_of(one.file_path),
        name=one.full_description,
        status=_RSPEC.get(one.status, "UNKNOWN"),
        duration_ms=finite(one.run_time) * 1000,
        message=message,
        type=thrown.type or "",
        line=line if 0 <= line < 2**31 else 0,
        is_file=bool(one.file_path),
    )
