"""Conditions of tasks: a small language that can look at things and do nothing.

::

    env.CI == "true" and not skipped("BE.Api")
    tasks.QA.Unit.attempts > 1 or value("QA.Unit", "coverage") < 0.8
    branch in ["main", "release"] and starts_with(labels.area, "pay")

Values are numbers, texts, true, false, null and lists. ``env.X`` and ``labels.X`` are null where nothing
is set. A condition that cannot be evaluated means: run the task, and say so.
"""

from app.domain.workflow.conditions.evaluate import Decision, Known, TaskFacts, decide
from app.domain.workflow.conditions.syntax import parse, tasks_named
from app.domain.workflow.conditions.tokens import BadCondition

__all__ = ["BadCondition", "Decision", "Known", "TaskFacts", "decide", "parse", "tasks_named"]
