"""Where what is read belongs (R-33): as said, else as the CI environment says, else as the repository around it says.

A task of an execution (``mission-control execute``) finds all of it said by its environment.

A project is a timeline of its own: its default branch feeds the iteration named like the project, any
other branch one of its own, ``project:branch``, so that half-done work never mixes with the main line.
"""

import argparse
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from app.domain.whereabouts import LOG, REPOSITORY, log_in, repository_in, web_of
from app.errors import BadRequest
from app.readers.origin import Origin
from app.scan.git import Git, NotARepository

MAIN: Final = ("main", "master", "trunk", "develop", "HEAD", "")


class Belonging(msgspec.Struct, frozen=True):
    """Tenant, project, iteration, commit; and the build that it is part of (``app.domain.whereabouts``)."""

    tenant: str
    project: str
    iteration: str
    commit: str = ""
    build: Mapping[str, str] = {}

    def origin(self, batch_id: str) -> Origin:
        """What events that belong here say of it, and of the command that brings them."""
        return Origin(
            tenant=self.tenant,
            iteration=self.iteration,
            project=self.project,
            commit=self.commit,
            batch_id=batch_id,
            build=self.build,
        )


class Found(msgspec.Struct, frozen=True):
    """What an environment or a repository says about itself; empty where it says nothing."""

    project: str = ""
    branch: str = ""
    commit: str = ""
    main: str = ""
    repository: str = ""


def add_belonging(parser: argparse.ArgumentParser) -> None:
    """The arguments that say it."""
    parser.add_argument("--tenant", default="", help="whose data this is (default: MC_TENANT)")
    parser.add_argument("--project", default="", help="the project (default: from CI, else the repository's name)")
    parser.add_argument(
        "--iteration", default="", help="the iteration (default: the project; off main project:branch)"
    )
    parser.add_argument("--commit", default="", help="the commit it is about (default: from CI, else HEAD)")


def belonging(
    given: argparse.Namespace, path: Path, tenant: str, environ: Mapping[str, str], name: str = ""
) -> Belonging:
    """Where a path belongs; ``name`` is the project where nothing says. Raises BadRequest when there is no name."""
    found = from_ci(environ) or from_repository(path)
    handed = {} if given.project else environ
    project = given.project or handed.get("MC_PROJECT") or found.project or name
    iteration = given.iteration or handed.get("MC_ITERATION") or _iteration(project, found)
    if not iteration:
        raise BadRequest(f"{path} lies in no repository; say where it belongs: --project NAME or --iteration NAME")
    commit = given.commit or handed.get("MC_COMMIT") or found.commit
    said = {LOG: log_in(environ), REPOSITORY: repository_in(environ) or found.repository}
    build = {name: address for name, address in said.items() if address}
    return Belonging(given.tenant or tenant, project or iteration, iteration, commit, build)


def from_ci(environ: Mapping[str, str]) -> Found | None:
    """What GitHub Actions or GitLab CI say of the build that this is part of."""
    if environ.get("GITHUB_REPOSITORY"):
        branch = environ.get("GITHUB_HEAD_REF") or environ.get("GITHUB_REF_NAME", "")
        if environ.get("GITHUB_REF_TYPE") == "tag":
            branch = ""
        return Found(environ["GITHUB_REPOSITORY"].rpartition("/")[2], branch, environ.get("GITHUB_SHA", ""))
    if environ.get("CI_PROJECT_NAME"):
        branch = "" if environ.get("CI_COMMIT_TAG") else environ.get("CI_COMMIT_REF_NAME", "")
        main = environ.get("CI_DEFAULT_BRANCH", "")
        return Found(environ["CI_PROJECT_NAME"], branch, environ.get("CI_COMMIT_SHA", ""), main)
    return None


def from_repository(path: Path) -> Found:
    """What the repository around a file or folder says."""
    folder = path if path.is_dir() else path.parent
    try:
        git = Git.at(folder.resolve())
    except (NotARepository, OSError):
        return Found()
    remote = _said(git, "config", "--get", "remote.origin.url")
    url = remote.removesuffix("/").removesuffix(".git")
    name = url.replace(":", "/").rpartition("/")[2] or git.top.name
    branch, head = _said(git, "symbolic-ref", "--short", "-q", "HEAD"), _said(git, "rev-parse", "HEAD")
    return Found(name, branch, head, repository=web_of(remote))


def _iteration(project: str, found: Found) -> str:
    if not project or found.branch in MAIN or found.branch == found.main:
        return project
    return f"{project}:{found.branch}"


def _said(git: Git, *arguments: str) -> str:
    try:
        return git.run(*arguments).decode("utf-8", "replace").strip()
    except (BadRequest, subprocess.SubprocessError):
        return ""
