"""The samples of the compatibility kit: docs/compatibility.md says what is measured here, nothing else."""

from pathlib import Path

import pytest

from tests.client.kit.compare import differences
from tests.client.kit.reasons import REASONS
from tests.client.kit.samples import FRAMEWORKS, expected
from tests.client.kit.table import PAGE, Measured, measure, page
from tests.client.messages.projects import INPUTS, invalid

KIT = INPUTS / "cucumber-messages" / "compatibility-kit"
SAMPLES = sorted(path for path in KIT.iterdir() if path.is_dir()) if KIT.is_dir() else []

pytestmark = [
    pytest.mark.skipif(not KIT.is_dir(), reason="MC_INPUTS names no folder with the compatibility kit"),
    # Some ninety processes are started, and other tests may have the machine's cores.
    pytest.mark.timeout(1_200),
]


@pytest.fixture(scope="module")
def measured() -> list[Measured]:
    """Every sample, run by both frameworks: about a minute of CPU."""
    return measure(KIT)


def test_every_sample_was_run_by_every_framework(measured: list[Measured]) -> None:
    assert len(SAMPLES) >= 46
    assert len(measured) == len(SAMPLES) * len(FRAMEWORKS)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_sample_is_equal_or_has_its_reason(measured: list[Measured], framework: str) -> None:
    different = {one.sample for one in measured if one.framework == framework and one.differences}
    assert different == set(REASONS[framework])


def test_the_page_says_what_is_measured(measured: list[Measured]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(measured)


def test_every_envelope_of_every_sample_is_valid(measured: list[Measured]) -> None:
    assert not {one.sample: found for one in measured if (found := invalid(one.envelopes))}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_the_comparison_sees_every_status_and_every_envelope(sample: Path) -> None:
    """A comparison that finds anything equal would prove nothing."""
    theirs = expected(sample)
    assert differences(theirs, theirs) == []
    assert all(differences(theirs, theirs[:at] + theirs[at + 1 :]) for at in range(len(theirs)))
    for at, one in enumerate(theirs):
        if "testStepFinished" in one:
            result = {**one["testStepFinished"]["testStepResult"], "status": "UNKNOWN"}
            changed = {"testStepFinished": {**one["testStepFinished"], "testStepResult": result}}
            assert differences(theirs, [*theirs[:at], changed, *theirs[at + 1 :]])
