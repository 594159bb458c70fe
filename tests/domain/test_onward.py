"""A clock that is set back goes on at its own pace, and stamps never stand still."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.onward import Onward


class Machine:
    """A wall clock that somebody sets, and ticks that nobody does."""

    def __init__(self) -> None:
        self.wall, self.ticks = 1_000_000, 50

    def pass_by(self, ms: int) -> None:
        self.wall, self.ticks = self.wall + ms, self.ticks + ms


def test_it_is_the_wall_clock_while_that_is_not_behind() -> None:
    machine = Machine()
    clock = Onward(lambda: machine.wall, lambda: machine.ticks)
    clock.saw(machine.wall - 5)
    machine.wall += 3_600_000
    assert clock() == machine.wall


def test_set_back_it_goes_on_from_what_was_seen_until_the_wall_clock_is_there_again() -> None:
    machine = Machine()
    clock = Onward(lambda: machine.wall, lambda: machine.ticks)
    clock.saw(machine.wall)
    machine.wall -= 3_600_000
    machine.pass_by(400)
    assert clock() == 1_000_400
    machine.pass_by(3_600_000)
    assert clock() == 4_600_400
    machine.wall += 7_200_000
    assert clock() == machine.wall


def test_a_stamp_from_elsewhere_moves_it_on() -> None:
    machine = Machine()
    clock = Onward(lambda: machine.wall, lambda: machine.ticks)
    clock.saw(2_000_000)
    machine.pass_by(100)
    assert clock() == 2_000_100
    clock.saw(1_500_000)
    assert clock() == 2_000_100


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(-100_000, 100_000)), max_size=30))
def test_what_was_stamped_is_never_later_than_what_is_stamped_next(steps: list[tuple[int, int]]) -> None:
    machine, last = Machine(), 0
    clock = Onward(lambda: machine.wall, lambda: machine.ticks)
    for passed, turned in steps:
        machine.pass_by(passed)
        machine.wall += turned
        now = clock()
        assert now >= last
        clock.saw(now)
        last = now
