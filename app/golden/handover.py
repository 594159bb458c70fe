"""What a task hands over: artifacts made and stamped, gates passed, contracts locked, or the failure."""

from typing import Final

from app.domain.identity import artifact_key, contract_key, gate_key
from app.domain.payloads import dde
from app.golden.areas import CONTRACTS, Contract
from app.golden.bench import Bench
from app.golden.code import LAYERS, content_hash, path_of
from app.golden.tasks import PLANS, Plan, gates_of
from app.golden.teller import SECOND

_TROUBLE: Final = {
    "DB": "migration 0042: could not lock table entries within 30 s",
    "INT": "psp-sandbox: read timed out, POST /v3/authorize after 30 s",
}

_PACKED: Final = ("infra.psp", "infra.vault")
"""Modules that leave a build of their own: their artifacts carry its folder, not that of the repository."""

_FIGURES: Final = {"coverage": (0.70, 0.86, 0.61), "throughput": (250.0, 310.0, 180.0)}
"""Gates that measure: what is asked for, what is reached, and what falls short."""

_OF_TASK: Final = {f"IF.{contract.name}": contract for contract in CONTRACTS}


def trouble(plan: Plan) -> str:
    """What a task of this kind runs into."""
    return _TROUBLE[plan.task_id.partition(".")[0]]


def created(plan: Plan) -> dde.TaskCreated:
    """The task as the plan has it."""
    contract = _OF_TASK.get(plan.task_id)
    return dde.TaskCreated(
        task_id=plan.task_id,
        name=plan.name,
        kind=plan.kind,
        capability=f"{plan.kind.title()}:Python:Payments",
        depends_on=list(plan.needs),
        gates=list(gates_of(plan)),
        outputs=[file_of(made) for made in plan.files],
        estimated_effort=plan.minutes,
        contract_version=f"v{contract.version}" if contract else "",
        requirement_id=plan.requirement_id,
    )


def file_of(made: str) -> str:
    """The name of the file that a task makes: a module's name with its area, or the file itself."""
    return f"{made.partition('.')[2].replace('.', '_')}.py" if _is_module(made) else made


def _is_module(made: str) -> bool:
    return made.partition(".")[0] in LAYERS


def hand_over(bench: Bench, plan: Plan, end: int) -> None:
    """The last minute of a task, good or bad."""
    fails = bench.course.fails(plan.task_id)
    if plan.task_id in _OF_TASK:
        _draft(bench, end, _OF_TASK[plan.task_id], plan)
    if plan.task_id not in bench.course.exhausted:
        _make(bench, plan, end - 40 * SECOND)
        _gates(bench, plan, end - 30 * SECOND)
    if fails:
        _fail(bench, plan, end)
        return
    _stamp(bench, plan, end - 6 * SECOND)
    done = dde.TaskCompleted(
        task_id=plan.task_id,
        attempt=bench.course.attempts.get(plan.task_id, 1),
        outputs=[file_of(made) for made in plan.files],
    )
    bench.say(end, "task.completed", plan.task_id, done)
    if plan.task_id in _OF_TASK:
        finalise(bench, end + SECOND, _OF_TASK[plan.task_id], "")


def skip(bench: Bench, plan: Plan, at: int) -> None:
    """A condition leaves the task out, and its gates with it."""
    reason = bench.course.skipped[plan.task_id]
    for n, gate in enumerate(gates_of(plan)):
        bench.gates[gate_key(plan.task_id, gate.name)] = ("SKIPPED", gate.severity)
        bench.say(at - SECOND + n, "gate.skipped", plan.task_id, _gate_event(plan, gate, reason))
    bench.say(at, "task.skipped", plan.task_id, dde.TaskSkipped(task_id=plan.task_id, condition=reason))


def _artifact(bench: Bench, plan: Plan, made: str, sha256: str) -> dde.ArtifactEvent:
    name = file_of(made)
    path = path_of(made) if _is_module(made) else ""
    return dde.ArtifactEvent(
        task_id=plan.task_id,
        name=name,
        file_path=f"build/{path.removeprefix('src/')}" if made in _PACKED else path,
        stamped_path=f"artifacts/{bench.teller.iteration}/{plan.task_id}/{name}" if sha256 else "",
        sha256=sha256,
        size_bytes=400 + len(plan.task_id) * 97 + len(name) * 31,
        artifact_type="source" if path else "document",
        capability=f"{plan.kind.title()}:Python:Payments",
    )


def _content(made: str) -> str:
    """What is packed does not hold the same as its source."""
    return f"packed {made}" if made in _PACKED else path_of(made) if _is_module(made) else made


def _make(bench: Bench, plan: Plan, at: int) -> None:
    for n, made in enumerate(plan.files):
        bench.artifacts[artifact_key(plan.task_id, file_of(made))] = ""
        bench.say(at + n * 500, "artifact.created", plan.task_id, _artifact(bench, plan, made, ""))


def _stamp(bench: Bench, plan: Plan, at: int) -> None:
    for n, made in enumerate(plan.files):
        sha256 = content_hash(_content(made), bench.teller.iteration)
        bench.artifacts[artifact_key(plan.task_id, file_of(made))] = sha256
        bench.say(at + n * 500, "artifact.stamped", plan.task_id, _artifact(bench, plan, made, sha256))


def _gates(bench: Bench, plan: Plan, at: int) -> None:
    for n, gate in enumerate(gates_of(plan)):
        fails = bench.course.broken.get(plan.task_id) == gate.name
        bench.gates[gate_key(plan.task_id, gate.name)] = ("FAILED" if fails else "PASSED", gate.severity)
        begun = at + n * 6 * SECOND
        bench.say(begun, "gate.started", plan.task_id, _gate_event(plan, gate))
        outcome = _gate_event(plan, gate, "It falls short of what is asked for." if fails else "", fails)
        bench.say(begun + 4 * SECOND, "gate.failed" if fails else "gate.passed", plan.task_id, outcome)


def _gate_event(plan: Plan, gate: dde.GateSpec, message: str = "", fails: bool | None = None) -> dde.GateEvent:
    asked, reached, short = _FIGURES.get(gate.name, (None, None, None))
    return dde.GateEvent(
        task_id=plan.task_id,
        gate_name=gate.name,
        gate_type=gate.gate_type,
        severity=gate.severity,
        message=message,
        value=None if fails is None else short if fails else reached,
        threshold=None if fails is None else asked,
    )


def _fail(bench: Bench, plan: Plan, end: int) -> None:
    tries = bench.course.attempts.get(plan.task_id, 1)
    gate = bench.course.broken.get(plan.task_id)
    error = f"Gate {gate} did not pass." if gate else trouble(plan)
    if tries > 1:
        spent = dde.TaskRetryExhausted(task_id=plan.task_id, retry_count=tries - 1, error=error)
        bench.say(end - SECOND, "task.retry_exhausted", plan.task_id, spent)
    bench.say(end, "task.failed", plan.task_id, dde.TaskFailed(task_id=plan.task_id, error=error, attempts=tries))


def _contract(contract: Contract, plan: str, before: str = "") -> dde.ContractEvent:
    return dde.ContractEvent(
        contract_name=contract.name,
        version=contract.version,
        contract_type=contract.kind,
        previous_version=before,
        owner_task=plan,
    )


def _draft(bench: Bench, end: int, contract: Contract, plan: Plan) -> None:
    bench.say(end - 90 * SECOND, "contract.created", contract.name, _contract(contract, plan.task_id))


def evolve(bench: Bench, at: int, contract: Contract, before: str, owner: str) -> None:
    """A new version of a contract, in draft."""
    bench.contracts.add(contract_key(contract.name, contract.version))
    bench.say(at, "contract.evolved", contract.name, _contract(contract, owner, before))


def finalise(bench: Bench, at: int, contract: Contract, spec: str) -> None:
    """The specification is checked; if it is sound the contract is locked and published."""
    sound = contract.name not in bench.course.unlocked
    checked = dde.ContractValidated(contract_name=contract.name, version=contract.version, valid=sound)
    bench.say(at, "contract.validated", contract.name, checked)
    if not sound:
        return
    task = f"IF.{contract.name}"
    locked = dde.ContractLocked(
        contract_name=contract.name,
        version=contract.version,
        locked_by="contract-registry",
        dependents=[plan.task_id for plan in PLANS if task in plan.needs],
        spec_hash=content_hash(f"{contract.name}:{contract.version}{spec}", bench.teller.iteration),
    )
    bench.say(at + SECOND, "contract.locked", contract.name, locked)
    bench.say(at + 2 * SECOND, "contract.published", contract.name, _contract(contract, task))
