"""Where what is told belongs: as said, else as ``MC_…`` variables, the CI environment or the repository say.

The default branch of a project feeds the iteration named like the project, any other branch one of its own
(``project:branch``), as everywhere in Mission Control.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

MAIN = ("main", "master", "trunk", "develop", "HEAD", "")
GIT_TIMEOUT_S = 5


class Belonging(NamedTuple):
    """Tenant, project, iteration, commit."""

    tenant: str
    project: str
    iteration: str
    commit: str = ""


class Given(NamedTuple):
    """What is said by hand; what is empty is found out."""

    tenant: str = ""
    project: str = ""
    iteration: str = ""
    commit: str = ""


class _Found(NamedTuple):
    project: str = ""
    branch: str = ""
    commit: str = ""
    main: str = ""


def belonging(environ: Mapping[str, str], folder: Path, given: Given = Given()) -> Belonging:  # noqa: B008
    """Where what happens in this folder belongs. Where nobody says, the folder's name is the project."""
    found = _from_ci(environ) or _from_repository(folder)
    handed = {} if given.project else environ
    project = given.project or handed.get("MC_PROJECT") or found.project or folder.resolve().name or "unnamed"
    iteration = given.iteration or handed.get("MC_ITERATION") or _iteration(project, found)
    commit = given.commit or handed.get("MC_COMMIT") or found.commit
    return Belonging(given.tenant or environ.get("MC_TENANT") or "local", project, iteration, commit)


def _iteration(project: str, found: _Found) -> str:
    on_main = found.branch in MAIN or found.branch == found.main
    return project if on_main else f"{project}:{found.branch}"


def _from_ci(environ: Mapping[str, str]) -> _Found | None:
    """What GitHub Actions or GitLab CI say."""
    if environ.get("GITHUB_REPOSITORY"):
        branch = environ.get("GITHUB_HEAD_REF") or environ.get("GITHUB_REF_NAME", "")
        if environ.get("GITHUB_REF_TYPE") == "tag":
            branch = ""
        return _Found(environ["GITHUB_REPOSITORY"].rpartition("/")[2], branch, environ.get("GITHUB_SHA", ""))
    if environ.get("CI_PROJECT_NAME"):
        branch = "" if environ.get("CI_COMMIT_TAG") else environ.get("CI_COMMIT_REF_NAME", "")
        main = environ.get("CI_DEFAULT_BRANCH", "")
        return _Found(environ["CI_PROJECT_NAME"], branch, environ.get("CI_COMMIT_SHA", ""), main)
    return None


def _from_repository(folder: Path) -> _Found:
    """What the repository that tracks files of the folder says; nothing where there is none, or no git."""
    top = _git(folder, "rev-parse", "--show-toplevel")
    if not top or not _git(folder, "ls-tree", "HEAD", "--name-only"):
        return _Found()
    url = _git(folder, "config", "--get", "remote.origin.url").rstrip("/")
    url = url[: -len(".git")] if url.endswith(".git") else url
    name = url.replace(":", "/").rpartition("/")[2] or Path(top).name
    return _Found(name, _git(folder, "symbolic-ref", "--short", "-q", "HEAD"), _git(folder, "rev-parse", "HEAD"))


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", os.fspath(folder), *arguments], capture_output=True, timeout=GIT_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
