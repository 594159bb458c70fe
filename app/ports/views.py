"""What people keep of views: addresses under a name, links that were handed out, and the keys that sign those."""

from typing import Final, Protocol

import msgspec

from app.domain.tokens import Claims, Key, KeyRing
from app.errors import SetupError


class SavedView(msgspec.Struct, frozen=True):
    """Addresses of ours under a name: one is a view, several are a board that a wall rotates; ``saved`` in ms."""

    tenant: str
    name: str
    addresses: tuple[str, ...]
    saved: int


class HandedOut(msgspec.Struct, frozen=True):
    """A share link that was made: what it claims, by whom and what for; ``revoked`` (ms) once it counts no more."""

    claims: Claims
    by: str = ""
    note: str = ""
    revoked: int | None = None


class ViewBook(Protocol):
    """Saved views and links that were handed out, shared by every process."""

    def save(self, view: SavedView) -> None:
        """Keep a view; one of the same tenant and name is replaced."""

    def views(self, tenant: str) -> list[SavedView]:
        """The saved views of a tenant, by name."""

    def forget(self, tenant: str, name: str) -> bool:
        """No longer keep a view. False when there was none."""

    def hand_out(self, link: HandedOut) -> None:
        """Write down a link that was made."""

    def handed_out(self, tenant: str) -> list[HandedOut]:
        """Every link of a tenant, newest first."""

    def link(self, name: str) -> HandedOut | None:
        """The link whose claims have this id."""

    def revoke(self, tenant: str, name: str, now: int) -> bool:
        """From now on the link counts no more. False when the tenant has none such that still counts."""

    def ping(self) -> None:
        """Return when the book answers."""

    def close(self) -> None:
        """Let go of everything held."""


class Keys(Protocol):
    """The keys that sign."""

    def ring(self) -> KeyRing:
        """The keys as they are now; the first use makes one."""

    def rotate(self) -> Key:
        """Sign with a new key from now on; what earlier ones signed is believed still. Raises SetupError."""


class NoKeys:
    """Signs nothing."""

    def ring(self) -> KeyRing:
        raise SetupError("this process has no keys to sign with")

    def rotate(self) -> Key:
        raise SetupError("this process has no keys to sign with")


NO_KEYS: Final = NoKeys()
