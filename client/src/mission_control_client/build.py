"""The build that a program is part of, as the variables of its CI say: where its log and its repository are read."""

from __future__ import annotations

import re
from collections.abc import Mapping

BEGINNINGS = frozenset({"dde.workflow.started", "dde.task.started", "bdv.run.started", "acc.analysis.started"})
"""The events that say it."""

_ADDRESS = re.compile(r"https?://[^\s\"'<>\\]{1,1990}")
_REMOTE = re.compile(r"(?:(?:https?|ssh)://)?(?:[^@/\s]*@)?([\w.-]+)(?::\d+/|[:/])([^\s:@]+?)(?:\.git)?/?")


def build_in(environ: Mapping[str, str]) -> dict[str, str]:
    """``log_url`` and ``repository``, each where the variables of GitHub Actions, GitLab CI or Jenkins name it."""
    found = {"log_url": _log(environ), "repository": _repository(environ)}
    return {name: said for name, said in found.items() if said}


def _log(environ: Mapping[str, str]) -> str:
    home = f"{environ.get('GITHUB_SERVER_URL', '')}/{environ.get('GITHUB_REPOSITORY', '')}"
    run, attempt = environ.get("GITHUB_RUN_ID", ""), environ.get("GITHUB_RUN_ATTEMPT", "1")
    build = environ.get("BUILD_URL", "") if environ.get("JENKINS_URL") else ""
    candidates = (
        environ.get("MC_LOG_URL", ""),
        f"{home}/actions/runs/{run}" + (f"/attempts/{attempt}" if attempt != "1" else "") if run else "",
        environ.get("CI_JOB_URL", ""),
        f"{build.rstrip('/')}/console" if build else "",
    )
    return next((one for one in candidates if _ADDRESS.fullmatch(one)), "")


def _repository(environ: Mapping[str, str]) -> str:
    home, name = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
    remote = _REMOTE.fullmatch(environ.get("GIT_URL", ""))
    candidates = (
        f"{home}/{name}" if home and name else "",
        environ.get("CI_PROJECT_URL", ""),
        f"https://{remote[1]}/{remote[2].lstrip('/')}" if remote else "",
    )
    return next((one for one in candidates if _ADDRESS.fullmatch(one)), "")
