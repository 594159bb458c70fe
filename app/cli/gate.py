"""``gate``: may this iteration ship? For people and for CI: the exit code is the answer."""

import argparse
import getpass
import os
from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.gate_text import gate_text
from app.cli.moments import add_moment, moment_of
from app.cli.verb import APPROVED, BLOCKED, PENDING, Call, Verb
from app.desk import Desk
from app.domain.events import Event
from app.domain.payloads.convergence import GateChecked
from app.use_cases.gate import GateAnswer, Question, gate
from app.use_cases.post import message_of
from app.use_cases.resolve import resolve
from app.wire.avro import encode

CODES: Final = {"APPROVED": APPROVED, "BLOCKED": BLOCKED, "AUTO_BLOCKED": BLOCKED, "PENDING": PENDING}
CI_SYSTEMS: Final = {"GITHUB_ACTIONS": "github", "GITLAB_CI": "gitlab", "JENKINS_URL": "jenkins", "CI": "ci"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``gate`` takes."""
    parser.add_argument(
        "iteration", metavar="ITERATION", help="iteration, or ITERATION@COMMIT on a project's timeline"
    )
    parser.add_argument("--tenant", help="whose iteration (default: MC_TENANT)")
    parser.add_argument("--environment", default="production", help="where it would be deployed (production)")
    parser.add_argument("--project", default="", help="noted in the record of this check")
    parser.add_argument("--build", default="", metavar="VERSION", help="the version to ship; noted in the record")
    parser.add_argument("--commit", default="", help="the commit to ship; evidence about another does not count")
    parser.add_argument("--wait", type=float, default=10.0, metavar="SECONDS", help="for the worker to catch up (10)")
    add_moment(parser)


def run(call: Call) -> int:
    """Wait for what is on the log, ask, record the question, answer."""
    given = call.arguments
    with reading(call) as desk:
        caught_up(call, desk, given.wait)
        scope, as_of = resolve(desk.graph, given.tenant or desk.tenant, given.iteration)
        question = Question(
            project=given.project, version=given.build, commit=given.commit, environment=given.environment
        )
        answer = gate(desk.graph, scope, moment_of(given, as_of), desk.clock(), question)
        desk.log.append([message_of(_checked(desk, answer, scope.tenant), encode)])
    call.terminal.answer(answer, gate_text(answer))
    return CODES[answer.gate_status]


def _checked(desk: Desk, answer: GateAnswer, tenant: str) -> Event:
    """Every check leaves a record (domain 6.5): what was asked of which version, and where somebody answered for a
    stream."""
    states = {"dde": answer.dde_gate, "bdv": answer.bdv_gate, "acc": answer.acc_gate}
    waived = ",".join(stream for stream, state in states.items() if state == "waived")
    used = answer.override or {}
    who = used.get("approver") or ""
    return Event(
        event_id=str(uuid4()),
        timestamp=desk.clock(),
        tenant_id=tenant,
        iteration_id=answer.iteration_id,
        event_type="convergence.gate.checked",
        node_id=answer.iteration_id,
        payload=_check(answer),
        project=answer.project,
        metadata={"version": answer.version, "waived": waived, "override": used.get("id") or "", "approver": who},
        source="mission-control gate",
    )


def _check(answer: GateAnswer) -> GateChecked:
    """Who asked, from where, and what the answer was."""
    return GateChecked(
        gate_status=answer.gate_status,
        verdict=answer.verdict,
        approved=answer.approved,
        trigger_user=getpass.getuser(),
        ci_system=ci_system(os.environ),
        commit=answer.commit_sha,
        environment=answer.environment,
    )


def ci_system(environ: Mapping[str, str]) -> str:
    """Which continuous integration this runs in, if any."""
    return next((name for variable, name in CI_SYSTEMS.items() if environ.get(variable)), "")


GATE: Final = Verb(
    "gate",
    "may this iteration ship? exit code 0 approved, 1 blocked, 2 error, 3 pending",
    (
        "mission-control gate AllPass",
        "mission-control gate shop@main --commit $GITHUB_SHA --json",
        "mission-control gate shop@main --as-of 2026-11-04T12:00:00Z",
    ),
    arguments,
    run,
)
