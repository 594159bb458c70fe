"""What happens to a contract when its interface task is done: checked, compared, published, locked (domain 5.1)."""

import hashlib

from app.domain.identity import plain_version
from app.domain.moments import iso
from app.domain.payloads.dde import ContractEvent, ContractLocked, ContractValidated
from app.domain.workflow.manifest import Task
from app.domain.workflow.preflight import spec_of
from app.domain.workflow.schedule import dependents, needs_of
from app.domain.workflow.specs import Changes, Spec, bump, changes, problems
from app.engines.dag.registry import Locked, Registry
from app.engines.dag.setting import Setting
from app.engines.dag.specification import read_spec, spec_from
from app.engines.dag.teller import Span
from app.errors import BadFile


class Refused(Exception):
    """A contract that cannot be locked; the text says why and what to do."""


def settle(setting: Setting, task: Task, span: Span) -> None:
    """Lock the contract that the task defines, if it defines one. Raises Refused."""
    if not task.contract_name:
        return
    try:
        with Registry(setting.places.contracts).alone():
            _Contract(setting, task, span).settle()
    except (BadFile, OSError) as flaw:
        raise Refused(f"contract {task.contract_name}: {flaw}") from flaw


def standing(setting: Setting, task: Task, span: Span) -> None:
    """The task is skipped: its contract stands where that version was locked before. Raises BadFile."""
    if task.contract_name and (locked := Registry(setting.places.contracts).get(task.contract_name, _version(task))):
        said = ContractLocked(
            contract_name=locked.name,
            version=locked.version,
            locked_by=locked.locked_by,
            dependents=locked.dependents,
            spec_hash=locked.spec_hash,
            workflow_id=setting.workflow,
            run_id=setting.run_id,
        )
        setting.tell("contract.locked", task.id, said, span)


def _version(task: Task) -> str:
    return plain_version(task.contract_version)


class _Contract:
    """One contract on its way from draft to locked."""

    def __init__(self, setting: Setting, task: Task, span: Span) -> None:
        self._setting, self._task, self._span = setting, task, span
        self._registry = Registry(setting.places.contracts)
        self._name, self._version = task.contract_name, _version(task)
        self._consumers = dependents(needs_of(setting.request.manifest.nodes)).get(task.id, [])
        file = spec_of(task)
        self._path = setting.cwd(task) / file if file else None
        self._spec, self._content = read_spec(task, self._path) if self._path else (Spec("", ""), b"")

    def settle(self) -> None:
        """All steps in order."""
        before = self._registry.before(self._name, self._version)
        found = self._compare(before)
        previous = before.version if before else ""
        self._tell("contract.evolved" if before else "contract.created", self._about(previous, found))
        if found.breaking:
            self._tell("contract.breaking_change", self._about(previous, found))
        self._check()
        self._refuse_what_breaks(before, found)
        self._refuse_another_lock()
        self._lock(before, found)

    def _compare(self, before: Locked | None) -> Changes:
        if before is None or not before.spec or self._path is None:
            return Changes()
        old = spec_from(before.type, before.spec, self._registry.specification(before))
        return changes(old, self._spec) if not problems(self._spec) else Changes()

    def _check(self) -> None:
        """The specification is what its type demands. Raises Refused."""
        if self._path is None:
            return
        found = problems(self._spec)
        said = ContractValidated(
            contract_name=self._name,
            version=self._version,
            valid=not found,
            problems=found,
            workflow_id=self._setting.workflow,
            run_id=self._setting.run_id,
        )
        self._setting.tell("contract.validated", self._task.id, said, self._span)
        if found:
            raise Refused(f"contract {self._name} {self._version} is not sound: {'; '.join(found)}")

    def _refuse_what_breaks(self, before: Locked | None, found: Changes) -> None:
        if before and found.breaking and bump(before.version, self._version) != "major":
            raise Refused(
                f"contract {self._name} {self._version} breaks {before.version} ({'; '.join(found.breaking)}); "
                "give it a new major version"
            )

    def _refuse_another_lock(self) -> None:
        """A locked version stays as it is."""
        locked = self._registry.get(self._name, self._version)
        mine = locked is not None and (locked.run_id, locked.locked_by) == (self._setting.run_id, self._task.id)
        if locked is not None and locked.spec_hash != self._hash() and not mine:
            raise Refused(
                f"contract {self._name} {self._version} is locked since {locked.locked_at} with another "
                "specification; give the changed one a new version"
            )

    def _hash(self) -> str:
        return hashlib.sha256(self._content).hexdigest() if self._path else ""

    def _lock(self, before: Locked | None, found: Changes) -> None:
        said = ContractLocked(
            contract_name=self._name,
            version=self._version,
            locked_by=self._task.id,
            dependents=self._consumers,
            spec_hash=self._hash(),
            workflow_id=self._setting.workflow,
            run_id=self._setting.run_id,
        )
        at = self._setting.teller.now()
        self._publish(before, found, said, at)
        self._tell("contract.published", self._about(before.version if before else "", found))
        self._setting.tell("contract.locked", self._task.id, said, self._span)

    def _publish(self, before: Locked | None, found: Changes, said: ContractLocked, at: int) -> None:
        known = self._registry.get(self._name, self._version)
        if known is not None and known.spec_hash == said.spec_hash:
            return
        record = Locked(
            name=self._name,
            version=self._version,
            type=self._spec.type,
            spec=self._path.name if self._path else "",
            spec_hash=said.spec_hash,
            locked_at=iso(at),
            locked_by=self._task.id,
            run_id=self._setting.run_id,
            dependents=self._consumers,
            supersedes=before.version if before else "",
            changes=found.lines(),
        )
        self._registry.lock(record, self._content, at)

    def _about(self, previous: str, found: Changes) -> ContractEvent:
        return ContractEvent(
            contract_name=self._name,
            version=self._version,
            contract_type=self._spec.type,
            previous_version=previous,
            changes=found.lines(),
            owner_task=self._task.id,
            consumers=self._consumers,
            workflow_id=self._setting.workflow,
            run_id=self._setting.run_id,
        )

    def _tell(self, event_type: str, said: ContractEvent) -> None:
        self._setting.tell(event_type, self._task.id, said, self._span)
