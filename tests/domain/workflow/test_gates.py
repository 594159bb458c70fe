"""How a gate's answer is read: exit code, value against threshold, and what may be gone the next time."""

import pytest

from app.domain.workflow.gates import in_order, is_transient, judged, value_in
from app.domain.workflow.manifest import Gate

COVERAGE = Gate(name="coverage", threshold=0.8)


@pytest.mark.parametrize(
    ("output", "value"),
    [
        ("value: 0.83", 0.83),
        ("noise 7\nvalue: 1\nVALUE = 83 %\nmore noise\n", 83.0),
        ("ran 12 tests\n0.5\n", 0.5),
        ("83%", 83.0),
        ("value: -1.5e3", -1500.0),
        ("ran 12 tests", None),
        ("", None),
        ("value: 1e999", None),
        ("a value: 3 in a sentence", None),
    ],
)
def test_the_value_is_found_where_it_is_meant(output: str, value: float | None) -> None:
    assert value_in(output) == value


def test_a_pattern_says_where_the_value_stands() -> None:
    text = "TOTAL 100 20 80%\nTOTAL 100 9 91%\n"
    assert value_in(text, r"^TOTAL.* (\d+)%$") == 91.0
    assert value_in(text, r"(TOTAL)") is None


@pytest.mark.parametrize(
    ("gate", "code", "output", "status"),
    [
        (COVERAGE, 0, "value: 0.8", "PASSED"),
        (COVERAGE, 0, "value: 0.79", "FAILED"),
        (COVERAGE, 1, "value: 0.9", "FAILED"),
        (COVERAGE, 0, "", "FAILED"),
        (COVERAGE, None, "value: 0.9", "FAILED"),
        (Gate(name="p95", threshold=200, compare="<="), 0, "value: 200", "PASSED"),
        (Gate(name="p95", threshold=200, compare="<="), 0, "value: 201", "FAILED"),
        (Gate(name="lint"), 0, "", "PASSED"),
        (Gate(name="lint"), 3, "oh", "FAILED"),
    ],
)
def test_a_gate_passes_with_exit_code_0_and_a_good_value(
    gate: Gate, code: int | None, output: str, status: str
) -> None:
    assert judged(gate, code, output).status == status


def test_the_message_says_what_fell_short() -> None:
    assert judged(COVERAGE, 0, "value: 0.6").message == "0.6 is below the threshold of 0.8"
    assert judged(Gate(name="lint"), 2, "a.py:3 too long\n").message == "exit code 2: a.py:3 too long"


def test_passing_faults_are_known_by_their_words() -> None:
    assert is_transient("timeout after 3 s", "")
    assert is_transient("exit code 1", "Connection refused")
    assert is_transient("exit code 1", "service UNAVAILABLE")
    assert not is_transient("exit code 1", "assertion failed")


def test_gates_are_asked_by_phase_and_after_those_they_depend_on() -> None:
    gates = [
        Gate(name="d", depends_on=["c"]),
        Gate(name="c"),
        Gate(name="b", phase="during"),
        Gate(name="a", phase="pre"),
    ]
    assert [gate.name for gate in in_order(gates)] == ["a", "b", "c", "d"]
