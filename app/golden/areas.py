"""The payments product that the golden iterations build: its areas, requirements and contracts."""

from typing import Final

import msgspec

AREAS: Final = (
    "checkout",
    "cards",
    "wallets",
    "fraud",
    "ledger",
    "webhooks",
    "payouts",
    "disputes",
    "reports",
    "refunds",
)


class Requirement(msgspec.Struct, frozen=True):
    """What somebody asked for."""

    requirement_id: str
    name: str
    text: str
    priority: str


REQUIREMENTS: Final = (
    Requirement("REQ-40", "Card checkout", "A customer pays with a card and is charged exactly once.", "high"),
    Requirement("REQ-41", "Receipts", "A customer receives a receipt with amount and currency.", "medium"),
    Requirement("REQ-42", "Refund limits", "A refund never exceeds what was captured.", "high"),
    Requirement("REQ-43", "Stored cards", "A card is stored as a token and can be removed.", "high"),
    Requirement("REQ-44", "Wallets", "A customer pays with a wallet as with a card.", "medium"),
    Requirement("REQ-45", "Fraud checks", "A suspicious payment is held until somebody has looked at it.", "high"),
    Requirement(
        "REQ-46", "Ledger", "Every movement of money appears twice in the ledger, once on each side.", "high"
    ),
    Requirement("REQ-47", "Webhooks", "A merchant is told of every change, once the change is final.", "medium"),
    Requirement("REQ-48", "Payouts", "A merchant is paid on the agreed day.", "high"),
    Requirement("REQ-49", "Disputes", "A dispute can be answered with evidence before its deadline.", "medium"),
    Requirement("REQ-50", "Reports", "Finance sees yesterday's figures by eight in the morning.", "low"),
    Requirement("REQ-51", "Safe retries", "A request that is sent twice has the effect of one.", "high"),
)


class Contract(msgspec.Struct, frozen=True):
    """An interface that others build on, and the layer that keeps it."""

    name: str
    version: str
    kind: str
    component: str


CONTRACTS: Final = (
    Contract("PaymentAPI", "2.1", "openapi", "api"),
    Contract("RefundAPI", "1.2", "openapi", "api"),
    Contract("LedgerEvents", "1.3", "event_stream", "service"),
    Contract("WebhookEvents", "1.0", "event_stream", "service"),
    Contract("PayoutAPI", "1.1", "openapi", "api"),
    Contract("DisputeAPI", "1.0", "openapi", "api"),
)

CONTRACT_OF: Final = {
    "checkout": "PaymentAPI:v2.1",
    "cards": "PaymentAPI:v2.1",
    "wallets": "PaymentAPI:v2.1",
    "fraud": "PaymentAPI:v2.1",
    "ledger": "LedgerEvents:v1.3",
    "webhooks": "WebhookEvents:v1.0",
    "payouts": "PayoutAPI:v1.1",
    "disputes": "DisputeAPI:v1.0",
    "reports": "LedgerEvents:v1.3",
    "refunds": "RefundAPI:v1.2",
}
"""The contract that the features of an area are written for."""
