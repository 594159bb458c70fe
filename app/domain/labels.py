"""The labels and relationship types of the graph (domain 1.1, 1.2), and which stream each belongs to."""

from typing import Final

ITERATION: Final = "Iteration"
COMMIT: Final = "Commit"
REQUIREMENT: Final = "Requirement"
WORKFLOW: Final = "Workflow"
TASK: Final = "Task"
CONTRACT: Final = "InterfaceContract"
ARTIFACT: Final = "Artifact"
GATE: Final = "Gate"
SUITE: Final = "Suite"
FEATURE: Final = "BehavioralSpec"
SCENARIO: Final = "Scenario"
TEST_RUN: Final = "TestRun"
JOURNEY: Final = "Journey"
COMPONENT: Final = "ArchitectureComponent"
MODULE: Final = "CodeModule"
VIOLATION: Final = "Violation"
CYCLE: Final = "Cycle"
RULE: Final = "ArchRule"
SUPPRESSION: Final = "Suppression"
ADR: Final = "ADR"
ANALYSIS: Final = "Analysis"
GENERATION: Final = "Generation"
WAIVER: Final = "Waiver"
OVERRIDE: Final = "Override"
PENDING_LINK: Final = "PendingLink"
REVIEW: Final = "Review"
LINK_DECISION: Final = "LinkDecision"
VERDICT: Final = "Verdict"

FULFILLED_BY: Final = "FULFILLED_BY"
VALIDATED_BY: Final = "VALIDATED_BY"
DEPENDS_ON: Final = "DEPENDS_ON"
DEFINES: Final = "DEFINES"
CONSUMES: Final = "CONSUMES"
SUPERSEDES: Final = "SUPERSEDES"
GENERATES: Final = "GENERATES"
GUARDED_BY: Final = "GUARDED_BY"
CONTAINS: Final = "CONTAINS"
BELONGS_TO: Final = "BELONGS_TO"
EXECUTED: Final = "EXECUTED"
VALIDATES: Final = "VALIDATES"
VIOLATED_BY: Final = "VIOLATED_BY"
TARGETS: Final = "TARGETS"
BREAKS: Final = "BREAKS"
SUPPRESSED_BY: Final = "SUPPRESSED_BY"
JUSTIFIED_BY: Final = "JUSTIFIED_BY"
MEMBER_OF: Final = "MEMBER_OF"
ENFORCED_BY: Final = "ENFORCED_BY"

STREAM_OF: Final = {
    REQUIREMENT: "dde",
    WORKFLOW: "dde",
    TASK: "dde",
    CONTRACT: "dde",
    ARTIFACT: "dde",
    GATE: "dde",
    SUITE: "bdv",
    FEATURE: "bdv",
    SCENARIO: "bdv",
    TEST_RUN: "bdv",
    JOURNEY: "bdv",
    COMPONENT: "acc",
    MODULE: "acc",
    VIOLATION: "acc",
    CYCLE: "acc",
    RULE: "acc",
    SUPPRESSION: "acc",
    ADR: "acc",
    ANALYSIS: "acc",
    GENERATION: "acc",
}
"""The stream whose lens shows a label; labels not named here belong to convergence."""

TYPES_ONLY: Final = "types_only"
"""The classification of a cycle that only imports for type checkers close."""
