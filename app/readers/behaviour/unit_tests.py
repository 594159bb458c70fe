"""Test cases of the unit test tools, gathered into a report: each stands in a file or a class."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from app.domain.identity import normal_path
from app.domain.payloads.bdv import ScenarioSpec
from app.readers.behaviour.feature_paths import within
from app.readers.behaviour.report import Attempt, Feature, Keys, Told, finite, outside
from app.readers.origin import clipped
from app.readers.times import told

RETRIED: Final = "retried by the tool; the file does not say why"
_ROOTS: Final = ("test", "tests", "spec", "specs", "integration_test", "src", "lib")


class Case(NamedTuple):
    """A test as its tool tells it. ``home`` is its file or class; ``retries`` are attempts that failed before."""

    home: str
    name: str
    status: str
    duration_ms: float = 0.0
    message: str = ""
    type: str = ""
    line: int = 0
    began: int | None = None
    is_file: bool = False
    rule: str = ""
    tags: Sequence[str] = ()
    retries: int = 0


class Broken(NamedTuple):
    """What failed outside every test of its home."""

    home: str
    name: str
    message: str
    is_file: bool = False


def features_of(cases: Iterable[Case], broken: Iterable[Broken] = ()) -> list[Feature]:
    """The tests by their homes, in the order in which these come first."""
    keys = Keys()
    found: dict[str, list[Told]] = {}
    files: set[str] = set()
    for position, case in enumerate(cases, 1):
        home = clipped(case.home, 500) or "(no class)"
        found.setdefault(home, []).append(_told(home, case, position, keys))
        files |= {home} if case.is_file else set()
    for one in broken:
        home = clipped(one.home, 500) or "(no class)"
        found.setdefault(home, []).append(outside(keys, home, clipped(one.name, 500), clipped(one.message)))
        files |= {home} if one.is_file else set()
    return [Feature(home, home, told, is_file=home in files) for home, told in found.items()]


def _told(home: str, case: Case, position: int, keys: Keys) -> Told:
    spec = ScenarioSpec(
        scenario_id=keys.of(home, case.name, "", case.rule),
        name=clipped(case.name, 500) or "(no name)",
        line=case.line,
        tags=sorted({clipped(f"@{tag}", 200) for tag in case.tags if tag}),
        rule=clipped(case.rule, 500),
        position=position,
    )
    last = Attempt(
        status=case.status,
        duration_ms=finite(case.duration_ms),
        message=case.message or ("" if case.status in ("PASSED", "SKIPPED") else "the file gives no reason"),
        type=case.type,
        line=case.line,
        began=case.began,
    )
    earlier = [Attempt("FAILED", message=RETRIED)] * min(max(case.retries, 0), 100)
    return Told(spec, [*earlier, last])


def file_of(path: str) -> str:
    """A test file's path in its repository, as far as it lets itself be guessed."""
    return within(path, _ROOTS) or "(no file)"


def moment(text: str | None, place: str) -> int | None:
    """A time of the report, or none where it has none that can be read. Raises BadFile for an impossible one."""
    return told(text, place)


def class_path(name: str) -> str:
    """A class or package as the home of its tests."""
    return normal_path(name) or "(no class)"
