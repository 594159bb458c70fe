"""What the verdict makes of an execution."""

from app.domain.effects import entry_of
from app.domain.fold import fold
from app.domain.moments import NOW
from app.domain.state import read
from app.domain.verdict import StreamState, judge
from tests.engines.dag.executions import Told


def dde_of(told: Told) -> StreamState:
    """What the verdict makes of the events."""
    entries = [entry_of(event, n + 1) for n, event in enumerate(told.events)]
    return judge(read(fold(entries, NOW)), told.events[-1].timestamp + 1).stream("dde").state
