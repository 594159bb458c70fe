"""What ``dlq`` does to letters: ``redrive`` sends them again and says what came of it, ``discard`` lets them go."""

import getpass
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.letters import letters_of, wanted
from app.cli.verb import DONE, REFUSED, Call
from app.desk import Desk
from app.domain.moments import iso
from app.errors import BadMessage, BadRequest, StoreUnavailable
from app.use_cases.letters.book import OPEN, Letter
from app.use_cases.letters.choice import chosen
from app.use_cases.letters.redrive import Change, Plan, Sent, discard, plan, redrive
from app.wire import avro, deadletters

PAUSE_S: Final = 0.05
UNREADABLE_AT_ONCE: Final = 500


class Outcome(msgspec.Struct, frozen=True):
    """What came of sending: those that went through, those that failed again (with why), those still on their way."""

    through: Sequence[Letter] = ()
    failed: Sequence[tuple[Letter, str]] = ()
    under_way: Sequence[Letter] = ()


def run_redrive(call: Call) -> int:
    """Send the chosen letters again. 1: some were not sent, or came back."""
    given = call.arguments
    with reading(call) as desk:
        found = _chosen(call, desk)
        planned = _bounded(plan(found, force=given.force, force_loop=given.force_loop))
        if _is_dry(call):
            call.terminal.answer(_document(planned, Outcome(), dry=True), _plan_text(planned))
            return DONE
        change = Change(getpass.getuser(), desk.clock())
        with call.terminal.progress("redrive (messages)", len(planned.send)) as bar:
            sent = []
            for one in redrive(desk.log, deadletters.encode, planned.send, change):
                sent.append(one)
                bar.by(1)
        outcome = _outcome(call, desk, sent)
    call.terminal.answer(_document(planned, outcome, dry=False), _text(planned, outcome))
    return REFUSED if planned.skipped or outcome.failed or outcome.under_way else DONE


def run_discard(call: Call) -> int:
    """Let the chosen letters go. 1: some were not open."""
    why = call.arguments.why.strip()
    if not why:
        raise BadRequest("dlq discard takes --reason TEXT: why nobody waits for these messages any more")
    with reading(call) as desk:
        found = _chosen(call, desk)
        going = [letter for letter in found if letter.state == OPEN]
        dry = _is_dry(call)
        if not dry:
            discard(desk.log, deadletters.encode, going, Change(getpass.getuser(), desk.clock(), why))
    others = [letter.told.letter_id for letter in found if letter.state != OPEN]
    ids = [letter.told.letter_id for letter in going]
    document = {"dry_run": dry, "found": len(found), "discarded": ids, "skipped": others, "reason": why}
    said = f"{len(going)} would be discarded; --yes does it" if dry else f"{len(going)} discarded: {why}"
    call.terminal.answer(document, said + (f"; {len(others)} are not open" if others else ""))
    return REFUSED if others and not dry else DONE


def _chosen(call: Call, desk: Desk) -> list[Letter]:
    """Those that are named, or those that are open and pass the filters."""
    asked = wanted(call.arguments, "" if call.arguments.ids else OPEN)
    return chosen(letters_of(desk.log), asked)


def _bounded(planned: Plan) -> Plan:
    """Not so many at once that the worker takes the fault for its own and stops: it does at a thousand in a row."""
    hopeless = [letter for letter in planned.send if _flaw(letter)][UNREADABLE_AT_ONCE:]
    ids = {letter.told.letter_id for letter in hopeless}
    send = [letter for letter in planned.send if letter.told.letter_id not in ids]
    why = f"this program cannot read it either; {UNREADABLE_AT_ONCE} of those are sent at a time"
    return Plan(send, [*planned.skipped, *((letter, why) for letter in hopeless)])


def _is_dry(call: Call) -> bool:
    """Whoever names a letter means it; in bulk it is tried first (domain 3.4)."""
    given = call.arguments
    return given.dry_run or not (given.ids or given.yes)


def _outcome(call: Call, desk: Desk, sent: Sequence[Sent]) -> Outcome:
    """Wait until the worker has had all of it, and look for the letters that there are if it failed again."""
    if not sent:
        return Outcome()
    try:
        caught_up(call, desk, call.arguments.wait)
    except StoreUnavailable as late:
        call.terminal.trouble(str(late))
        return Outcome(under_way=[one.letter for one in sent])
    _letters_on_the_log(desk, call.arguments.wait)
    reasons = {letter.told.letter_id: letter.told.reason for letter in letters_of(desk.log)}
    failed = [(one.letter, reasons[one.next_id]) for one in sent if one.next_id in reasons]
    return Outcome([one.letter for one in sent if one.next_id not in reasons], failed)


def _letters_on_the_log(desk: Desk, wait_s: float) -> None:
    """What failed waits in the graph's outbox for a moment before it is on the log."""
    deadline = time.monotonic() + wait_s
    while desk.graph.outbox(1) and time.monotonic() < deadline:
        time.sleep(PAUSE_S)


def _document(planned: Plan, outcome: Outcome, *, dry: bool) -> dict[str, Any]:
    skipped = [{"id": letter.told.letter_id, "why": why} for letter, why in planned.skipped]
    ids = [letter.told.letter_id for letter in planned.send]
    document: dict[str, Any] = {"dry_run": dry, "found": len(ids) + len(skipped)}
    if dry:
        readable = [letter.told.letter_id for letter in planned.send if not _flaw(letter)]
        return document | {"would_replay": ids, "readable_now": readable, "skipped": skipped}
    return document | {
        "replayed": ids,
        "went_through": [letter.told.letter_id for letter in outcome.through],
        "failed": [{"id": letter.told.letter_id, "reason": why} for letter, why in outcome.failed],
        "under_way": [letter.told.letter_id for letter in outcome.under_way],
        "skipped": skipped,
    }


def _plan_text(planned: Plan) -> str:
    lines = [_plan_line(letter) for letter in planned.send]
    head = f"{len(planned.send)} would be sent again, in this order" if lines else "nothing would be sent again"
    end = ["nothing was sent (dry run); --yes sends them"] if lines else []
    return "\n".join([head, *lines, *_skipped(planned), *end])


def _plan_line(letter: Letter) -> str:
    told = letter.told
    flaw = _flaw(letter) or "readable by now"
    return f"  {told.letter_id}  {iso(told.failed_at)}  → {told.topic}  {letter.key}: {flaw}"


def _text(planned: Plan, outcome: Outcome) -> str:
    head = f"{len(planned.send)} sent again: {len(outcome.through)} went through, {len(outcome.failed)} failed again"
    head += f", {len(outcome.under_way)} are still under way" if outcome.under_way else ""
    failed = Counter(why for _, why in outcome.failed)
    return "\n".join([head, *(f"  {count} failed again: {why}" for why, count in failed.items()), *_skipped(planned)])


def _skipped(planned: Plan) -> list[str]:
    counted = Counter(why for _, why in planned.skipped)
    return [f"  {count} skipped: {why}" for why, count in counted.items()]


def _flaw(letter: Letter) -> str:
    """Why this program could still not read the message; empty when it could."""
    try:
        avro.decode(letter.told.value)
    except BadMessage as flaw:
        return f"would fail again: {flaw}"
    return ""
