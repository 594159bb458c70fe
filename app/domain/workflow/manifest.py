"""An execution manifest: tasks, what each needs, runs, makes, and what guards it (domain 5.1).

Beside the fields of the domain a task carries what it takes to run it: a shell command, its surroundings,
limits, retries, a condition and gates. Durations are in seconds, efforts in minutes.
"""

from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

Positive = Annotated[float, Meta(gt=0)]
Phase = Literal["pre", "during", "post"]
Severity = Literal["BLOCKING", "WARNING", "INFO"]

DEFAULT_TIMEOUT_S: Final = 3600.0
"""How long a task may take that names no limit, nor its manifest for it."""

KINDS: Final = {
    "interface": "INTERFACE",
    "impl": "ACTION",
    "action": "ACTION",
    "integration": "INTEGRATION",
    "test": "TEST",
    "deployment": "DEPLOYMENT",
    "checkpoint": "CHECKPOINT",
    "notification": "NOTIFICATION",
    "phase": "PHASE",
    "custom": "CUSTOM",
}
"""The kind of task that each ``type`` means (R-15); any other is CUSTOM."""


class Bypass(Struct, frozen=True, kw_only=True):
    """Somebody answers for a gate that is not asked: who, and why."""

    by: str
    reason: str


class Gate(Struct, frozen=True, kw_only=True):
    """What is asked before, while or after a task works. Passes when its command ends with 0 and, where a
    ``threshold`` is named, the value it prints is good enough.

    ``compare`` says which values are: ``>=`` (at least the threshold) or ``<=`` (at most). ``pattern`` is
    a regular expression whose first group is the value. A gate named only by its name takes its other
    fields from the gate of that name under ``gates`` of the manifest.
    """

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    command: str = ""
    gate_type: Literal["pre_commit", "pr", "node_completion"] = "node_completion"
    phase: Phase = "post"
    severity: Severity = "BLOCKING"
    threshold: float | None = None
    compare: Literal[">=", "<="] = ">="
    pattern: str = ""
    timeout: Positive = 300.0
    retries: Annotated[int, Meta(ge=0, le=100)] = 0
    retry_delay: Annotated[float, Meta(ge=0)] = 1.0
    enabled: bool = True
    depends_on: list[str] = []
    bypass: Bypass | None = None


class Retry(Struct, frozen=True, kw_only=True):
    """When a task that failed is tried again, and how long is waited before.

    The wait is ``retry_delay_seconds``, doubled after each further failure with ``exponential_backoff``, at
    most ``max_delay_seconds``; with ``jitter`` (by default with exponential back-off) a random part of it.
    ``retry_on_exit_codes`` narrows it to these exit codes; time-outs follow ``retry_on_timeout``.
    """

    max_attempts: Annotated[int, Meta(ge=1, le=100)] = 1
    retry_delay_seconds: Annotated[float, Meta(ge=0)] = 0.0
    retry_on_failure: bool = False
    exponential_backoff: bool = False
    max_delay_seconds: Positive = 300.0
    jitter: bool | None = None
    retry_on_timeout: bool = True
    retry_on_exit_codes: list[int] = []


class Contract(Struct, frozen=True, kw_only=True):
    """The specification that an interface task writes; ``spec`` is its file. Unsaid, its name tells the type."""

    spec: str
    type: Literal["", "openapi", "graphql", "grpc", "rest_api", "event_stream"] = ""


class Task(Struct, frozen=True, kw_only=True):
    """One node of the manifest. ``cwd`` and ``outputs`` are relative to the root of the execution and to ``cwd``."""

    id: Annotated[str, Meta(min_length=1, max_length=128)]
    type: str = "impl"
    name: str = ""
    capability: str = ""
    depends_on: list[str] = []
    outputs: list[str] = []
    gates: list[Gate] = []
    estimated_effort: Annotated[int, Meta(ge=1)] | None = None
    contract_version: str = ""
    contract: Contract | None = None
    requirement_id: str = ""
    command: str = ""
    env: dict[str, str] = {}
    cwd: str = ""
    timeout: Positive | None = None
    grace: Annotated[float, Meta(ge=0, le=600)] = 5.0
    retry: Retry | None = None
    condition: str = ""
    labels: dict[str, str] = {}
    metadata: dict[str, Any] = {}

    @property
    def kind(self) -> str:
        """The canonical kind (R-15)."""
        return KINDS.get(self.type.lower(), "CUSTOM")

    @property
    def contract_name(self) -> str:
        """The name of the contract that this task defines, empty where it defines none (C10)."""
        return self.id.removeprefix("IF.") if self.kind == "INTERFACE" and self.contract_version else ""


class Constraints(Struct, frozen=True, kw_only=True):
    """What holds for the whole execution."""

    security_standard: Literal["", "OWASP-L1", "OWASP-L2", "OWASP-L3", "PCI-DSS", "SOC2"] = ""
    library_policy: Literal["", "InternalOnly", "ApprovedExternal", "AnyPublic"] = ""
    runtime: str = ""
    max_duration_minutes: Annotated[int, Meta(ge=1)] | None = None


class Policy(Struct, frozen=True, kw_only=True):
    """A rule of the house; one whose id is the name of a gate without severity lends it its own."""

    id: str = ""
    expression: str = ""
    severity: Severity = "BLOCKING"
    scope: list[str] = []


class Manifest(Struct, frozen=True, kw_only=True):
    """The whole plan. ``env``, ``timeout`` and ``retry`` hold for tasks that say nothing else."""

    iteration_id: Annotated[str, Meta(min_length=1, max_length=128)]
    timestamp: str
    project: Annotated[str, Meta(min_length=1)]
    nodes: list[Task]
    workflow_id: str = ""
    constraints: Constraints = Constraints()
    policies: list[Policy] = []
    gates: list[Gate] = []
    env: dict[str, str] = {}
    timeout: Positive | None = None
    retry: Retry = Retry()
    labels: dict[str, str] = {}
    metadata: dict[str, Any] = {}

    def retry_of(self, task: Task) -> Retry:
        """How the task is tried again."""
        return task.retry or self.retry

    def timeout_of(self, task: Task) -> float:
        """How long (s) an attempt of the task may take."""
        return task.timeout or self.timeout or DEFAULT_TIMEOUT_S
