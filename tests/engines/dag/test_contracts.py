"""Contracts of interface tasks: checked, published, locked; what breaks callers needs a new major version."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.domain.verdict import StreamState
from app.engines.dag.registry import Registry
from tests.domain.workflow.manifests import node
from tests.engines.dag.executions import Told, run
from tests.engines.dag.judging import dde_of

API = """openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /orders: {get: {responses: {'200': {description: all}}}}
  /health: {get: {responses: {'204': {description: fine}}}}
"""
SMALLER = API.replace("  /health: {get: {responses: {'204': {description: fine}}}}\n", "")


def interface(version: str, **more: Any) -> dict[str, Any]:
    more.setdefault("outputs", ["orders.yaml"])
    return node("IF.Orders", type="interface", contract_version=version, command="cp spec orders.yaml", **more)


def told_of(root: Path, version: str, spec: str, **more: Any) -> Told:
    """An execution whose interface task writes this specification."""
    (root / "spec").write_text(spec)
    return run(root, interface(version, **more), node("BE.Orders", "IF.Orders"), node("FE.Shop", "IF.Orders"))


def kinds(told: Told) -> list[str]:
    return [e.event_type.removeprefix("dde.contract.") for e in told.events if ".contract." in e.event_type]


def test_a_sound_specification_is_published_locked_and_its_dependents_are_told(tmp_path: Path) -> None:
    told = told_of(tmp_path, "v1.0", API)
    assert kinds(told) == ["created", "validated", "published", "locked"]
    locked = told.of("contract.locked")[0].payload
    assert getattr(locked, "dependents", []) == ["BE.Orders", "FE.Shop"]
    record = json.loads((tmp_path / "contracts/Orders/1.0/contract.json").read_text())
    assert (record["locked_by"], record["spec_hash"]) == ("IF.Orders", getattr(locked, "spec_hash", ""))
    assert (tmp_path / "contracts/Orders/1.0/orders.yaml").read_text() == API
    assert dde_of(told) is StreamState.PASS


def test_dependents_start_only_after_the_lock(tmp_path: Path) -> None:
    told = told_of(tmp_path, "v1.0", API)
    order = [(e.event_type, e.node_id) for e in told.events]
    assert order.index(("dde.contract.locked", "IF.Orders")) < order.index(("dde.task.started", "BE.Orders"))


@pytest.mark.parametrize("spec", ["openapi: 3.1.0\npaths: {}\n", "- just\n- a list\n", "a: [", "openapi: 3.1.0"])
def test_an_unsound_specification_fails_the_task(tmp_path: Path, spec: str) -> None:
    told = told_of(tmp_path, "v1.0", spec)
    assert told.statuses() == {"IF.Orders": "FAILED", "BE.Orders": "BLOCKED", "FE.Shop": "BLOCKED"}
    assert "contract Orders" in told.report.tasks[0].error
    assert not (tmp_path / "contracts/Orders/1.0/contract.json").exists()
    assert dde_of(told) is StreamState.FAIL


def test_the_same_again_stays_locked(tmp_path: Path) -> None:
    told_of(tmp_path, "v1.0", API)
    before = (tmp_path / "contracts/Orders/1.0/contract.json").read_text()
    again = told_of(tmp_path, "v1.0", API)
    assert dde_of(again) is StreamState.PASS
    assert (tmp_path / "contracts/Orders/1.0/contract.json").read_text() == before


def test_a_locked_version_cannot_be_changed(tmp_path: Path) -> None:
    told_of(tmp_path, "v1.0", API)
    told = told_of(tmp_path, "v1.0", SMALLER)
    assert told.statuses()["IF.Orders"] == "FAILED"
    assert "is locked since" in told.report.tasks[0].error
    assert (tmp_path / "contracts/Orders/1.0/orders.yaml").read_text() == API


def test_two_workflows_on_one_folder_lock_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "spec").write_text(API)
    with ThreadPoolExecutor() as pool:
        with Registry(tmp_path / "contracts").alone():
            other = pool.submit(told_of, tmp_path, "v1.0", API)
            with pytest.raises(TimeoutError):
                other.result(timeout=1.5)
            assert not (tmp_path / "contracts/Orders/1.0").exists()
        assert other.result(timeout=30).statuses()["IF.Orders"] == "COMPLETED"


def test_a_breaking_change_needs_a_new_major_version(tmp_path: Path) -> None:
    told_of(tmp_path, "v1.0", API)
    refused = told_of(tmp_path, "v1.1", SMALLER)
    assert refused.statuses()["IF.Orders"] == "FAILED"
    assert "path /health removed" in refused.report.tasks[0].error
    told = told_of(tmp_path, "v2.0", SMALLER)
    assert kinds(told) == ["evolved", "breaking_change", "validated", "published", "locked"]
    said = told.of("contract.breaking_change")[0].payload
    assert getattr(said, "changes", []) == ["breaking: path /health removed"]
    assert getattr(said, "consumers", []) == ["BE.Orders", "FE.Shop"]
    assert "breaking: path /health removed" in (tmp_path / "contracts/Orders/CHANGELOG.md").read_text()
    assert dde_of(told) is StreamState.PASS


def test_an_addition_is_a_minor_version(tmp_path: Path) -> None:
    told_of(tmp_path, "v1.0", SMALLER)
    told = told_of(tmp_path, "v1.1", API)
    assert kinds(told) == ["evolved", "validated", "published", "locked"]
    assert "GET /health added" in (tmp_path / "contracts/Orders/CHANGELOG.md").read_text()


def test_graphql_and_proto_files_are_known_by_their_ending(tmp_path: Path) -> None:
    (tmp_path / "a.graphql").write_text("type Query { a: Int }")
    (tmp_path / "b.proto").write_text("service B { rpc Get (A) returns (A); } message A { int32 a = 1; }")
    told = run(
        tmp_path,
        node("IF.A", type="interface", contract_version="v1.0", contract="a.graphql"),
        node("IF.B", type="interface", contract_version="v1.0", contract={"spec": "b.proto"}),
    )
    types = [getattr(e.payload, "contract_type", "") for e in told.of("contract.published")]
    assert sorted(types) == ["graphql", "grpc"]


def test_without_a_specification_the_version_alone_is_locked(tmp_path: Path) -> None:
    told = run(tmp_path, node("IF.A", type="interface", contract_version="v1.0"))
    assert kinds(told) == ["created", "published", "locked"]
    assert dde_of(told) is StreamState.PASS


def test_a_missing_specification_fails_the_task(tmp_path: Path) -> None:
    told = run(tmp_path, node("IF.A", type="interface", contract_version="v1.0", contract="nowhere.yaml"))
    assert told.statuses() == {"IF.A": "FAILED"}
    assert "nowhere.yaml" in told.report.tasks[0].error


def test_a_skipped_task_whose_locked_contract_cannot_be_read_holds_nobody_up(tmp_path: Path) -> None:
    told_of(tmp_path, "v1.0", API)
    (tmp_path / "contracts/Orders/1.0/contract.json").write_text("junk")
    told = told_of(tmp_path, "v1.0", API, condition="false")
    assert told.statuses() == {"IF.Orders": "SKIPPED", "BE.Orders": "COMPLETED", "FE.Shop": "COMPLETED"}
    assert "does not stand" in told.lines("IF.Orders")[0]
    assert dde_of(told) is StreamState.FAIL


def test_the_contract_of_a_skipped_task_stands_when_it_was_locked_before(tmp_path: Path) -> None:
    never = told_of(tmp_path, "v1.0", API, condition="false")
    assert dde_of(never) is StreamState.FAIL
    told_of(tmp_path, "v1.0", API)
    told = told_of(tmp_path, "v1.0", API, condition="false")
    assert (told.statuses()["IF.Orders"], kinds(told)) == ("SKIPPED", ["locked"])
    assert dde_of(told) is StreamState.PASS
