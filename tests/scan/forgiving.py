"""A repository with one violation, what it forgives, and the verdict at some later day."""

from typing import Any

from app.domain.effects import entry_of
from app.domain.fold import fold
from app.domain.moments import AsOf
from app.domain.state import IterationState, read
from app.domain.verdict.acc import judge_acc
from app.domain.verdict.model import StreamJudgement
from tests.scan.repositories import START_S, Told

DAY_S = 86_400
SHOP = {
    "shop/__init__.py": "",
    "shop/web/__init__.py": "",
    "shop/web/views.py": "",
    "shop/core/__init__.py": "",
    "shop/core/money.py": "import shop.web.views\n",
    "architecture.yaml": "components: [shop.web, shop.core]\nrules: ['shop.core: MUST_NOT_CALL(shop.web)']\n",
}
ADR = "docs/adr/0007-money-asks-the-web.md"
ACCEPTED = {ADR: "# 7. Money asks the web\n\nDate: 2023-11-01\n\n## Status\n\nAccepted\n"}
FILE = ".mission-control/suppressions.yaml"


def suppression(**fields: Any) -> dict[str, str | None]:
    """A file with one suppression over the only violation there is."""
    plain = {"id": "S1", "pattern": "shop/core/money.py", "level": "file", "adr_reference": "7", **fields}
    listed = "\n".join(f"  {name}: {value}" for name, value in plain.items() if value is not None)
    return {FILE: f"suppressions:\n-\n{listed}\n"}


UNTIL = suppression(expires="2023-11-20", justification="until the port is there", author="ada")


def state(told: Told, days: float = 0.0) -> tuple[IterationState, int]:
    at = (START_S + 60 + int(days * DAY_S)) * 1000
    entries = [entry_of(event, n) for n, event in enumerate(told.events, 1)]
    return read(fold(entries, AsOf.at(at))), at


def judged(told: Told, days: float = 0.0) -> StreamJudgement:
    """The verdict on the structure so many days after the scan."""
    found, at = state(told, days)
    return judge_acc(found, True, at)


def codes(judgement: StreamJudgement) -> list[str]:
    return [reason.code for reason in judgement.reasons]


def looks(judgement: StreamJudgement) -> set[str]:
    return {reason.code for reason in judgement.looks}
