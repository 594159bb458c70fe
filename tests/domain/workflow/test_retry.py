"""Another attempt: only where the policy allows it, after a wait that doubles, is capped, and is partly chance."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.workflow.manifest import Retry
from app.domain.workflow.retry import delay_ms, may_retry


def test_without_jitter_the_wait_doubles_up_to_the_cap() -> None:
    policy = Retry(retry_delay_seconds=2, exponential_backoff=True, max_delay_seconds=9, jitter=False)
    assert [delay_ms(policy, n, "s") for n in (1, 2, 3, 4, 100)] == [2000, 4000, 8000, 9000, 9000]


def test_without_back_off_the_wait_stays() -> None:
    assert [delay_ms(Retry(retry_delay_seconds=3), n, "s") for n in (1, 2, 3)] == [3000, 3000, 3000]


@given(st.integers(1, 60), st.text(max_size=5))
def test_full_jitter_stays_below_the_wait_and_follows_the_seed(failures: int, seed: str) -> None:
    policy = Retry(retry_delay_seconds=1, exponential_backoff=True, max_delay_seconds=30)
    wait = delay_ms(policy, failures, seed)
    assert 0 <= wait <= min(30_000, 1000 * 2 ** (failures - 1))
    assert wait == delay_ms(policy, failures, seed)


def test_the_wait_is_spread_over_all_of_its_range() -> None:
    policy = Retry(retry_delay_seconds=8, jitter=True)
    waits = [delay_ms(policy, 1, str(n)) for n in range(200)]
    assert min(waits) < 800
    assert max(waits) > 7200


def test_attempts_end_with_the_policy() -> None:
    policy = Retry(max_attempts=3, retry_on_failure=True)
    assert [may_retry(policy, n, 1) for n in (1, 2, 3)] == [True, True, False]
    assert not may_retry(Retry(max_attempts=3), 1, 1)


def test_only_the_exit_codes_named_and_time_outs_are_worth_another_try() -> None:
    policy = Retry(max_attempts=3, retry_on_failure=True, retry_on_exit_codes=[75], retry_on_timeout=False)
    assert may_retry(policy, 1, 75)
    assert not may_retry(policy, 1, 1)
    assert not may_retry(policy, 1, None)
