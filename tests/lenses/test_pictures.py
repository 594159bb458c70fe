"""What every picture promises, over all golden iterations: closed, unambiguous, the same for the same state."""

from functools import cache

import msgspec
import pytest

from app.golden import GOLDEN
from app.lenses import LENSES
from app.lenses.tones import Face, worst
from app.lenses.views import GraphView, MatrixView
from tests.golden.replays import NAMES, entries_of, judged, state_at

TONES = {"pass", "fail", "gap", "warn", "process", "mixed", "idle", "time"}
GLYPHS = {"pass", "fail", "warn", "flaky", "retry", "run", "idle", "skip", "block", "quar", "unknown", "waived"}
DAY = 86_400_000


def drawn_anew(name: str, lens: str) -> GraphView | MatrixView:
    golden = GOLDEN[name]
    moment = golden.starts + DAY
    return LENSES[lens](state_at(entries_of(name), moment), judged(entries_of(name), golden), moment)


picture = cache(drawn_anew)


@pytest.fixture(params=[lens for lens in LENSES if "matrix" not in lens])
def lens(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[NAMES[0], NAMES[2], NAMES[4], NAMES[7]])
def drawing(request: pytest.FixtureRequest, lens: str) -> GraphView:
    found = picture(request.param, lens)
    assert isinstance(found, GraphView)
    return found


def test_every_line_joins_two_marks(drawing: GraphView) -> None:
    marks = {m.id for m in drawing.marks}
    assert all(line.source in marks and line.target in marks for line in drawing.lines)


def test_every_id_is_used_once(drawing: GraphView) -> None:
    for listed in (
        [m.id for m in drawing.marks],
        [line.id for line in drawing.lines],
        [f.id for f in drawing.findings],
    ):
        assert len(listed) == len(set(listed))


def test_a_state_is_always_tone_and_glyph_and_word(drawing: GraphView) -> None:
    for mark in drawing.marks:
        assert mark.tone in TONES and mark.glyph in GLYPHS and mark.state
    for table in drawing.tables:
        assert all(row.tone in TONES and row.glyph in GLYPHS for row in table.rows)


def test_every_row_fits_its_columns(drawing: GraphView) -> None:
    for table in drawing.tables:
        assert {len(row.cells) for row in table.rows} <= {len(table.columns)}
        assert table.rows or table.empty


def test_what_is_drawn_can_be_sent(drawing: GraphView) -> None:
    sent = msgspec.json.encode(drawing)
    assert msgspec.json.decode(sent, type=GraphView) == drawing


@pytest.mark.parametrize("name", [NAMES[2]])
def test_the_same_state_gives_the_same_picture(name: str, lens: str) -> None:
    assert picture(name, lens) == drawn_anew(name, lens)


def test_the_matrix_has_the_imports_of_the_drawing() -> None:
    drawn, cells = picture(NAMES[2], "acc"), picture(NAMES[2], "matrix")
    assert isinstance(drawn, GraphView) and isinstance(cells, MatrixView)
    ids = cells.ids
    assert {(ids[c.r], ids[c.c]) for c in cells.cells} == {(line.source, line.target) for line in drawn.lines}


def test_the_worst_of_nothing_is_unknown_and_failing_is_worst() -> None:
    bad, good = Face("fail", "fail", "failed"), Face("pass", "pass", "passed")
    assert worst([good, bad, good]) == bad and worst([]).word == "unknown"
