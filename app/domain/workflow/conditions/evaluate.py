"""What a condition says, given what is known."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from app.domain.workflow.conditions.syntax import (
    Call,
    Literal,
    Many,
    Name,
    Negation,
    Pair,
    Tree,
    parse,
)
from app.domain.workflow.conditions.tokens import BadCondition

Value = Any
"""None, bool, float, str, or a list of them."""


class TaskFacts(Struct, frozen=True):
    """What is known of a task: its status, attempts, and the values that its gates measured."""

    status: str = "PENDING"
    attempts: int = 0
    values: Mapping[str, float] = {}


class Known(Struct, frozen=True):
    """What conditions may look at. ``names`` are iteration, project, commit, branch, tenant and task."""

    names: Mapping[str, str] = {}
    env: Mapping[str, str] = {}
    labels: Mapping[str, str] = {}
    tasks: Mapping[str, TaskFacts] = {}


class Decision(Struct, frozen=True):
    """Whether to run; ``doubt`` says why the condition could not be evaluated."""

    run: bool
    doubt: str = ""


def decide(condition: str, known: Known) -> Decision:
    """Whether a task with this condition runs. No condition, or one that cannot be evaluated: yes."""
    if not condition.strip():
        return Decision(True)
    try:
        return Decision(bool(evaluate(parse(condition), known)))
    except BadCondition as flaw:
        return Decision(True, str(flaw))


def evaluate(tree: Tree, known: Known) -> Value:
    """The value of the tree. Raises BadCondition where it has none."""
    match tree:
        case Literal():
            return tree.value
        case Name():
            return _looked_up(tree.path, known)
        case Many():
            return [evaluate(item, known) for item in tree.items]
        case Negation():
            return not evaluate(tree.of, known)
        case Call():
            return _called(tree, known)
    return _of_pair(tree, known)


def _of_pair(pair: Pair, known: Known) -> Value:
    left = evaluate(pair.left, known)
    if pair.mark == "and":
        return left and evaluate(pair.right, known)
    if pair.mark == "or":
        return left or evaluate(pair.right, known)
    return _compared(pair.mark, left, evaluate(pair.right, known))


def _compared(mark: str, left: Value, right: Value) -> bool:
    if mark in ("==", "!="):
        return (_same(left, right)) == (mark == "==")
    if mark == "in":
        return _is_in(left, right)
    if not (_both(left, right, float) or _both(left, right, str)):
        raise BadCondition(f"{_named(left)} and {_named(right)} cannot be compared with {mark}")
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[mark])


def _both(left: Value, right: Value, kind: type) -> bool:
    return isinstance(left, kind) and isinstance(right, kind)


def _same(left: Value, right: Value) -> bool:
    return type(left) is type(right) and bool(left == right)


def _is_in(left: Value, right: Value) -> bool:
    if isinstance(right, list):
        return any(_same(left, item) for item in right)
    if _both(left, right, str):
        return left in right
    raise BadCondition(f"{_named(left)} cannot be looked for in {_named(right)}")


def _looked_up(path: str, known: Known) -> Value:
    head, _, rest = path.partition(".")
    if head == "env" and rest:
        return known.env.get(rest)
    if head == "labels" and rest:
        return known.labels.get(rest)
    if head == "tasks" and rest:
        task, _, field = rest.rpartition(".")
        return _of_task(task, field, known)
    if path in known.names:
        return known.names[path]
    raise BadCondition(f"{path} is not known; there are env.…, labels.…, tasks.… and {', '.join(known.names)}")


def _of_task(task: str, field: str, known: Known) -> Value:
    facts = _facts(task, known)
    if field == "status":
        return facts.status
    if field == "attempts":
        return float(facts.attempts)
    raise BadCondition(f"a task has status and attempts, not {field!r}")


def _facts(task: Value, known: Known) -> TaskFacts:
    if not isinstance(task, str) or task not in known.tasks:
        raise BadCondition(f"there is no task {_named(task)}")
    return known.tasks[task]


def _called(call: Call, known: Known) -> Value:
    function = _FUNCTIONS.get(call.function)
    if function is None:
        raise BadCondition(f"there is no function {call.function}; there are {', '.join(sorted(_FUNCTIONS))}")
    wanted, apply = function
    if len(call.arguments) != wanted:
        raise BadCondition(f"{call.function} takes {wanted} arguments, found {len(call.arguments)}")
    return apply(known, [evaluate(argument, known) for argument in call.arguments])


def _status_is(status: str) -> Callable[[Known, Sequence[Value]], Value]:
    return lambda known, given: _facts(given[0], known).status == status


def _value(known: Known, given: Sequence[Value]) -> Value:
    return _facts(given[0], known).values.get(str(given[1]))


def _number(known: Known, given: Sequence[Value]) -> Value:
    try:
        return float(given[0])
    except (TypeError, ValueError):
        raise BadCondition(f"{_named(given[0])} is not a number") from None


def _texts(check: Callable[[str, str], bool]) -> Callable[[Known, Sequence[Value]], Value]:
    def applied(known: Known, given: Sequence[Value]) -> Value:
        if not _both(given[0], given[1], str):
            raise BadCondition(f"{_named(given[0])} and {_named(given[1])} are not both texts")
        return check(given[0], given[1])

    return applied


_FUNCTIONS: Final[dict[str, tuple[int, Callable[[Known, Sequence[Value]], Value]]]] = {
    "status": (1, lambda known, given: _facts(given[0], known).status),
    "completed": (1, _status_is("COMPLETED")),
    "failed": (1, _status_is("FAILED")),
    "skipped": (1, _status_is("SKIPPED")),
    "value": (2, _value),
    "number": (1, _number),
    "starts_with": (2, _texts(str.startswith)),
    "ends_with": (2, _texts(str.endswith)),
    "contains": (2, _texts(lambda text, part: part in text)),
}


def _named(value: Value) -> str:
    return "null" if value is None else repr(value)[:60]
