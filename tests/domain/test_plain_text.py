"""What programs wrote for a terminal is kept readable, and can do nothing to the terminal of who reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mission_control_client.names import clipped as clipped_by_client

from app.domain.plain_text import harmless, uncoloured
from app.readers.origin import clipped

COLOURED = "\x1b[38;2;248;248;242;48;2;39;40;34miter\x1b[0m, \x1b]0;title\x07\x1b[1;31m3 failed\x1b[K"


@pytest.mark.parametrize("clean", [uncoloured, harmless, clipped, clipped_by_client])
def test_colours_and_titles_are_left_out(clean) -> None:  # type: ignore[no-untyped-def]
    assert clean(COLOURED) == "iter, 3 failed"


def test_colours_that_pytest_spells_out_in_junit_xml_are_left_out() -> None:
    assert clipped("E  #x1B[0mleft#x1B[1;34m right #x1 #x1B") == "E  left right #x1 #x1B"


@given(st.text())
def test_a_terminal_is_never_told_to_do_anything(text: str) -> None:
    shown = harmless(text)
    assert all(char.isprintable() or char in "\t\n" or ord(char) > 0x9F for char in shown)


@given(st.text(st.characters(exclude_categories=["C"])))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text == uncoloured(text)
