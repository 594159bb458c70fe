"""Who looks now and then looks at once; under a flood looking takes a share of the time and no more."""

from callbacks.pace import AHEAD_S, LONGEST_S, RESTS, Pace


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def looked(pace: Pace, clock: Clock, seconds: float) -> float:
    """How long it rests after a look that took so long."""
    began = clock.now
    clock.now += seconds
    return pace.rest(began)


def test_a_look_now_and_then_is_followed_by_no_rest() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(100):
        assert looked(pace, clock, 0.05) == 0
        clock.now += 0.2


def test_under_a_flood_looking_takes_its_share_in_the_long_run() -> None:
    clock = Clock()
    pace, spent = Pace(clock), 0.0
    for _ in range(1_000):
        rest = looked(pace, clock, 0.05)
        spent += 0.05
        assert rest <= LONGEST_S
        clock.now += rest
    assert spent <= (clock.now - 100) / (1 + RESTS) + AHEAD_S
    assert spent >= 0.9 * (clock.now - 100) / (1 + RESTS)


def test_what_is_owed_is_forgiven_by_quiet() -> None:
    clock = Clock()
    pace = Pace(clock)
    while not looked(pace, clock, 0.1):
        pass
    clock.now += 60
    assert looked(pace, clock, 0.1) == 0
