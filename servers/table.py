"""What a person is shown of the servers."""

from collections.abc import Iterable, Sequence

from servers.install import version
from servers.process import memory_mb
from servers.settings import Settings
from servers.supervisor import State


def table(states: Iterable[State], settings: Settings) -> str:
    """One line a server that runs: name, version, address, memory now, seconds that its last start took."""
    rows: list[tuple[str, ...]] = [("server", "version", "address", "memory", "seconds")]
    rows += [_row(state, settings) for state in states if not state.trouble]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def troubles(states: Iterable[State]) -> list[str]:
    """One line a server that does not answer."""
    return [f"{state.server.name}: {state.trouble}" for state in states if state.trouble]


def _row(state: State, settings: Settings) -> tuple[str, ...]:
    server, record = state.server, state.record
    memory = f"{memory_mb(record.pid)} MB" if record else ""
    seconds = "" if record is None or record.seconds is None else f"{record.seconds:.1f}"
    return server.name, version(server), server.address(settings), memory, seconds


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    words = [cell.ljust(width) for cell, width in zip(row[:3], widths[:3], strict=True)]
    numbers = [cell.rjust(width) for cell, width in zip(row[3:], widths[3:], strict=True)]
    return "  ".join([*words, *numbers])
