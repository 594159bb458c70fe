"""Control characters that XML forbids cost no report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.xml_text import cleaned
from tests.readers.behaviour.samples import NUNIT
from tests.readers.inputs import attempts, read

COLOURED = b'<testsuite name="s"><testcase name="a"><failure message="no">%s[31mred</failure></testcase></testsuite>'


@pytest.mark.parametrize("escape", [b"\x1b", b"&#x1b;", b"&#27;", b"&#x1B;", b"&#x001b;", b"\x00", b"&#0;"])
def test_terminal_colours_cost_no_report(escape: bytes) -> None:
    (failed,) = attempts(read(COLOURED % escape))
    assert (failed.status, failed.error_message) == ("FAILED", "no\n?[31mred")


def test_other_reports_are_cleaned_too() -> None:
    assert len(read(NUNIT.replace(b"</message>", b"\x1b&#8;</message>"))) == len(read(NUNIT))


@given(
    st.lists(st.sampled_from([b"&#x1b;", b"&#27", b";", b"&amp;", b"\x1b", b"a", b"&", b"&#9;", b"&#x41;"])),
    st.data(),
)
def test_however_the_text_is_cut_it_is_cleaned_alike(parts: list[bytes], data: st.DataObject) -> None:
    text = b"<a>" + b"".join(parts)
    at = data.draw(st.integers(4, max(4, len(text))))
    assert b"".join(cleaned([text[:at], text[at:]])) == b"".join(cleaned([text]))


def test_wide_letters_are_left_alone() -> None:
    text = "<testsuite name='\u011b'/>".encode("utf-16")
    assert b"".join(cleaned([text])) == text
