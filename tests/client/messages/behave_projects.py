"""A project of behave with a step of every kind, and how it is run."""

from pathlib import Path

from tests.client.messages.projects import BEHAVE, Ran, ran, written

STEPS = """
    from behave import step
    from behave.api.pending_step import StepNotImplementedError

    @step("ok")
    def _(context): pass

    @step("crash")
    def _(context): raise KeyError("lost")

    @step("{count:d} rows")
    def _(context, count): assert len(context.table.rows) == count, "rows"

    @step("not written")
    def _(context): raise StepNotImplementedError("soon")

    @step("skips")
    def _(context): context.scenario.skip("not here")

    @step("dirty")
    def _(context): context.add_cleanup(lambda: 1 / 0)

    @step("nested")
    def _(context): context.execute_steps("When ok\\nWhen crash")

    @step("hook {when}")
    def _(context, when): pass

    @step("attaches")
    def _(context): context.attach("image/png", b"png")

    @step("dies")
    def _(context):
        import os
        os._exit(9)

    @step("exits")
    def _(context): raise SystemExit("gone")
"""
FEATURE = """
    Feature: Everything
      Background:
        Given ok

      Scenario: crashing
        When crash
        Then unknown
        And ok

      Scenario: table
        When 2 rows
          | a |
          | 1 |
          | 2 |

      Scenario: pending
        When not written
        Then ok

      Scenario: skipping
        When skips
        Then ok

      Scenario: attaching
        When attaches

      Scenario: nested
        When nested

      Scenario: dirty
        When dirty

      Rule: Outlines

        Scenario Outline: row <n>
          When <n> rows
            | a |
            | 1 |
          Examples: first
            | n |
            | 1 |
          Examples: second
            | n |
            | 7 |
"""


def run(folder: Path, files: dict[str, str], *arguments: str) -> Ran:
    written(folder, {"steps/steps.py": STEPS, **files})
    return ran([*BEHAVE, "--no-color", *arguments, "."], folder)
