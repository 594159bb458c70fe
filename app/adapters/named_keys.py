"""The keys that sign, as the setting MC_SHARE_KEY names them, so that processes on many machines have the same."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

from app.domain.tokens import Key, KeyRing
from app.errors import SetupError

_NAMED: Final = b"mission-control.key.1"


class NamedKeys:
    """``app.ports.Keys`` from secrets, the newest first. What ``earlier`` keys signed, before any secret was set, is
    believed as long as they are kept."""

    def __init__(self, secrets: Sequence[str], earlier: Callable[[], Sequence[Key]] = tuple) -> None:
        self._keys = tuple(Key(_name(secret), secret) for secret in secrets)
        self._earlier = earlier

    def ring(self) -> KeyRing:
        return KeyRing((*self._keys, *self._earlier()))

    def rotate(self) -> Key:
        raise SetupError(
            "the keys are set by MC_SHARE_KEY: put a new secret first in it, keep the old ones behind it as long as "
            "their links live, and start every process anew"
        )


def _name(secret: str) -> str:
    """The same on every machine, and of no use to who wants the secret."""
    return hashlib.blake2b(secret.encode(), digest_size=4, key=_NAMED).hexdigest()
