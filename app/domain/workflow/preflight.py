"""Everything that is wrong with a manifest, before anything runs (domain 5.1)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.moments import parse_moment
from app.domain.workflow import gates
from app.domain.workflow.conditions import BadCondition, parse, tasks_named
from app.domain.workflow.findings import Finding, in_order
from app.domain.workflow.manifest import KINDS, Manifest, Task
from app.domain.workflow.plan import Plan
from app.domain.workflow.schedule import INTERFACE, cycles, needs_of, parts, upstream

LONG_PATH_MIN: Final = 240
_VERSION: Final = re.compile(r"v\d+\.\d+(\.\d+)?")
_USUAL_ID: Final = re.compile(r"[A-Z]{2,4}\.[A-Za-z0-9_]+")
_USUAL_ITERATION: Final = re.compile(r"Iter-\d{8}-\d{4}-\d{3,}")
_SAFE_ID: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+@:-]*")
_IDLE: Final = ("PHASE", "NOTIFICATION", "CHECKPOINT")
"""Kinds of task that are fine without a command."""


def preflight(manifest: Manifest, plan: Plan) -> tuple[Finding, ...]:
    """All findings, the worst first."""
    found = [*_heads(manifest), *_ids(manifest.nodes), *_shape(manifest), *_length(manifest, plan)]
    listed = {task.id for task in manifest.nodes}
    for task in manifest.nodes:
        found += [*_needs(task, listed), *_work(manifest, task), *_contract(task), *gates.flaws(task)]
        found += _condition(manifest, task)
    return in_order([*found, *_interfaces(manifest.nodes), *_producers(manifest.nodes)])


def _heads(manifest: Manifest) -> Iterator[Finding]:
    if not manifest.nodes:
        yield Finding("CRITICAL", "no_nodes", "nodes", "There is no task.", "Name at least one.")
    try:
        parse_moment(manifest.timestamp)
    except (ValueError, OverflowError) as flaw:
        yield Finding("HIGH", "bad_timestamp", "timestamp", f"{flaw}.", "Give ISO 8601 with a zone.")
    if not _USUAL_ITERATION.fullmatch(manifest.iteration_id):
        usual = f"{manifest.iteration_id!r} has not the usual form Iter-YYYYMMDD-HHMM-###."
        yield Finding("INFO", "unusual_iteration", "iteration_id", usual)
    if manifest.workflow_id and not _SAFE_ID.fullmatch(manifest.workflow_id):
        yield Finding("CRITICAL", "bad_id", "workflow_id", "takes letters, digits, dots, dashes and underscores.")


def _ids(tasks: Iterable[Task]) -> Iterator[Finding]:
    for task_id, count in sorted(Counter(task.id for task in tasks).items()):
        if count > 1:
            yield Finding("CRITICAL", "duplicate_id", task_id, f"{count} tasks have this id.", "Give each its own.")
        if not _SAFE_ID.fullmatch(task_id):
            what = "A task id takes letters, digits and _ . + @ : -, and names a folder."
            yield Finding("CRITICAL", "bad_id", task_id, what)
        elif not _USUAL_ID.fullmatch(task_id):
            what = "The id has not the usual form, such as BE.Orders or QA.Unit."
            yield Finding("INFO", "unusual_id", task_id, what)


def _shape(manifest: Manifest) -> Iterator[Finding]:
    needs = needs_of(manifest.nodes)
    for cycle in cycles(needs):
        way = " → ".join((*cycle, cycle[0]))
        fix = "Take one of these dependencies out."
        yield Finding("CRITICAL", "cycle", cycle[0], f"Tasks wait for each other: {way}.", fix)
    separate = parts(needs)
    if len(separate) < 2 or len(separate[0]) < 2:
        return
    for part in separate[1:]:
        what = f"{', '.join(part[:5])}{' …' if len(part) > 5 else ''} is joined to nothing else."
        yield Finding("WARNING", "orphan" if len(part) == 1 else "disconnected", part[0], what)


def _length(manifest: Manifest, plan: Plan) -> Iterator[Finding]:
    limit = manifest.constraints.max_duration_minutes
    chain = " → ".join(plan.path.tasks)
    if limit is not None and plan.minutes > limit:
        what = f"It is estimated to take {plan.minutes} minutes; {limit} are allowed. Critical path: {chain}."
        yield Finding("WARNING", "too_long", "constraints.max_duration_minutes", what)
    elif limit is None and plan.path.minutes > LONG_PATH_MIN:
        what = f"The critical path takes {plan.path.minutes} minutes: {chain}."
        yield Finding("WARNING", "too_long", "nodes", what)


def _needs(task: Task, listed: set[str]) -> Iterator[Finding]:
    for needed in sorted(set(task.depends_on) - listed):
        what = f"It depends on {needed}, which does not exist."
        yield Finding("CRITICAL", "unknown_dependency", task.id, what, "Correct the name, or add the task.")
    if twice := sorted(name for name, count in Counter(task.depends_on).items() if count > 1):
        yield Finding("WARNING", "repeated_dependency", task.id, f"{', '.join(twice)} is named twice.")


def _work(manifest: Manifest, task: Task) -> Iterator[Finding]:
    retry = manifest.retry_of(task)
    if not task.command and task.kind not in _IDLE:
        yield Finding("WARNING", "no_command", task.id, "It has no command, so nothing is run.")
    if task.kind in (INTERFACE, "ACTION") and not task.outputs and not task.contract:
        yield Finding("INFO", "no_outputs", task.id, "It declares no outputs, so nothing of it is stamped.")
    if retry.max_attempts > 1 and not retry.retry_on_failure:
        what = f"max_attempts is {retry.max_attempts}, but retry_on_failure is not set: it is tried once."
        yield Finding("WARNING", "retry_without_effect", task.id, what, "Set retry_on_failure: true.")
    if task.type.lower() not in KINDS:
        what = f"Type {task.type!r} is not known; it counts as custom."
        yield Finding("WARNING", "unknown_type", task.id, what, f"Known are {', '.join(KINDS)}.")


def _contract(task: Task) -> Iterator[Finding]:
    version = task.contract_version
    if version and not _VERSION.fullmatch(version):
        what = f"contract_version is {version!r}."
        yield Finding("HIGH", "bad_version", task.id, what, "It takes v1.2 or v1.2.3.")
    if task.kind != INTERFACE:
        return
    if not version:
        what = "An interface task without contract_version defines no contract."
        yield Finding("MEDIUM", "missing_contract", task.id, what)
    elif task.contract is None and not spec_of(task):
        what = "No specification is named, so the contract is locked by its version alone."
        yield Finding("MEDIUM", "missing_specification", task.id, what, "Name its file under contract.spec.")


SPEC_ENDS: Final = (".yaml", ".yml", ".json", ".graphql", ".graphqls", ".gql", ".proto")


def spec_of(task: Task) -> str:
    """The file of the specification: the one named, else the only output that can be one, else nothing."""
    if task.contract:
        return task.contract.spec
    found = [output for output in task.outputs if output.lower().endswith(SPEC_ENDS)]
    return found[0] if len(found) == 1 and task.contract_name else ""


def _condition(manifest: Manifest, task: Task) -> list[Finding]:
    if not task.condition:
        return []
    try:
        named = tasks_named(parse(task.condition))
    except BadCondition as flaw:
        what = f"The condition cannot be evaluated ({flaw}), so the task will run."
        return [Finding("WARNING", "bad_condition", task.id, what)]
    needs = needs_of(manifest.nodes)
    early = upstream([task.id], needs) - {task.id}
    found = []
    for other in sorted(named - early):
        how = "does not depend on, so it may not have run yet" if other in needs else "does not exist"
        what = f"The condition looks at {other}, which {'the task ' if other in needs else ''}{how}."
        found.append(Finding("WARNING", "condition_order", task.id, what))
    return found


def _interfaces(tasks: Iterable[Task]) -> Iterator[Finding]:
    """Real needs win over interfaces first, so what an interface waits for is early too."""
    kinds = {task.id: task.kind for task in tasks}
    for task in tasks:
        others = sorted(n for n in set(task.depends_on) if kinds.get(n, INTERFACE) != INTERFACE)
        if task.kind == INTERFACE and others:
            what = f"The interface waits for {', '.join(others)}, which is no interface and comes before it."
            yield Finding("WARNING", "interface_waits", task.id, what, "Let interfaces depend on interfaces only.")


def _producers(tasks: Iterable[Task]) -> Iterator[Finding]:
    """Every artifact has exactly one producer."""
    makers: dict[str, list[str]] = {}
    for task in tasks:
        for output in task.outputs:
            makers.setdefault(f"{task.cwd}/{output}", []).append(task.id)
    for place, found in sorted(makers.items()):
        if len(found) > 1:
            what = f"{place.removeprefix('/')} is an output of {', '.join(sorted(set(found)))}."
            yield Finding("WARNING", "several_producers", found[0], what, "Let one task make it.")
