"""Attempts are told one by one, each with what was said to its steps and what these put down."""

from app.domain.payloads.bdv import Attachment, StepResult
from app.lenses.detail import detail
from app.lenses.panels.attempts import MOST, MOST_ROWS
from app.lenses.views import Attempt
from tests.lenses.builders import NOW_MS, Step, feature, ran, state

PICTURE = Attachment(media_type="image/png", name="a.png", size=9, sha256="0" * 64, file="attachments/00/000")


def tries(*steps: Step) -> tuple[Attempt, ...]:
    seen = state(feature("refunds", "a"), *steps)
    node = seen.get("Scenario/S.a")
    assert node is not None
    return detail(seen, NOW_MS, node, []).tries


def test_every_attempt_is_told_the_newest_first_with_its_own_error() -> None:
    first = ran("a", "FAILED", attempt=1, will_retry=True, error_message="refused")
    found = tries(first, ran("a", attempt=2))
    assert [(a.number, a.state, a.again, a.error) for a in found] == [
        (2, "passed", False, ""),
        (1, "failed", True, "refused"),
    ]


def test_only_the_latest_attempts_are_told() -> None:
    found = tries(*(ran("a", run=f"r{n:03}") for n in range(MOST + 5)))
    assert (len(found), found[0].run) == (MOST, f"r{MOST + 4:03}")


def test_a_step_keeps_its_table_its_text_and_its_message() -> None:
    rows = [["item", "price"], *([str(n), "1"] for n in range(MOST_ROWS + 9))]
    said = StepResult("Given ", "a basket", "FAILED", 12.0, "boom", table=rows, doc_string="{}", media_type="json")
    (step,) = tries(ran("a", "FAILED", steps=[said]))[0].steps
    assert (step.keyword, step.text, step.state, step.took, step.message) == (
        "Given",
        "a basket",
        "failed",
        12.0,
        "boom",
    )
    assert (step.table[0], len(step.table), step.left_out) == (("item", "price"), MOST_ROWS, 10)
    assert (step.doc_string, step.media_type) == ("{}", "json")


def test_only_kept_pictures_of_a_harmless_kind_are_shown() -> None:
    drawn = Attachment(media_type="image/svg+xml", sha256="1" * 64, file="attachments/11/111")
    away = Attachment(media_type="image/png", file="https://example.org/a.png")
    lost = Attachment(media_type="image/png", sha256="2" * 64, note="dropped: too large")
    step = StepResult("Then", "it is seen", "PASSED", attachments=[PICTURE, drawn, away, lost])
    (found,) = tries(ran("a", steps=[step]))[0].steps
    assert [one.image for one in found.attachments] == [True, False, False, False]
    assert [one.sha256[:1] for one in found.attachments] == ["0", "1", "", ""]
    assert [one.note for one in found.attachments] == ["", "", "https://example.org/a.png", "dropped: too large"]
