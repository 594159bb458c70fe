"""``python -m observability``: writes the dashboards anew. No arguments."""

from pathlib import Path
from typing import Final

from observability.boards import BOARDS
from observability.grafana import text_of

FOLDER: Final = Path(__file__).parent / "dashboards"


def main() -> None:
    """One file per dashboard."""
    FOLDER.mkdir(exist_ok=True)
    for board in BOARDS:
        (FOLDER / f"{board.name}.json").write_text(text_of(board), encoding="utf-8")


if __name__ == "__main__":
    main()
