"""The first envelope: what ran, on what, and in which build."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

Json = dict[str, Any]
PROTOCOL = "33.0.4"  # the version of the message schema that these envelopes are written by


def meta(distribution: str, environment: Mapping[str, str] | None = None) -> Json:
    """The ``meta`` of a run of an installed distribution, such as behave."""
    found: Json = {
        "protocolVersion": PROTOCOL,
        "implementation": {"name": distribution, "version": metadata.version(distribution)},
        "runtime": {"name": platform.python_implementation(), "version": platform.python_version()},
        "os": {"name": platform.system(), "version": platform.release()},
        "cpu": {"name": platform.machine()},
    }
    build = ci(os.environ if environment is None else environment)
    return {"meta": {**found, "ci": build} if build else found}


def ci(env: Mapping[str, str]) -> Json | None:
    """The build that the run belongs to, told from the variables of GitHub Actions or GitLab CI."""
    if env.get("GITHUB_ACTIONS") == "true":
        return _github(env)
    if env.get("GITLAB_CI") == "true":
        return _gitlab(env)
    return None


def _github(env: Mapping[str, str]) -> Json:
    home = f"{env.get('GITHUB_SERVER_URL', '')}/{env.get('GITHUB_REPOSITORY', '')}"
    number = env.get("GITHUB_RUN_ID", "")
    ref, name = env.get("GITHUB_REF", ""), env.get("GITHUB_REF_NAME", "")
    git = _git(f"{home}.git", env.get("GITHUB_SHA", ""), name, ref.startswith("refs/tags/"))
    return {"name": "GitHub Actions", "url": f"{home}/actions/runs/{number}", "buildNumber": number, "git": git}


def _gitlab(env: Mapping[str, str]) -> Json:
    # The address of the repository that GitLab gives holds a password; the address of the project does not.
    remote = f"{env.get('CI_PROJECT_URL', '')}.git"
    tag = env.get("CI_COMMIT_TAG", "")
    git = _git(remote, env.get("CI_COMMIT_SHA", ""), tag or env.get("CI_COMMIT_BRANCH", ""), bool(tag))
    return {
        "name": "GitLab",
        "url": env.get("CI_JOB_URL", ""),
        "buildNumber": env.get("CI_JOB_ID", ""),
        "git": git,
    }


def _git(remote: str, revision: str, name: str, is_tag: bool) -> Json:
    found = {"remote": remote, "revision": revision}
    if name:
        found["tag" if is_tag else "branch"] = name
    return found
