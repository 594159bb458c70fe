"""The fifty tasks that build the product, interfaces first, each after what it needs."""

import re
from typing import Final

import msgspec

from app.domain.payloads.dde import GateSpec


class Plan(msgspec.Struct, frozen=True):
    """A task as planned: ``files`` are what it makes, ``minutes`` how long that takes."""

    task_id: str
    needs: tuple[str, ...]
    requirement_id: str
    minutes: int
    files: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Follows from the prefix of the id."""
        return KINDS[self.task_id.partition(".")[0]]

    @property
    def name(self) -> str:
        """The id in words: ``BE.RefundService`` is *Refund service*."""
        first, *rest = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", self.task_id.partition(".")[2])
        return " ".join([first, *(word if word.isupper() else word.lower() for word in rest)])


KINDS: Final = {
    "IF": "INTERFACE",
    "DB": "ACTION",
    "BE": "ACTION",
    "FE": "ACTION",
    "INT": "INTEGRATION",
    "QA": "TEST",
    "CK": "CHECKPOINT",
    "NT": "NOTIFICATION",
    "OPS": "DEPLOYMENT",
}

GATES: Final = {
    "IF": (GateSpec(name="spec-lint", gate_type="node_completion"),),
    "DB": (GateSpec(name="migration", gate_type="pr"),),
    "BE": (
        GateSpec(name="unit", gate_type="pr"),
        GateSpec(name="coverage", gate_type="pr"),
        GateSpec(name="security-scan", gate_type="pr", severity="WARNING"),
    ),
    "INT": (GateSpec(name="contract", gate_type="node_completion"), GateSpec(name="unit", gate_type="pr")),
    "FE": (GateSpec(name="unit", gate_type="pr"), GateSpec(name="lint", gate_type="pre_commit", severity="WARNING")),
    "QA": (GateSpec(name="verdict", gate_type="node_completion"),),
    "QA.Load": (GateSpec(name="throughput", gate_type="node_completion"),),
}

_PLANS: Final = """
IF.PaymentAPI      |                                       | 40 | 8 | payment_api.yaml
IF.RefundAPI       |                                       | 42 | 7 | refund_api.yaml
IF.LedgerEvents    |                                       | 46 | 9 | ledger_events.yaml
IF.WebhookEvents   |                                       | 47 | 6 | webhook_events.yaml
IF.PayoutAPI       |                                       | 48 | 7 | payout_api.yaml
IF.DisputeAPI      |                                       | 49 | 6 | dispute_api.yaml
DB.Payments        | IF.PaymentAPI                         | 40 | 5 | infra.checkout.table
DB.Refunds         | IF.RefundAPI                          | 42 | 4 | infra.refunds.table
DB.Ledger          | IF.LedgerEvents                       | 46 | 6 | infra.ledger.table
DB.Payouts         | IF.PayoutAPI                          | 48 | 4 | infra.payouts.table
DB.Disputes        | IF.DisputeAPI                         | 49 | 4 | infra.disputes.table
DB.Wallets         | IF.PaymentAPI                         | 44 | 4 | infra.wallets.table
BE.PaymentService  | IF.PaymentAPI DB.Payments             | 40 | 9 | service.checkout.commands domain.checkout.model
BE.RefundService   | IF.RefundAPI IF.PaymentAPI DB.Refunds | 42 | 8 | service.refunds.commands domain.refunds.rules
BE.LedgerWriter    | IF.LedgerEvents DB.Ledger             | 46 | 9 | service.ledger.commands domain.ledger.model
BE.LedgerQueries   | DB.Ledger                             | 46 | 6 | service.ledger.queries
BE.Webhooks        | IF.WebhookEvents                      | 47 | 7 | service.webhooks.commands domain.webhooks.model
BE.WebhookRetries  | BE.Webhooks                           | 51 | 5 | domain.webhooks.rules
BE.PayoutService   | IF.PayoutAPI DB.Payouts               | 48 | 8 | service.payouts.commands domain.payouts.model
BE.PayoutSchedule  | BE.PayoutService                      | 48 | 5 | domain.payouts.rules
BE.CardVault       | IF.PaymentAPI                         | 43 | 8 | service.cards.commands domain.cards.model
BE.WalletService   | IF.PaymentAPI DB.Wallets              | 44 | 7 | service.wallets.commands domain.wallets.model
BE.FraudRules      | IF.PaymentAPI                         | 45 | 7 | domain.fraud.rules service.fraud.commands
BE.DisputeService  | IF.DisputeAPI DB.Disputes             | 49 | 7 | service.disputes.commands domain.disputes.model
BE.DisputeEvidence | BE.DisputeService                     | 49 | 4 | domain.disputes.rules
BE.Reports         | BE.LedgerQueries                      | 50 | 5 | service.reports.queries
BE.Idempotency     | IF.PaymentAPI                         | 51 | 6 | infra.cache
BE.CapturedAmount  | BE.PaymentService                     | 42 | 3 | api.checkout.schemas
INT.PspGateway     | BE.PaymentService                     | 40 | 4 | infra.psp
INT.LedgerSync     | BE.LedgerWriter BE.PaymentService     | 46 | 5 | infra.bus
INT.BankTransfer   | BE.PayoutService                      | 48 | 6 | infra.bank
INT.CardNetwork    | BE.CardVault                          | 43 | 5 | infra.vault
INT.WalletProvider | BE.WalletService                      | 44 | 5 | infra.http
INT.FraudScores    | BE.FraudRules                         | 45 | 5 | infra.scores
INT.Mail           | BE.PaymentService                     | 41 | 3 | infra.mail
FE.Checkout        | INT.PspGateway                        | 40 | 5 | api.checkout.routes
FE.Refunds         | BE.RefundService                      | 42 | 5 | api.refunds.routes api.refunds.schemas
FE.Payouts         | BE.PayoutSchedule                     | 48 | 4 | api.payouts.routes
FE.Disputes        | BE.DisputeEvidence                    | 49 | 4 | api.disputes.routes
FE.Wallets         | INT.WalletProvider                    | 44 | 4 | api.wallets.routes
FE.Reports         | BE.Reports                            | 50 | 4 | api.reports.routes
QA.Contract        | INT.PspGateway INT.LedgerSync BE.Webhooks | 40 | 4 | contract_report.json
QA.Regression      | FE.Checkout FE.Refunds                | 42 | 4 | regression_report.json
QA.Security        | INT.CardNetwork                       | 43 | 4 | security_report.json
QA.Accessibility   | FE.Checkout FE.Wallets                | 41 | 3 | accessibility_report.json
QA.Recovery        | INT.LedgerSync                        | 46 | 4 | recovery_report.json
QA.Load            | FE.Checkout INT.LedgerSync            | 40 | 5 | load_report.json
CK.SecurityReview  | QA.Security                           |    | 2 |
NT.ReleaseNotes    | QA.Regression                         |    | 1 |
OPS.Canary         | QA.Contract                           |    | 2 |
"""


def _plan(line: str) -> Plan:
    task_id, needs, requirement, minutes, files = (part.strip() for part in line.split("|"))
    named = f"REQ-{requirement}" if requirement else ""
    return Plan(task_id, tuple(needs.split()), named, int(minutes), tuple(files.split()))


PLANS: Final = tuple(_plan(line) for line in _PLANS.strip().splitlines())
"""In an order in which every task comes after what it needs."""


def gates_of(plan: Plan) -> tuple[GateSpec, ...]:
    """The gates that guard the task, or else every task of its kind."""
    return GATES.get(plan.task_id) or GATES.get(plan.task_id.partition(".")[0], ())
