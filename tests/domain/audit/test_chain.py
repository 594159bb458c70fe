"""Nothing in a chain can be changed, left out, put in or moved without it showing."""

import hashlib

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.domain.audit import AuditEntry, Deed, broken, entered

TEXT = st.text(max_size=8)
STANDING = st.dictionaries(TEXT, st.one_of(TEXT, st.booleans(), st.integers(-(1 << 40), 1 << 40)), max_size=3)
DEEDS = st.lists(
    st.builds(
        Deed,
        accepted=st.integers(0, 1 << 60),
        at=st.integers(0, 1 << 41),
        tenant=st.just("acme"),
        iteration=TEXT,
        kind=st.sampled_from(["convergence.gate.checked", "bdv.link.decided", "acc.suppression.declared"]),
        subject=st.sampled_from(["a", "b"]),
        who=TEXT,
        why=TEXT,
        after=STANDING,
    ),
    min_size=2,
    max_size=8,
)


def chained(deeds: list[Deed]) -> list[AuditEntry]:
    return entered(deeds, {}, {})[0]


@given(deeds=DEEDS)
def test_a_chain_is_whole_and_leads_to_its_head(deeds: list[Deed]) -> None:
    entries, heads, _ = entered(deeds, {}, {})
    assert broken(entries, heads["acme"]) == ""
    assert heads["acme"].number == len(entries)


@given(deeds=DEEDS, data=st.data())
def test_a_change_of_any_entry_shows(deeds: list[Deed], data: st.DataObject) -> None:
    entries = chained(deeds)
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(["who", "why", "iteration", "subject", "kind", "trace_id", "tenant"]))
    entry = entries[place]
    forged = msgspec.structs.replace(entry.deed, **{field: getattr(entry.deed, field) + "!"})
    entries[place] = msgspec.structs.replace(entry, deed=forged)
    assert f"entry {entry.number}" in broken(entries)


@given(deeds=DEEDS, data=st.data())
def test_a_forged_digest_shows_at_the_entry_after(deeds: list[Deed], data: st.DataObject) -> None:
    entries, heads, _ = entered(deeds, {}, {})
    place = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[place]
    forged = msgspec.structs.replace(entry.deed, who=entry.deed.who + "!")
    again, _, _ = entered([forged], {"acme": heads["acme"]._replace(number=place, digest=entry.previous)}, {})
    entries[place] = msgspec.structs.replace(again[0], deed=forged, number=entry.number)
    assert broken(entries, heads["acme"])


@given(deeds=DEEDS, data=st.data())
def test_an_entry_that_is_left_out_or_moved_shows(deeds: list[Deed], data: st.DataObject) -> None:
    entries, heads, _ = entered(deeds, {}, {})
    if len(entries) < 2:
        return
    place = data.draw(st.integers(1, len(entries) - 1))
    assert broken([*entries[:place], *entries[place + 1 :]], heads["acme"])
    moved = [*entries[: place - 1], entries[place], entries[place - 1], *entries[place + 1 :]]
    assert broken(moved, heads["acme"])


@given(deeds=DEEDS)
def test_what_is_kept_no_more_may_be_missing_at_the_beginning(deeds: list[Deed]) -> None:
    entries, heads, _ = entered(deeds, {}, {})
    assert broken(entries[1:], heads["acme"]) == ""


@given(deeds=DEEDS, cut=st.integers(0, 8))
def test_cut_anywhere_the_chain_goes_on_the_same(deeds: list[Deed], cut: int) -> None:
    first, heads, standing = entered(deeds[:cut], {}, {})
    rest, ends, _ = entered(deeds[cut:], heads, standing)
    assert [*first, *rest] == chained(deeds)
    assert ends == entered(deeds, {}, {})[1]


def test_the_digest_is_the_one_that_anybody_can_work_out() -> None:
    """SHA-256 over the digest before, the number, and the deed as JSON with sorted keys, a line each."""
    deed = Deed(1 << 20, 1, "acme", "i1", "a.b", "s", "ada", after={"b": 1, "a": "x"})
    first, second = chained([deed, deed])
    said = (
        '{"accepted":1048576,"after":{"a":"x","b":1},"at":1,"before":%s,"event_id":"","iteration":"i1","kind":"a.b",'
        '"subject":"s","tenant":"acme","trace_id":"","who":"ada","why":""}'
    )
    assert first.digest == hashlib.sha256(f"\n1\n{said % '{}'}".encode()).hexdigest()
    before = '{"a":"x","b":1}'
    assert second.digest == hashlib.sha256(f"{first.digest}\n2\n{said % before}".encode()).hexdigest()
