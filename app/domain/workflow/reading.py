"""Plain values (as JSON or YAML say them) → a manifest, with every flaw of every field at once."""

import shlex
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeVar

import msgspec
from msgspec import inspect

from app.domain.workflow.findings import Finding
from app.domain.workflow.manifest import Gate, Manifest, Policy, Task

StructT = TypeVar("StructT", bound=msgspec.Struct)
Plain = dict[str, Any]

_OTHER_NAMES: Final = {"retry_policy": "retry", "retry_count": "retries"}
"""What some fields are called elsewhere."""


_NEEDS: Final = "A manifest takes iteration_id, timestamp, project and nodes at the least."


def manifest_from(plain: object) -> tuple[Manifest | None, list[Finding]]:
    """The manifest as far as it can be understood; nothing where what it must have is missing."""
    if plain is None:
        return None, [Finding("CRITICAL", "empty", "manifest", "The file says nothing.", _NEEDS)]
    reader = _Reader()
    manifest = reader.struct(Manifest, plain, "manifest")
    return (_resolved(manifest) if manifest else None), reader.findings


def _resolved(manifest: Manifest) -> Manifest:
    """Gates that are only named take the rest from those of the manifest, and from its policies."""
    known = {gate.name: gate for gate in manifest.gates}
    policies = {policy.id: policy for policy in manifest.policies if policy.id}
    nodes = [
        msgspec.structs.replace(task, gates=[_gate(gate, known, policies) for gate in task.gates])
        for task in manifest.nodes
    ]
    return msgspec.structs.replace(manifest, nodes=nodes)


def _gate(gate: Gate, known: Mapping[str, Gate], policies: Mapping[str, Policy]) -> Gate:
    if gate != Gate(name=gate.name):
        return gate
    policy = policies.get(gate.name)
    found = known.get(gate.name, gate)
    if found.severity == "BLOCKING" and policy:
        return msgspec.structs.replace(found, severity=policy.severity)
    return found


class _Reader:
    """Builds structs field by field, and notes what it cannot use."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def struct(self, kind: type[StructT], plain: object, where: str) -> StructT | None:
        """The struct; nothing when a required field is missing or wrong."""
        if not isinstance(plain, dict):
            self._note("malformed", where, f"takes fields with values, found {_named(plain)}.")
            return None
        given, fields = _tidied(kind, plain), msgspec.structs.fields(kind)
        self._unknown(given, [field.name for field in fields], where)
        read: Plain = {}
        for field in fields:
            if field.name in given:
                self._read(read, field.name, field.type, given[field.name], where)
            elif field.required:
                self._note("missing_field", where, f"{field.name} is missing.")
        complete = all(field.name in read for field in fields if field.required)
        return kind(**read) if complete else None

    def _read(self, into: Plain, name: str, kind: Any, value: object, where: str) -> None:
        place = f"{where}.{name}" if where != "manifest" else name
        part, many = _part(kind)
        if part and many and isinstance(value, list):
            items = (self.struct(part, item, _item(place, n, item)) for n, item in enumerate(value))
            into[name] = [item for item in items if item is not None]
        elif part and not many:
            if value is not None and (made := self.struct(part, value, place)):
                into[name] = made
        else:
            try:
                into[name] = msgspec.convert(value, kind)
            except msgspec.ValidationError as flaw:
                self._note("bad_field", place, f"{str(flaw).replace('`', '')}, found {_named(value)}.")

    def _unknown(self, given: Plain, known: list[str], where: str) -> None:
        for name in given:
            if name not in known:
                near = get_close_matches(str(name), known, 1)
                fix = f"Is {near[0]} meant?" if near else ""
                flaw = Finding("WARNING", "unknown_field", where, f"{name} means nothing here.", fix)
                self.findings.append(flaw)

    def _note(self, code: str, where: str, message: str) -> None:
        self.findings.append(Finding("CRITICAL", code, where, message))


def _part(kind: Any) -> tuple[type[msgspec.Struct] | None, bool]:
    """The struct that a field holds, and whether it holds a list of them."""
    shape = inspect.type_info(kind)
    shapes = shape.types if isinstance(shape, inspect.UnionType) else (shape,)
    for one in shapes:
        if isinstance(one, inspect.StructType):
            return one.cls, False
        if isinstance(one, inspect.ListType) and isinstance(one.item_type, inspect.StructType):
            return one.item_type.cls, True
    return None, False


def _item(place: str, n: int, item: object) -> str:
    """``nodes[3] (BE.Api)``: by number, and by name where it has one."""
    name = item.get("id") or item.get("name") if isinstance(item, dict) else item
    return f"{place}[{n}] ({name})" if isinstance(name, str) else f"{place}[{n}]"


def _named(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _tidied(kind: type[msgspec.Struct], plain: Plain) -> Plain:
    """The same under the names and in the forms that the struct takes."""
    given = {_OTHER_NAMES.get(str(name), str(name)): value for name, value in plain.items() if value is not None}
    tidy = _TIDY.get(kind)
    return tidy(given) if tidy else given


def _task(given: Plain) -> Plain:
    if isinstance(gates := given.get("gates"), list):
        given["gates"] = [{"name": gate} if isinstance(gate, str) else gate for gate in gates]
    if isinstance(command := given.get("command"), list) and all(isinstance(word, str) for word in command):
        given["command"] = shlex.join(command)
    if isinstance(contract := given.get("contract"), str):
        given["contract"] = {"spec": contract}
    return _texts(given, "env", "labels")


def _judged(given: Plain) -> Plain:
    if isinstance(given.get("severity"), str):
        given["severity"] = given["severity"].upper()
    return given


def _texts(given: Plain, *names: str) -> Plain:
    """Numbers in maps of text are meant as text; true and false as programs read them."""
    for name in names:
        if isinstance(given.get(name), dict):
            given[name] = {str(k): _text(v) for k, v in given[name].items()}
    return given


def _text(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _whole(given: Plain) -> Plain:
    return _texts(_task(given), "env", "labels")


_TIDY: Final[dict[type[msgspec.Struct], Callable[[Plain], Plain]]] = {
    Manifest: _whole,
    Task: _task,
    Gate: _judged,
    Policy: _judged,
}
