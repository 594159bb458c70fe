"""What an analysis finds: broken rules, circles, too much coupling (domain 2.3)."""

from app.domain.payloads.common import Payload


class ViolationDetected(Payload, frozen=True):
    """``violation_id`` is :func:`app.domain.identity.violation_key` of rule, source and target.

    ``figure`` is what a limit was compared with (lines, Ce, …), 0 where nothing is counted; ``lifecycle``
    is existing (in the baseline) or new, empty where there is no baseline; ``part`` is the function or
    class that is meant.
    """

    violation_id: str
    rule_id: str
    type: str
    severity: str
    source_module: str = ""
    target_module: str = ""
    description: str = ""
    generation: str = ""
    file_path: str = ""
    lines: list[int] = []
    chain: list[str] = []
    hint: str = ""
    figure: float = 0.0
    lifecycle: str = ""
    part: str = ""


class ViolationResolved(Payload, frozen=True):
    violation_id: str


class CycleDetected(Payload, frozen=True):
    """A circle of modules. ``break_candidates`` are the imports that together break it, at a cost of
    ``break_cost`` import statements: the least there is when ``break_exact``, else no set costs less than
    ``break_bound``; ``break_hints`` says how, import by import. ``representative`` is a shortest way round.
    """

    cycle_id: str
    cycle_modules: list[str]
    classification: str = "inter_module"
    severity: str = "WARNING"
    generation: str = ""
    break_candidates: list[list[str]] = []
    approved: bool = False
    approval_adr: str = ""
    baseline: bool = False
    representative: list[str] = []
    break_cost: int = 0
    break_bound: int = 0
    break_exact: bool = False
    break_hints: list[str] = []
    approved_by: str = ""
    approved_at: int = 0
    approval_reason: str = ""


class CycleResolved(Payload, frozen=True):
    cycle_id: str


class CouplingExceeded(Payload, frozen=True):
    module: str
    ca: int
    ce: int
    instability: float
    limit: float
    rule_id: str
    severity: str = "WARNING"
    generation: str = ""
