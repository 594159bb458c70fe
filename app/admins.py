"""Who may approve overrides of the gate, as the setting MC_ADMINS names them."""

import getpass


def read_admins(text: str) -> tuple[str, ...]:
    """The names, separated by commas; without any, the account that runs this, if it has a name."""
    return tuple(name for part in (text or _account()).split(",") if (name := " ".join(part.split())))


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
