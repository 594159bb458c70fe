"""What every book of views promises."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.domain.tokens import Claims
from app.ports import HandedOut, SavedView, ViewBook
from tests.contracts.products import VIEWS
from tests.contracts.servers import close, offered

CLAIMS = Claims("one", "local", "shop", "acc", 1_000, 9_000, "matrix", 7, 8, ("https://wiki.example.org",))


@pytest.fixture(params=offered(VIEWS))
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ViewBook]:
    opened = VIEWS[request.param](tmp_path)
    yield opened
    close(opened)


def test_a_saved_view_is_there_for_its_tenant_alone(book: ViewBook) -> None:
    mine = SavedView("local", "Morning", ("/dde?iteration=shop", "/acc?iteration=shop&at=1,2,3"), 5)
    book.save(mine)
    book.save(msgspec.structs.replace(mine, name="Evening"))
    assert [view.name for view in book.views("local")] == ["Evening", "Morning"]
    assert book.views("local")[1] == mine
    assert book.views("other") == []


def test_a_view_is_replaced_by_its_name_and_can_be_forgotten(book: ViewBook) -> None:
    book.save(SavedView("local", "Morning", ("/dde",), 5))
    book.save(SavedView("local", "Morning", ("/acc",), 6))
    assert book.views("local") == [SavedView("local", "Morning", ("/acc",), 6)]
    assert not book.forget("other", "Morning")
    assert book.forget("local", "Morning")
    assert not book.forget("local", "Morning")


def test_a_link_is_kept_with_all_that_it_claims(book: ViewBook) -> None:
    link = HandedOut(CLAIMS, "ada", "for the wiki")
    book.hand_out(link)
    later = HandedOut(msgspec.structs.replace(CLAIMS, id="two", issued=2_000, as_of=None, origins=()))
    book.hand_out(later)
    assert book.handed_out("local") == [later, link]
    assert book.handed_out("other") == []
    assert book.link("one") == link
    assert book.link("none") is None


def test_a_link_is_revoked_once_and_only_by_its_tenant(book: ViewBook) -> None:
    book.hand_out(HandedOut(CLAIMS))
    assert not book.revoke("other", "one", 3_000)
    assert book.revoke("local", "one", 3_000)
    assert not book.revoke("local", "one", 4_000)
    kept = book.link("one")
    assert kept is not None
    assert kept.revoked == 3_000
