"""Whether and when a failed attempt is followed by another (domain 5.1)."""

from random import Random
from typing import Final

from app.domain.workflow.manifest import Retry

_MOST_DOUBLINGS: Final = 40


def may_retry(policy: Retry, failures: int, exit_code: int | None) -> bool:
    """Whether there is another attempt after so many failures; without exit code the last one ran out of time."""
    if not policy.retry_on_failure or failures >= policy.max_attempts:
        return False
    if exit_code is None:
        return policy.retry_on_timeout
    return not policy.retry_on_exit_codes or exit_code in policy.retry_on_exit_codes


def delay_ms(policy: Retry, failures: int, seed: str) -> int:
    """How long to wait after so many failures (1 or more): base × 2^(failures − 1), capped, with full jitter.

    The same seed gives the same wait.
    """
    doublings = min(failures - 1, _MOST_DOUBLINGS) if policy.exponential_backoff else 0
    wait = min(policy.retry_delay_seconds * 2.0**doublings, policy.max_delay_seconds)
    jitter = policy.exponential_backoff if policy.jitter is None else policy.jitter
    if jitter:
        wait = Random(f"{seed}|{failures}").uniform(0, wait)
    return round(wait * 1000)
