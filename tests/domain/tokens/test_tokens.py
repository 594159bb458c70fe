"""A token says what it was made to say, to whoever holds the key, until it expires; and nothing else."""

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.tokens import READ, Claims, Key, KeyRing, read, sign, within
from app.domain.tokens.claims import canonical, checked, origins_of
from app.errors import BadRequest, NotAllowed

MOMENT = st.integers(0, 4_102_444_800_000)
TEXT = st.text(min_size=1, max_size=40)
CLAIMS = st.builds(
    Claims,
    id=TEXT,
    tenant=TEXT,
    iteration=TEXT,
    page=st.sampled_from(("verdict", "dde", "bdv", "acc")),
    issued=MOMENT,
    expires=MOMENT.filter(lambda ms: ms > 0),
    panel=st.sampled_from(("", "graph")),
    as_of=st.none() | MOMENT,
    known_at=st.none() | MOMENT,
    origins=st.tuples() | st.tuples(st.just("https://wiki.example.org")),
)
RING = KeyRing((Key("k1", "a secret of our own"),))
ONE = Claims("id", "local", "shop", "dde", issued=1_000, expires=2_000)


def refusal(token: str, ring: KeyRing = RING, now: int = 1_500, scope: str = READ) -> str:
    with pytest.raises(NotAllowed) as caught:
        read(token, ring, now, scope)
    assert str(caught.value)
    return caught.value.why


@given(CLAIMS)
def test_what_was_signed_is_what_is_read(claims: Claims) -> None:
    assert read(sign(claims, RING), RING, claims.expires - 1) == claims


@given(CLAIMS)
def test_equal_claims_are_written_in_one_way(claims: Claims) -> None:
    again = msgspec.json.decode(canonical(claims), type=Claims)
    assert canonical(again) == canonical(claims)
    assert sign(again, RING) == sign(claims, RING)


@given(CLAIMS, st.data())
def test_no_character_can_be_changed(claims: Claims, data: st.DataObject) -> None:
    token = sign(claims, RING)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("abzAZ059_-."))
    assume(other != token[at])
    assert refusal(token[:at] + other + token[at + 1 :], now=0) in ("damaged", "signature")


@given(st.text(max_size=200))
def test_what_is_no_token_is_refused(text: str) -> None:
    assert refusal(text) in ("damaged", "signature")


@given(CLAIMS, MOMENT)
def test_a_token_is_read_until_it_expires_and_never_after(claims: Claims, now: int) -> None:
    token = sign(claims, RING)
    if now < claims.expires:
        assert read(token, RING, now) == claims
    else:
        assert refusal(token, now=now) == "expired"


def test_nobody_signs_with_a_key_of_the_same_name() -> None:
    assert refusal(sign(ONE, KeyRing((Key("k1", "guessed"),)))) == "signature"


def test_a_token_lives_on_while_its_key_is_on_the_ring_and_ends_with_it() -> None:
    token = sign(ONE, RING)
    turned = KeyRing((Key("k2", "new"), *RING.keys))
    assert read(token, turned, 1_500) == ONE
    assert sign(ONE, turned).startswith("k2.")
    assert refusal(token, KeyRing(turned.keys[:1])) == "signature"


def test_a_token_of_another_scope_is_refused() -> None:
    assert refusal(sign(msgspec.structs.replace(ONE, scope="decide"), RING)) == "scope"
    assert refusal(sign(ONE, RING), scope="decide") == "scope"


def test_a_secret_is_never_shown() -> None:
    assert "secret" not in repr(RING)


def question(**changed: object) -> dict[str, object]:
    return {"tenant": "local", "iteration": "shop", "lens": "dde", **changed}


def test_a_question_within_the_claims_is_allowed() -> None:
    within(ONE, question())
    within(ONE, {"tenant": "local", "iteration": "shop"})
    within(msgspec.structs.replace(ONE, as_of=7, known_at=9), question(asOf="7", knownAt=9))


@pytest.mark.parametrize(
    "changed",
    [
        {"tenant": "other"},
        {"tenant": None},
        {"iteration": "shop@c1"},
        {"iteration": ""},
        {"lens": "acc"},
        {"asOf": "7"},
        {"knownAt": 9},
        {"asOf": "now"},
        {"asOf": True},
    ],
)
def test_a_question_beyond_the_claims_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(NotAllowed):
        within(ONE, question(**changed))


@pytest.mark.parametrize("asked", [{}, {"asOf": "8"}, {"asOf": "7", "knownAt": "1"}])
def test_a_pinned_moment_is_the_only_one(asked: dict[str, object]) -> None:
    with pytest.raises(NotAllowed):
        within(msgspec.structs.replace(ONE, as_of=7), question(**asked))


def test_claims_that_no_link_may_carry_are_named() -> None:
    for changed in ({"page": "jobs"}, {"panel": "matrix"}, {"expires": 1_000}, {"expires": 1 << 45}):
        with pytest.raises(BadRequest):
            checked(msgspec.structs.replace(ONE, **changed))
    assert checked(ONE) == ONE


def test_origins_are_sites_and_nothing_else() -> None:
    assert origins_of("https://b.example, https://a.example:8443/") == ("https://a.example:8443", "https://b.example")
    assert origins_of("") == ()
    for text in (
        "*",
        "https://a.example/path",
        "a.example",
        "https://a.example; script-src *",
        "javascript:alert(1)",
    ):
        with pytest.raises(BadRequest):
            origins_of(text)
