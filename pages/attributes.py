"""Attributes that Dash takes only as wild cards: ``aria-…`` and ``data-…``."""

from typing import Any


def also(**named: Any) -> dict[str, Any]:
    """``also(aria_label="Pages", data_do="play")`` is ``{"aria-label": "Pages", "data-do": "play"}``."""
    return {name.replace("_", "-"): value for name, value in named.items()}
