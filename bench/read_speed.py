"""How fast test results are read: Cucumber Messages in envelopes, JUnit XML in megabytes, per second of CPU time.

The data is ``read_data``'s: runs in the shape of real ones, repeated with other names.
"""

import time
from collections.abc import Iterator

import msgspec

from app.domain.events import Event
from app.readers import Origin, Reader, Source, recognise
from app.readers.source import HEAD, lines
from bench import read_data
from bench.report import at_least, scaled

ROUNDS = 5
ORIGIN = Origin(tenant="bench", iteration="i1", modified_ms=1_790_000_000_000)


def main() -> None:
    """Prints ``read_cucumber_messages_per_cpu_s`` and ``read_junit_mb_per_cpu_s``."""
    _messages()
    _junit()


def _messages() -> None:
    source = Source.of(read_data.messages(scaled(3_000)))
    envelopes = sum(1 for _ in lines(source))
    spent, events = _read(source)
    parsing = min(_cpu(_decoded(source)) for _ in range(ROUNDS))
    beside = {
        "envelopes": envelopes,
        "mb": source.size / 1e6,
        "events": events,
        "share_of_lines_and_json": parsing / spent,
    }
    at_least("read_cucumber_messages_per_cpu_s", envelopes / spent, "envelopes/CPU-s", 100_000, beside)


def _decoded(source: Source) -> Iterator[object]:
    """Every line as JSON that nobody looks at: what reading costs at the least."""
    decode = msgspec.json.Decoder(msgspec.Raw).decode
    return (decode(line) for _, line in lines(source))


def _junit() -> None:
    suites = scaled(2_000)
    source = Source.of(read_data.junit(suites))
    spent, events = _read(source)
    cases = suites * read_data.CASES
    beside = {
        "mb": source.size / 1e6,
        "events": events,
        "test_cases_per_cpu_s": cases / spent,
        "bytes_per_test_case": source.size / cases,
    }
    at_least("read_junit_mb_per_cpu_s", source.size / 1e6 / spent, "MB/CPU-s", 20, beside)


def _read(source: Source) -> tuple[float, int]:
    """CPU seconds of the best of some rounds, and how many events there are."""
    reader: Reader = recognise(source.open().read(HEAD))
    count = sum(1 for _ in reader.read(source, ORIGIN))
    return min(_cpu(reader.read(source, ORIGIN)) for _ in range(ROUNDS)), count


def _cpu(found: "Iterator[Event] | Iterator[object]") -> float:
    before = time.process_time()
    for _ in found:
        pass
    return time.process_time() - before


if __name__ == "__main__":
    main()
