"""The gate's answer as people read it in a terminal."""

from app.use_cases.gate import GateAnswer, GateReason
from app.use_cases.gate_opening import Opens


def gate_text(answer: GateAnswer) -> str:
    """The answer, why it is so, each reason with its place, and what would open the gate, line by line."""
    note = f" ({answer.scope_note})" if answer.scope_note else ""
    by_hand = " (override)" if answer.override else ""
    head = f"{answer.gate_status}{by_hand}  {answer.iteration_id}  {answer.verdict.upper()}{note}"
    streams = f"DDE {answer.dde_gate} · BDV {answer.bdv_gate} · ACC {answer.acc_gate}"
    parts = [head, streams, answer.diagnosis]
    parts += [_override(answer.override)] if answer.override else []
    parts += [f"- {reason.text}" for reason in answer.blocking_reasons]
    parts += [line for number, reason in enumerate(answer.reasons, 1) for line in _lines(number, reason)]
    parts += ["It opens once these lines hold:", *map(_opens, answer.opens)] if answer.opens else []
    return "\n".join(parts)


def _override(used: dict[str, str | None]) -> str:
    """Who answers for it, why and until when; the streams above keep what they say."""
    agreed = f", approved by {used['approver']}" if used["approver"] else ""
    who = f"{used['action']} by {used['requester']}{agreed}"
    return f"! {who}, until {used['expires_at']}: {used['reason']} ({used['id']})"


def _lines(number: int, reason: GateReason) -> list[str]:
    since = f", since {reason.since}" if reason.since else ""
    place = f"{reason.file}:{reason.line}" if reason.line else reason.file
    where = "  ".join(part for part in (reason.node, place) if part)
    told = (where, *reason.explain.splitlines()[:3])
    return [f"{number}. {reason.title} ({reason.stream}{since})", *(f"   {text}" for text in told if text)]


def _opens(line: Opens) -> str:
    """``fail     BDV  Scenarios passed: 7 of 9, 2 in the way → what to do``."""
    value = ", ".join(part for part in (line.value, f"{line.open} in the way" if line.open > 1 else "") if part)
    told = f"{line.line}: {value}" if value else line.line
    needs = f" → {line.needs}" if line.needs else ""
    return f"- {line.state:<7}  {line.stream.upper() or 'by hand'}  {told}{needs}"
