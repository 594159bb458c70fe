"""OpenLineage events, typed as far as they are read; facets that have a schema and are used or commonly
wrong are held to it, others are skipped."""

from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class _Part(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """The base of all: camelCase in the file."""


class Owner(_Part, frozen=True):
    name: str


class Ownership(_Part, frozen=True):
    owners: list[Owner] = []


class OwnedFacets(_Part, frozen=True):
    ownership: Ownership | None = None


class JobType(_Part, frozen=True):
    job_type: str | None = None


class JobFacets(_Part, frozen=True):
    ownership: Ownership | None = None
    job_type: JobType | None = None


class Job(_Part, frozen=True):
    namespace: Name
    name: Name
    facets: JobFacets = JobFacets()

    @property
    def id(self) -> str:
        """How the job is called in the graph: ``namespace/name``."""
        return f"{self.namespace}/{self.name}"


class ParentRun(_Part, frozen=True):
    run_id: UUID


class ParentJob(_Part, frozen=True):
    namespace: Name
    name: Name


class Parent(_Part, frozen=True):
    run: ParentRun
    job: ParentJob


class ErrorMessage(_Part, frozen=True):
    message: str
    stack_trace: str | None = None


class NamedJob(_Part, frozen=True):
    """A job that another depends on, in the facet of job dependencies."""

    job: ParentJob


class Dependencies(_Part, frozen=True):
    upstream: list[NamedJob] = []


class RunFacets(_Part, frozen=True):
    parent: Parent | None = None
    error_message: ErrorMessage | None = None
    job_dependencies: Dependencies | None = None


class Run(_Part, frozen=True):
    run_id: UUID
    facets: RunFacets = RunFacets()


class QualityMetrics(_Part, frozen=True):
    """Older producers give the rows, newer ones the columns; one of both there has to be."""

    column_metrics: dict[str, msgspec.Raw] | None = None
    row_count: Count | None = None

    def __post_init__(self) -> None:
        if self.column_metrics is None and self.row_count is None:
            raise ValueError("neither columnMetrics nor rowCount")


class InputFacets(_Part, frozen=True):
    data_quality_metrics: QualityMetrics | None = None


class OutputStatistics(_Part, frozen=True):
    row_count: Count | None = None
    size: Count | None = None


class OutputFacets(_Part, frozen=True):
    output_statistics: OutputStatistics | None = None


class Dataset(_Part, frozen=True):
    namespace: Name
    name: Name
    facets: OwnedFacets = OwnedFacets()

    @property
    def id(self) -> str:
        """``namespace:name``, unique among the datasets of the world."""
        return f"{self.namespace}:{self.name}"


class Input(Dataset, frozen=True):
    input_facets: InputFacets = InputFacets()


class Output(Dataset, frozen=True):
    output_facets: OutputFacets = OutputFacets()


class LineageEvent(_Part, frozen=True):
    """A run event (``run`` and ``job``), a job event (``job``) or a dataset event (``dataset``)."""

    event_time: str
    event_type: Literal["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"] = "OTHER"
    run: Run | None = None
    job: Job | None = None
    dataset: Dataset | None = None
    inputs: list[Input] | None = None
    outputs: list[Output] | None = None


ONE: Final = msgspec.json.Decoder(LineageEvent)
MANY: Final = msgspec.json.Decoder(list[LineageEvent])
