"""The parts of the correlation beside their slow, obvious meaning."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.architecture.code import Code, CodeModule
from app.domain.architecture.components import place
from app.domain.correlate.crowd import Crowd, Stay
from app.domain.correlate.lives import Life
from app.domain.correlate.meetings import MOST_SEEN
from app.domain.correlate.naming import ByName
from app.domain.correlate.places import ByPlace, cleaned, covers
from app.domain.correlate.steps import FOREVER, at
from app.domain.correlate.tails import ByTail, common_tail
from app.domain.correlate.wording import alike, words_of
from app.domain.fold import resolve
from app.domain.graph import Fact, Node, NodeId, Op
from app.domain.payloads.acc import ComponentSpec, ModuleSpec

NODE = NodeId("CodeModule", "m")
PROPS = st.dictionaries(st.sampled_from(("file_path", "generation")), st.sampled_from(("x", "y", None)), max_size=2)
FACTS = st.builds(
    lambda moment, op, props: Fact(NODE, moment, {**props, "*": None} if op is Op.VOID else props, op),
    st.integers(0, 6),
    st.sampled_from(list(Op)),
    PROPS,
)


@settings(max_examples=500)
@given(st.lists(FACTS, max_size=8))
def test_a_life_means_what_the_fold_means(facts: list[Fact]) -> None:
    life, said = Life(NODE), []
    for number, fact in enumerate(facts):
        before = list(life.steps)
        assert life.learn(fact, fact.props, number) == (life.steps != before)
        said.append((fact, number))
    for moment in range(8):
        found, meant = at(life.steps, moment), resolve(NODE, said, moment)
        assert (found is None) == (meant is None)
        if found is not None and meant is not None:
            assert (found.props, found.stub) == (meant.props, meant.stub)
            assert found.times.get("generation") == meant.times.get("generation")


MEMBERS = st.tuples(
    st.integers(0, 5), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(1, 9)), max_size=1)
)


@settings(max_examples=500)
@given(st.lists(MEMBERS, max_size=12), st.integers(1, 3))
def test_a_crowd_shows_the_foremost_of_each_moment_and_tells_when_that_changes(puts, most: int) -> None:
    crowd, there = Crowd(most), {}
    for who, said in puts:
        stays = [Stay(float(rank), since, who, since + length) for rank, since, length in said]
        before = [shown(there, most, moment) for moment in range(20)]
        there[who] = stays
        after = [shown(there, most, moment) for moment in range(20)]
        assert crowd.put(who, stays) or before == after
        assert [list(at(crowd.steps(), moment) or ()) for moment in range(20)] == after


def shown(there: dict[int, list[Stay]], most: int, moment: int) -> list[Stay]:
    present = [stay for stays in there.values() for stay in stays if stay.since <= moment < stay.until]
    return sorted(present)[:most]


@given(st.lists(MEMBERS, max_size=12), st.integers(1, 5))
def test_a_crowd_that_is_widened_shows_as_many_more_as_if_it_had_always_been_so_wide(puts, most: int) -> None:
    widened, wide = Crowd(1), Crowd(max(2, most))
    for number, (who, said) in enumerate(puts):
        if number == len(puts) // 2:
            widened.widen(max(2, most))
        for crowd in (widened, wide):
            crowd.put(who, [Stay(float(rank), since, who, since + length) for rank, since, length in said])
    widened.widen(max(2, most))
    assert (widened.steps(), widened.most) == (wide.steps(), wide.most)


def test_who_comes_last_into_a_crowd_is_nobodys_business() -> None:
    crowd = Crowd(2)
    assert [crowd.put(n, [Stay(0.0, n, n, FOREVER)]) for n in range(5)] == [True, True, False, False, False]


def node(label: str, key: str, **props: object) -> Node:
    return Node(NodeId(label, key), props, {}, 1)


NAMES = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True).map(" ".join)


@settings(max_examples=200)
@given(st.lists(NAMES, min_size=1, max_size=8), st.lists(NAMES, min_size=1, max_size=6, unique=True))
def test_every_name_with_more_than_half_in_common_is_found_from_both_sides(sought, offered) -> None:
    """Single letters are as common as words can be; no more names are offered than are looked at."""
    for seekers_first in (True, False):
        meeting = ByName(lambda n: n.props["name"], lambda n: n.props["name"])
        seekers = {NodeId("Task", str(n)): [(1, node("Task", str(n), name=f"{s} !"))] for n, s in enumerate(sought)}
        offers = {NodeId("R", str(n)): [(1, node("R", str(n), name=f"{o} ?"))] for n, o in enumerate(offered)}
        affected: set[tuple[NodeId, NodeId]] = set()
        if seekers_first:
            for seeker, steps in seekers.items():
                meeting.seek(seeker, steps)
        for offer, steps in offers.items():
            affected |= {(seeker, offer) for seeker in meeting.offer(offer, steps)}
        for seeker, steps in seekers.items():
            meeting.seek(seeker, steps)
            mine = words_of(steps[0][1].props["name"])
            like = {o for o, s in offers.items() if alike(mine, words_of(s[0][1].props["name"])) > 0.5}
            assert set(meeting.near(steps, 0)) == like
            assert not seekers_first or like == {o for s, o in affected if s == seeker}


PARTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join)


@settings(max_examples=200)
@given(PARTS, st.lists(PARTS, max_size=60, unique=True))
def test_the_longest_common_tail_is_found_however_many_end_alike(mine: str, others: list[str]) -> None:
    meeting = ByTail(lambda n: n.props["path"])
    seeker = node("Artifact", "A", path=mine)
    meeting.seek(seeker.id, [(1, seeker)])
    for number, path in enumerate(others):
        one = node("CodeModule", str(number), path=path)
        meeting.offer(one.id, [(1, one)])
    lengths = [common_tail(mine, path) for path in others]
    longest = max(lengths, default=0)
    wanted = [str(n) for n, length in enumerate(lengths) if length == longest >= 2]
    seen = {found.key for found in meeting.near([(1, seeker)], 0)}
    assert len(seen & set(wanted)) >= min(len(wanted), MOST_SEEN // 2) and bool(seen & set(wanted)) == bool(wanted)


def test_a_file_that_ends_like_thousands_looks_at_few_and_troubles_few() -> None:
    meeting = ByTail(lambda n: n.props["path"])
    troubled = 0
    for number in range(2_000):
        asked = node("Artifact", str(number), path=f"build/p{number}/api/views.py")
        meeting.seek(asked.id, [(number, asked)])
        one = node("CodeModule", str(number), path=f"src/p{number}/api/views.py")
        troubled += len(list(meeting.offer(one.id, [(number, one)])))
    assert troubled < 3 * 2_000
    assert len(set(meeting.near([(1, node("Artifact", "x", path="q/p7/api/views.py"))], 0))) <= 2 * MOST_SEEN


PATHS = st.sampled_from(
    ("src", "src/a", "src/a/", "src/a/**", "src.a", "src/a/x.py", "**", ".", "src/*/x", "src.*.x", "b")
)
MODULES = {
    "src.a.x": "src/a/x.py",
    "src.a": "src/a/__init__.py",
    "src.b.x": "src/b/x.py",
    "b": "lib/b.py",
    "ab": "ab.py",
}


@given(st.lists(PATHS, min_size=1, max_size=4, unique_by=cleaned))
def test_a_component_covers_what_the_architecture_check_says_it_covers(paths: list[str]) -> None:
    code = Code({n: CodeModule(ModuleSpec(name=n, file_path=f)) for n, f in MODULES.items()}, {})
    for path in paths:
        held = place([ComponentSpec(name="c", paths=[path])], code)
        covered = {n for n, f in MODULES.items() if covers(cleaned(path), node("CodeModule", n, file_path=f))}
        assert covered == set(held)
        meeting, component = ByPlace(), node("ArchitectureComponent", "c", paths=[path])
        early = [node("CodeModule", name, file_path=file) for name, file in MODULES.items()]
        for module in early:
            meeting.seek(module.id, [(1, module)])
        assert covered <= {found.key for found in meeting.offer(component.id, [(1, component)])}
        for module in early:
            assert module.id.key not in covered or component.id in set(meeting.near([(1, module)], 0))
