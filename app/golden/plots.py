"""The stories of the golden iterations: what goes wrong in each, and when."""

from collections.abc import Iterable
from typing import Final

from app.domain.payloads.common import IterationDeclared
from app.golden import handover
from app.golden.areas import Contract
from app.golden.behaviour import Run
from app.golden.bench import Bench, Course
from app.golden.code import Import
from app.golden.features import SCENES, of_areas
from app.golden.process import Workflow
from app.golden.script import Script
from app.golden.structure import Analysis, Shape
from app.golden.tasks import PLANS, Plan
from app.golden.teller import MINUTE, SECOND, Teller, hexdigits

QUARANTINED: Final = {
    "Checkout survives a PSP timeout": "PAY-812",
    "Challenge survives a page reload": "PAY-807",
    "Linking times out after five minutes": "PAY-815",
    "Event is sent again after an outage": "PAY-798",
    "Slow merchant does not delay others": "PAY-803",
}
SHAKY: Final = frozenset(
    {
        "Screening failure holds the payment",
        "Failed delivery is tried again",
        "Consumer can start from any day",
        "Statement is read once",
        "Wallet currency is converted at the shown rate",
        "Changed account waits for verification",
    }
)
ABOVE: Final = "Refund above the captured amount is refused"
UPWARD: Final = ("domain.refunds.rules", "api.refunds.schemas")
CANARY: Final = {"OPS.Canary": "environment is not production"}
GATEWAY: Final = {"INT.PspGateway": 3}

_SURPRISES: Final = (
    "expected 40.00 EUR, found 0.00 EUR",
    "expected status 409, found 200",
    "expected one entry, found two",
    "no message within 5 s",
    "KeyError: 'captured_amount'",
)


def declare(teller: Teller, at: int, title: str) -> None:
    """What the iteration is, and that all three streams have to answer."""
    declared = IterationDeclared(required_streams=["dde", "bdv", "acc"], version="v2.4.0", title=title)
    teller.say(at, "dde.iteration.declared", teller.iteration, declared, thread="workflow")


def build(teller: Teller, title: str, course: Course, at: int = 0) -> int:
    """Declaration, requirements and the whole workflow; returns when it ended."""
    declare(teller, at, title)
    workflow = Workflow(Bench(teller, course))
    workflow.require(at + 200)
    return workflow.perform(at + 4 * SECOND)


def surprises(names: Iterable[str]) -> dict[str, str]:
    """The scenarios fail, each with what it met instead."""
    return {name: _SURPRISES[n % len(_SURPRISES)] for n, name in enumerate(names)}


def first_failing(number: int) -> dict[str, str]:
    """So many scenarios fail, spread over the features, none of them quarantined or shaky."""
    free = [s.name for s in SCENES if s.name not in QUARANTINED and s.name not in SHAKY]
    return surprises(sorted(free, key=lambda name: hexdigits("fails", name, length=8))[:number])


def all_pass(teller: Teller) -> None:
    """A layer reaches up, then a scenario asks for a version that is not there; both are put right."""
    declare(teller, 0, "Refund limits")
    workflow = Workflow(Bench(teller, Course(attempts=GATEWAY, skipped=CANARY)))
    workflow.require(200)
    late = tuple(plan for plan in PLANS if plan.task_id == "BE.CapturedAmount")
    workflow.perform(4 * SECOND, tuple(plan for plan in PLANS if plan not in late))
    reaching_up = Analysis(teller, 1, Shape(flaws=(UPWARD,))).perform(45 * MINUTE)
    Analysis(teller, 2, Shape()).perform(65 * MINUTE, reaching_up)
    asks = {ABOVE: "PaymentAPI:v2.2"}
    red = Script(failing={ABOVE: _SURPRISES[4]}, quarantined=QUARANTINED, shaky=SHAKY, asks=asks, reads_ahead=False)
    Run(teller, 1, red).perform(40 * MINUTE)
    again = Script(failing=red.failing, asks=asks, only=frozenset({ABOVE}))
    Run(teller, 2, again).perform(80 * MINUTE)
    _lock_next(workflow, late)
    Run(teller, 3, Script(quarantined=QUARANTINED, asks=asks)).perform(94 * MINUTE)


def _lock_next(workflow: Workflow, late: tuple[Plan, ...]) -> None:
    """The missing field is added, and the next version of the contract becomes final."""
    following = Contract("PaymentAPI", "2.2", "openapi", "api")
    handover.evolve(workflow.bench, 88 * MINUTE + 50 * SECOND, following, "2.1", "BE.CapturedAmount")
    workflow.perform(88 * MINUTE, late)
    handover.finalise(workflow.bench, 90 * MINUTE, following, "captured_amount")


def design_gap(teller: Teller) -> None:
    """Built to plan and clean, but four of ten scenarios do not pass; a second run says the same."""
    build(teller, "Payout days", Course(attempts=GATEWAY, skipped=CANARY, pace=1.3))
    Analysis(teller, 1, Shape()).perform(50 * MINUTE)
    red = Script(failing=first_failing(35), quarantined=QUARANTINED)
    Run(teller, 1, red).perform(35 * MINUTE)
    Run(teller, 2, red).perform(66 * MINUTE)


def tech_debt(teller: Teller) -> None:
    """Clean where the work began; the work itself leaves five breaches and two cycles."""
    before = hexdigits("commit", "payments", "v2.3.2", length=40)
    Analysis(teller, 1, Shape(commit=before)).perform(0)
    build(teller, "Card vault", Course(skipped=CANARY, pace=1.5), at=2 * MINUTE)
    Run(teller, 1, Script(quarantined=QUARANTINED, shaky=SHAKY)).perform(55 * MINUTE)
    Analysis(teller, 2, Shape(flaws=DEBT)).perform(80 * MINUTE)


DEBT: Final[tuple[Import, ...]] = (
    ("domain.disputes.rules", "api.disputes.schemas"),
    ("infra.mail", "domain.fraud.rules"),
    ("api.reports.routes", "infra.db"),
    ("domain.ledger.model", "domain.ledger.rules"),
    ("service.cards.commands", "service.checkout.commands"),
    ("service.checkout.commands", "service.cards.commands"),
    ("service.checkout.commands", "service.fraud.commands"),
    ("service.checkout.commands", "service.wallets.commands"),
)


def pipeline_issue(teller: Teller) -> None:
    """The product is as asked, but a gate stays shut and one contract was never locked."""
    course = Course(
        attempts=GATEWAY,
        broken={"QA.Load": "throughput"},
        skipped=CANARY,
        unlocked=frozenset({"WebhookEvents"}),
        pace=1.4,
    )
    Run(teller, 1, Script(quarantined=QUARANTINED, shaky=SHAKY)).perform(50 * MINUTE)
    Analysis(teller, 1, Shape()).perform(60 * MINUTE)
    build(teller, "Webhook delivery", course)


def systemic_failure(teller: Teller) -> None:
    """The gateway is never reached, half the scenarios fail, and a layer calls upwards in a circle."""
    course = Course(
        attempts={"INT.PspGateway": 4, "DB.Ledger": 3},
        exhausted=frozenset({"INT.PspGateway", "DB.Ledger"}),
        unlocked=frozenset({"DisputeAPI"}),
        pace=1.8,
    )
    build(teller, "Ledger rewrite", course)
    Run(teller, 1, Script(failing=first_failing(52), quarantined=QUARANTINED)).perform(55 * MINUTE)
    upward = (
        ("domain.payouts.model", "service.payouts.commands"),
        ("domain.ledger.rules", "api.ledger.schemas"),
        ("infra.bus", "service.webhooks.queries"),
        UPWARD,
    )
    Analysis(teller, 1, Shape(flaws=upward)).perform(30 * MINUTE)
    Analysis(teller, 2, Shape(flaws=(*upward, *DEBT))).perform(84 * MINUTE)


def mixed(teller: Teller) -> None:
    """Built to plan, but refunds go wrong and the structure decays; one breach is covered by a decision."""
    build(teller, "Refunds of disputes", Course(attempts=GATEWAY, skipped=CANARY, pace=1.4))
    failing = surprises([*of_areas("refunds"), *of_areas("disputes")[:3]])
    Run(teller, 1, Script(failing=failing, quarantined=QUARANTINED, shaky=SHAKY)).perform(48 * MINUTE)
    covered = ("api.webhooks.routes", "infra.psp")
    flaws = (UPWARD, ("domain.disputes.rules", "api.disputes.schemas"), covered)
    Analysis(teller, 1, Shape(flaws=(UPWARD,))).perform(40 * MINUTE)
    Analysis(teller, 2, Shape(flaws=flaws, suppressed={covered: "ADR-0031"})).perform(76 * MINUTE)


def pending(teller: Teller) -> None:
    """All that has reported is green, but the run of the scenarios has not ended."""
    build(teller, "Wallet linking", Course(skipped=CANARY, pace=1.4))
    Analysis(teller, 1, Shape()).perform(62 * MINUTE)
    Run(teller, 1, Script(quarantined=QUARANTINED, shaky=SHAKY, stops_after=70)).perform(74 * MINUTE)


def version_drift(teller: Teller) -> None:
    """Every scenario passes, but some were written for a version of a contract that nobody locked."""
    build(teller, "Payment fields", Course(attempts=GATEWAY, skipped=CANARY, pace=1.4))
    asks = dict.fromkeys((*of_areas("refunds")[5:7], *of_areas("payouts")[:2]), "PaymentAPI:v2.2")
    Analysis(teller, 1, Shape()).perform(58 * MINUTE)
    Run(teller, 1, Script(quarantined=QUARANTINED, shaky=SHAKY, asks=asks)).perform(66 * MINUTE)
