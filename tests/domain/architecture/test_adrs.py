"""Decision records as they are found in repositories, in Nygard's form and in MADR's."""

import pytest

from app.domain.architecture.adrs import Adr, adr_from, is_record
from app.domain.architecture.dates import begins, ends
from app.domain.architecture.tolerance import by_number
from app.domain.identity import adr_key
from app.domain.moments import parse_moment

NYGARD = "# 7. Use one log\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nIt was proposed.\n"
MADR = "---\nstatus: accepted\ndate: 2026-01-02\nreview-date: 2026-06-01\n---\n# Use one log\n\n## Context\n"
BULLETS = "# Use one log\n\n* Status: accepted\n* Deciders: ada\n* Date: 2026-01-02\n"
BOLD = "# ADR 0007: Use one log\n\n**Status:** Approved\n**Date**: 2026-01-02\n- Review by: 2026-06-01\n"


@pytest.mark.parametrize("text", [NYGARD, MADR, BULLETS, BOLD])
def test_number_title_status_and_date_are_found(text: str):
    record = adr_from("docs/adr/0007-use-one-log.md", text)

    assert (record.number, record.title, record.status) == ("ADR-0007", "Use one log", "accepted")
    assert record.date == parse_moment("2026-01-02T00:00:00Z")
    assert record.review_date in (0, parse_moment("2026-06-01T00:00:00Z"))
    assert record.flaw == ""


@pytest.mark.parametrize(
    ("said", "status", "flaw"),
    [
        ("Proposed", "proposed", "ADR-0007 is proposed"),
        ("Draft", "proposed", "ADR-0007 is proposed"),
        ("Deprecated", "deprecated", "ADR-0007 is deprecated"),
        ("Rejected", "rejected", "ADR-0007 is rejected"),
        (
            "Accepted\n\nSuperseded by [9. Two logs](0009-two-logs.md)",
            "superseded",
            "ADR-0007 is superseded by ADR-0009",
        ),
        ("superseded by ADR-0012", "superseded", "ADR-0007 is superseded by ADR-0012"),
        ("Accepted\n\nSupersedes [3. No log](0003-no-log.md)", "accepted", ""),
        ("", "unknown", "ADR-0007 is unknown"),
    ],
)
def test_only_an_accepted_record_justifies_anything(said: str, status: str, flaw: str):
    record = adr_from("docs/adr/0007-x.md", f"# 7. X\n\n## Status\n\n{said}\n\n## Context\n\nAccepted by all.\n")

    assert (record.status, record.flaw) == (status, flaw)


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("docs/adr/0007-x.md", True),
        ("doc/architecture/decisions/0001-record.md", True),
        ("services/pay/docs/decisions/ADR-12.md", True),
        ("docs/adr/README.md", False),
        ("docs/adr/template.md", False),
        ("docs/0007-x.md", False),
        ("docs/adr/0007-x.txt", False),
    ],
)
def test_a_record_is_known_by_its_folder_and_its_number(path: str, is_one: bool):
    assert is_record(path) is is_one


def test_of_two_records_with_one_number_the_one_that_justifies_nothing_counts():
    good, bad = Adr(number="ADR-0001", status="accepted"), Adr(number="ADR-0001", status="proposed")

    assert by_number([good, bad])["ADR-0001"] == by_number([bad, good])["ADR-0001"] == bad


@pytest.mark.parametrize("reference", ["0023", "ADR-0023", "23", "adr-23", "ADR 23"])
def test_a_number_has_many_spellings_and_one_meaning(reference: str):
    assert adr_key(reference) == "ADR-0023"


def test_a_bare_date_begins_at_its_beginning_and_holds_to_its_end():
    assert begins("2026-01-02") == parse_moment("2026-01-02T00:00:00Z")
    assert ends("2026-01-02") == parse_moment("2026-01-03T00:00:00Z")
    assert ends("2026-01-02T10:00:00+02:00") == parse_moment("2026-01-02T08:00:00Z")
    assert (ends(None), ends("soon"), ends("2500-01-01"), ends(5.0)) == (0, None, None, None)
