"""Reads the file of a specification: what type it is, and what it says."""

from pathlib import Path
from typing import Final

from app.domain.workflow.manifest import Task
from app.domain.workflow.specs import Spec
from app.engines.dag.files import parsed_yaml
from app.errors import BadFile

_BY_END: Final = {".proto": "grpc", ".graphql": "graphql", ".graphqls": "graphql", ".gql": "graphql"}
_DOCUMENTS: Final = ("openapi", "rest_api")


def read_spec(task: Task, file: Path) -> tuple[Spec, bytes]:
    """The specification and its bytes. Raises BadFile."""
    try:
        content = file.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as flaw:
        raise BadFile(f"the specification cannot be read: {flaw.strerror}", str(file)) from flaw
    except UnicodeDecodeError as flaw:
        raise BadFile("the specification is not UTF-8", str(file)) from flaw
    return spec_from(task.contract.type if task.contract else "", file.name, text), content


def spec_from(type_: str, name: str, text: str) -> Spec:
    """The text as a specification; unsaid, its type follows from the file's name and what it says."""
    ending = Path(name).suffix.lower()
    if type_ in ("graphql", "grpc") or (not type_ and ending in _BY_END):
        return Spec(type_ or _BY_END[ending], text)
    if type_ == "event_stream":
        return Spec(type_, text)
    return Spec(type_ or "openapi", parsed_yaml(text, name))
