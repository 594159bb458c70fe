"""The colours of both themes: words and marks stand out; no state is told by a colour that some people do not see.

Contrast is that of WCAG 2.2 (relative luminance, 1.4.3 and 1.4.11). Colour blindness is simulated with the matrices
of Machado, Oliveira and Fernandes (2009) at full strength, on linear RGB; distance is CIE 1976 in L*a*b* (D65).
"""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from app.lenses import tones
from app.lenses.tones import VERDICT, Face
from pages.shell import RAIL

ASSETS = Path(__file__).resolve().parents[2] / "assets"
THEMES = ("light", "dark")
TONES = ("pass", "fail", "gap", "warn", "process", "mixed", "idle", "time", "pick", "dde", "bdv", "acc", "star")
GROUNDS = ("canvas", "surface", "raised", "hover")
WORDS, MARKS = 4.5, 3.0
"""The least contrast of words, and of marks that mean something."""
NEAR = 20.0
"""Colours nearer than this may be taken for each other where they are small."""
SEEN = {
    "all colours": np.eye(3),
    "no red (protan)": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green (deutan)": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue (tritan)": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
STATES = {
    name: table
    for name, table in vars(tones).items()
    if isinstance(table, dict) and all(isinstance(face, Face) for face in table.values())
}


def tokens(theme: str) -> dict[str, str]:
    """The opaque colours of a theme, as #rrggbb by name."""
    css = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    block = re.search(rf'\[data-bs-theme="{theme}"\] {{(.*?)\n}}', css, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--mc-([\w-]+): (#[0-9a-f]{6});", block[1]))


def linear(colour: str) -> np.ndarray:
    """Linear RGB, 0 to 1, of #rrggbb in sRGB."""
    encoded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    """L*a*b* of a colour as somebody sees it."""
    xyz = TO_XYZ @ np.clip(seen @ linear(colour), 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, seen: np.ndarray) -> float:
    return float(np.linalg.norm(lab(one, seen) - lab(other, seen)))


def drawings() -> dict[str, str]:
    """The status glyphs as they are drawn, by name."""
    script = (ASSETS / "glyphs.js").read_text(encoding="utf-8")
    block = re.search(r"const DRAWN = {(.*?)\n  };", script, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"(\w+): `(.*?)`,", block[1]))


def faint(theme: str, pairs: list[tuple[str, str]], least: float) -> list[str]:
    known = tokens(theme)
    found = [(ink, ground, contrast(known[ink], known[ground])) for ink, ground in pairs]
    return [f"{ink} on {ground}: {ratio:.2f}" for ink, ground, ratio in found if ratio < least]


def test_black_on_white_is_as_far_apart_as_can_be():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert distance("#000000", "#ffffff", SEEN["all colours"]) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("theme", THEMES)
def test_words_stand_out_from_every_ground(theme):
    inks = [(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in GROUNDS]
    spoken = [(tone, ground) for tone in TONES for ground in (*GROUNDS, f"{tone}-soft")]
    loud = [("on-ink", "ink"), ("on-loud", "loud-fail"), ("on-loud", "loud-time"), ("on-retry", "loud-retry")]
    assert not faint(theme, inks + spoken + loud, WORDS)


@pytest.mark.parametrize("theme", THEMES)
def test_marks_and_lines_that_mean_something_stand_out(theme):
    marks = ["control", "edge", "edge-ok", "edge-star", "loud-fail"]
    assert not faint(theme, [(mark, "surface") for mark in marks], MARKS)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("table", STATES)
def test_states_whose_colours_somebody_mixes_up_have_glyphs_of_other_shapes(theme, table):
    known, shapes = tokens(theme), drawings()
    alike = [
        f"{one} and {other} to who sees {who}"
        for (one, a), (other, b) in combinations(STATES[table].items(), 2)
        for who, seen in SEEN.items()
        if a.tone != b.tone
        and shapes[a.glyph] == shapes[b.glyph]
        and distance(known[a.tone], known[b.tone], seen) < NEAR
    ]
    assert not alike


@pytest.mark.parametrize("theme", THEMES)
def test_what_passed_and_what_failed_differ_for_everyone(theme):
    known, shapes = tokens(theme), drawings()
    assert shapes["pass"] != shapes["fail"]
    assert {who for who, seen in SEEN.items() if distance(known["pass"], known["fail"], seen) < NEAR / 2} == set()


def test_no_two_glyphs_are_drawn_alike():
    shapes = drawings()
    assert {face.glyph for table in STATES.values() for face in table.values()} <= set(shapes)
    assert len(set(shapes.values())) == len(shapes)


def test_verdicts_and_lenses_have_each_an_icon_of_their_own():
    for icons in ([badge.icon for badge in VERDICT.values()], [icon for *_, icon in RAIL]):
        assert len(set(icons)) == len(icons)


def test_every_colour_that_is_used_is_a_token():
    css = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"--mc-([\w-]+):", css))
    served = "".join(sheet.read_text(encoding="utf-8") for sheet in (*ASSETS.glob("*.css"), *ASSETS.glob("*.js")))
    assert set(re.findall(r"var\(--mc-([\w-]+)\)", served)) <= defined


def test_no_words_are_smaller_than_can_be_read():
    sizes = {
        float(size)
        for sheet in ASSETS.glob("*.css")
        for size in re.findall(r"font(?:-size)?:[^;}]*?([\d.]+)px", sheet.read_text(encoding="utf-8"))
    }
    assert min(sizes) >= 10.5
