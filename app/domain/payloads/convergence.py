"""Convergence: what Mission Control itself concludes and publishes (domain 2.4)."""

from app.domain.payloads.common import Payload


class VerdictChanged(Payload, frozen=True):
    """The verdict of the iteration became another at the event's valid time."""

    previous_verdict: str
    current_verdict: str
    can_deploy: bool
    dde: str
    bdv: str
    acc: str
    diagnosis: str = ""


class StreamUpdated(Payload, frozen=True):
    stream: str
    previous_status: str
    current_status: str


class GateChecked(Payload, frozen=True):
    """One question to the deployment gate and its answer; append-only (domain 6.5)."""

    gate_status: str
    verdict: str
    approved: bool
    trigger_user: str = ""
    ci_system: str = ""
    commit: str = ""
    environment: str = "production"


class StoreRenewed(Payload, frozen=True):
    """A person had a store made anew, put back, or given once more what is kept.

    ``store`` is graph, search or audit log; ``of`` is what it was made of: archive and log, or a snapshot's file.
    ``outcome`` says in words what came of it, ``records`` how many of them were taken in.
    """

    store: str
    by: str
    of: str
    outcome: str = ""
    records: int = 0


PAYLOADS: dict[str, type[Payload]] = {
    "convergence.verdict.changed": VerdictChanged,
    "convergence.stream.updated": StreamUpdated,
    "convergence.gate.checked": GateChecked,
    "convergence.store.rebuilt": StoreRenewed,
    "convergence.store.replayed": StoreRenewed,
    "convergence.store.restored": StoreRenewed,
}
