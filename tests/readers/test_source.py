import io
import multiprocessing
import tracemalloc
from collections.abc import Callable
from typing import BinaryIO, cast

import pytest

from app.errors import BadFile
from app.readers import Source
from app.readers.junit_xml import read
from app.readers.source import LARGEST_DOCUMENT, LONGEST_LINE, document, lines
from tests.readers.inputs import origin


class Repeated(io.RawIOBase):
    """A file that is one beginning, a middle many times over, and an end, without being held anywhere."""

    def __init__(self, start: bytes, middle: bytes, times: int, end: bytes) -> None:
        self._parts = iter([start, *[middle] * times, end])

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


def repeated(start: bytes, middle: bytes, times: int, end: bytes = b"") -> Source:
    def opened() -> BinaryIO:
        return cast(BinaryIO, Repeated(start, middle, times, end))

    return Source("repeated", len(start) + len(middle) * times + len(end), opened)


def test_lines_are_numbered_and_blank_ones_passed_over() -> None:
    text = Source.of(b"\xef\xbb\xbfone\r\n\n  \ntwo\nthree")
    assert list(lines(text)) == [(1, b"one"), (4, b"two"), (5, b"three")]


def test_utf_16_becomes_utf_8_and_broken_utf_16_is_refused() -> None:
    assert document(Source.of("grün".encode("utf-16"))) == "grün".encode()
    with pytest.raises(BadFile, match="broken UTF-16"):
        document(Source.of("ab".encode("utf-16")[:-1]))


def test_a_line_beyond_all_measure_is_refused_before_it_is_held() -> None:
    piece = 1 << 20
    endless = repeated(b"one\n", b"x" * piece, 3 * LONGEST_LINE // piece)
    with pytest.raises(BadFile, match="line 2: a line longer than 64 MiB"):
        list(lines(endless))


def test_a_document_too_large_to_hold_is_refused_unread() -> None:
    with pytest.raises(BadFile, match="at most 512 MiB"):
        document(Source("big", LARGEST_DOCUMENT + 1, lambda: io.BytesIO()))


def test_a_file_that_cannot_be_read_is_refused() -> None:
    def gone() -> BinaryIO:
        raise PermissionError(13, "Permission denied")

    with pytest.raises(BadFile, match="cannot be read: Permission denied"):
        document(Source("gone", 1, gone))


def test_memory_does_not_grow_with_captured_output() -> None:
    noise = b"<system-out>" + b"x" * 200_000 + b"</system-out>"
    report = repeated(b"<testsuite><testcase name='t'>", noise, 100, b"</testcase></testsuite>")
    assert report.size > 20_000_000
    events, peak = _alone(lambda: _peak_of_reading(report))
    assert events == 5
    assert peak < 4_000_000


def _peak_of_reading(report: Source) -> tuple[int, int]:
    tracemalloc.start()
    events = sum(1 for _ in read(report, origin()))
    return events, tracemalloc.get_traced_memory()[1]


def _alone(work: Callable[[], tuple[int, int]]) -> tuple[int, int]:
    """The work's outcome in a process without other threads, whose memory would be counted too."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=lambda: theirs.send(work()))
    child.start()
    outcome: tuple[int, int] = ours.recv()
    child.join()
    return outcome
