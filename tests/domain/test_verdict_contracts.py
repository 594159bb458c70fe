"""A contract that ends and is built on all the same is pointed out, with who does and until when."""

import pytest

from app.domain.payloads import dde
from app.domain.verdict.dde import judge_dde
from app.domain.verdict.model import Reason
from tests.lenses.builders import Step, state

LAST_DAY = 1_790_035_200_000


def looks(kind: str, *more: Step, **said: object) -> list[Reason]:
    """What is said when Orders 1.0, which IF.Orders defines, is deprecated or sunset."""
    ends = dde.ContractEvent(contract_name="Orders", version="1.0", owner_task="IF.Orders", **said)  # type: ignore[arg-type]
    defined = dde.TaskCreated(task_id="IF.Orders", kind="INTERFACE", contract_version="v1.0")
    judged = judge_dde(state(("dde.task.created", defined), *more, (f"dde.contract.{kind}", ends)), True)
    return [look for look in judged.looks if look.code == "contract_ends"]


def task(name: str, *needs: str) -> Step:
    return "dde.task.created", dde.TaskCreated(task_id=name, depends_on=list(needs))


@pytest.mark.parametrize("kind", ["deprecated", "sunset"])
def test_whoever_builds_on_a_contract_that_ends_is_named_with_its_last_day(kind: str) -> None:
    (look,) = looks(kind, task("BE.A", "IF.Orders"), task("BE.B", "IF.Orders"), sunset_date=LAST_DAY)
    assert look.title == f"BE.A and 1 more build on Orders v1.0, which is {kind}"
    assert "2026-09-22" in look.explain
    assert (look.severity, look.blocking) == ("WARNING", False)


def test_a_consumer_that_only_the_contract_names_counts_when_it_is_there() -> None:
    assert looks("deprecated", task("FE.Shop"), consumers=["FE.Shop", "FE.Gone"])[0].title.startswith(
        "FE.Shop builds"
    )
    assert looks("deprecated", consumers=["FE.Gone"]) == []


def test_a_contract_that_nothing_builds_on_may_end_in_peace() -> None:
    assert looks("deprecated", task("BE.A")) == []
