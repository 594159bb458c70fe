"""Where work was done, as its events say in their metadata: the log of the build, and the repository on the web."""

import re
from collections.abc import Mapping
from typing import Final

LOG: Final = "log_url"
REPOSITORY: Final = "repository"

_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>\\]{1,1990}")
_SSH: Final = re.compile(r"(?:ssh://)?[\w.-]+@([\w.-]+)(?::\d+/|[:/])([^\s:@]+)")
_HTTP: Final = re.compile(r"(https?)://(?:[^@/\s]*@)?([\w.-]+(?::\d+)?)/([^\s@]+)")

_LINES: Final = {
    "github.com": "/blob/{commit}/{path}#L{line}",
    "gitlab.com": "/-/blob/{commit}/{path}#L{line}",
    "bitbucket.org": "/src/{commit}/{path}#lines-{line}",
    "codeberg.org": "/src/commit/{commit}/{path}#L{line}",
}
"""Where a line is shown below a repository, per code host whose form is known."""


def web_address(said: str) -> str:
    """The same, if a page may link to it; else nothing."""
    return said if _ADDRESS.fullmatch(said) else ""


def address_in(metadata: Mapping[str, str], name: str) -> str:
    """The web address of this name, if there is one that a page may link to."""
    return web_address(metadata.get(name, ""))


def log_in(environ: Mapping[str, str]) -> str:
    """The log of the build that these variables belong to: as said, of GitHub Actions, GitLab CI or Jenkins."""
    home = f"{environ.get('GITHUB_SERVER_URL', '')}/{environ.get('GITHUB_REPOSITORY', '')}"
    run, attempt = environ.get("GITHUB_RUN_ID", ""), environ.get("GITHUB_RUN_ATTEMPT", "1")
    build = environ.get("BUILD_URL", "") if environ.get("JENKINS_URL") else ""
    candidates = (
        environ.get("MC_LOG_URL", ""),
        f"{home}/actions/runs/{run}" + (f"/attempts/{attempt}" if attempt != "1" else "") if run else "",
        environ.get("CI_JOB_URL", ""),
        f"{build.rstrip('/')}/console" if build else "",
    )
    return next(filter(None, map(web_address, candidates)), "")


def repository_in(environ: Mapping[str, str]) -> str:
    """The repository on the web that these variables of a build name; empty where they name none."""
    home, name = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
    if home and name:
        return web_address(f"{home}/{name}")
    return web_address(environ.get("CI_PROJECT_URL", "")) or web_of(environ.get("GIT_URL", ""))


def web_of(remote: str) -> str:
    """Where a remote of git is looked at: ``git@host:group/name.git`` → ``https://host/group/name``.

    Whoever signs in by it is left out. Empty for what leads to no host, such as a folder.
    """
    short = remote.strip().rstrip("/").removesuffix(".git")
    if found := _HTTP.fullmatch(short):
        return f"{found[1]}://{found[2]}/{found[3]}"
    found = _SSH.fullmatch(short)
    return f"https://{found[1]}/{found[2].lstrip('/')}" if found else ""


def line_form(repository: str) -> str:
    """The address of a line of source with ``{commit}``, ``{path}`` and ``{line}``; empty for an unknown host."""
    form = _LINES.get(repository.partition("://")[2].partition("/")[0].lower(), "")
    return f"{repository}{form}" if form and "{" not in repository else ""
