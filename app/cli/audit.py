"""``audit``: who did what when; its figures, its export, and whether it is as it was written."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from app.api.documents.audit import entry_document, figures_document
from app.cli.actions import add_actions
from app.cli.moments import moment_in
from app.cli.noting import note_rebuilt
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.desk import Desk
from app.domain.audit import AuditEntry, broken
from app.domain.moments import iso
from app.errors import BadRequest, SetupError
from app.ports import Sought
from app.use_cases.audit import Figures, statistics
from app.wiring import open_desk
from workers.audit import Audit
from workers.lock import only_one
from workers.reread_audit import Reread, reread


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``audit`` takes."""
    _filters(parser)
    add_actions(
        parser,
        {
            "list": ("the latest entries (as without an action)", _filters),
            "figures": ("verdicts of the last 7, 14 and 30 days", _filters),
            "export": ("every entry of the tenant into a file, one JSON document a line", _file),
            "verify": ("whether entries were changed, left out or put in; --log: and what archive and log say", _log),
            "rebuild": ("read archive and log again, and replace what differs from them", _differences),
        },
    )


def _filters(parser: argparse.ArgumentParser) -> None:
    for name, words in _FILTERS.items():
        parser.add_argument(name, default=argparse.SUPPRESS, metavar=name[2:].upper(), help=words)
    parser.add_argument("--limit", type=int, default=argparse.SUPPRESS, metavar="N", help="so many at most (50)")


_FILTERS: Final = {
    "--tenant": "whose (default: MC_TENANT)",
    "--iteration": "only of this iteration",
    "--kind": "only of this kind, or of kinds that begin so: dlq, convergence.gate",
    "--who": "only what this person did",
    "--since": "from this moment on: ISO 8601 with zone, or ms",
    "--until": "up to, not with, this moment",
}


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file that is not there yet")


def _log(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--log", action="store_true", help="read archive and log again and compare")


def _differences(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accept-differences", action="store_true", help="replace it where it differs")


def run(call: Call) -> int:
    """Enter what nobody else enters just now, then do what is asked."""
    acts = {"figures": _show_figures, "export": _export, "verify": _verify, "rebuild": _rebuild}
    with _followed(call) as desk:
        return acts.get(call.arguments.action or "list", _list)(call, desk)


@contextmanager
def _followed(call: Call) -> Iterator[Desk]:
    """A desk whose audit log holds what the log does, unless a worker is at it."""
    with closing(open_desk(call.settings, "writer")) as desk:
        try:
            with only_one(call.settings.data, "audit"):
                audit = Audit(desk)
                while audit.step():
                    pass
        except SetupError:
            pass
        yield desk


def _said(call: Call, name: str, default: str = "") -> str:
    return str(getattr(call.arguments, name, default))


def _tenant(call: Call) -> str:
    return _said(call, "tenant") or call.settings.tenant


def _list(call: Call, desk: Desk) -> int:
    sought = Sought(
        tenant=_tenant(call),
        iteration=_said(call, "iteration"),
        kind=_said(call, "kind"),
        who=_said(call, "who"),
        since=moment_in("--since", _said(call, "since")),
        until=moment_in("--until", _said(call, "until")),
    )
    entries = desk.audit.entries(sought, max(1, getattr(call.arguments, "limit", 50)))
    text = "\n".join(map(_line, entries)) or "nothing of the kind was done"
    call.terminal.answer({"entries": [entry_document(entry) for entry in entries]}, text)
    return DONE


def _line(entry: AuditEntry) -> str:
    deed = entry.deed
    now = ", ".join(f"{name} {value}" for name, value in deed.after.items() if value != "")
    why = f": {deed.why}" if deed.why else ""
    head = f"{entry.number:>6}  {iso(deed.at)}  {deed.who or '-'}  {deed.kind}"
    return f"{head}  {deed.iteration}  {deed.subject} ({now}){why}"


def _show_figures(call: Call, desk: Desk) -> int:
    found = statistics(desk.audit, _tenant(call), desk.clock(), _said(call, "iteration"))
    call.terminal.answer({"statistics": [figures_document(one) for one in found]}, "\n".join(map(_text, found)))
    return DONE


def _text(one: Figures) -> str:
    rate = "nothing was judged" if one.pass_rate is None else f"{one.pass_rate:.0%} of {one.total} may ship"
    verdicts = ", ".join(f"{count} {name}" for name, count in sorted(one.verdicts.items()))
    return f"{one.days} days: {rate}" + (f" ({verdicts})" if verdicts else "")


def _export(call: Call, desk: Desk) -> int:
    file = Path(call.arguments.file)
    if file.exists():
        raise BadRequest(f"{file} is there already; name a file that is not")
    unfinished, written = file.with_name(f"{file.name}.part"), 0
    try:
        with unfinished.open("wb") as lines:
            for entry in desk.audit.chain(_tenant(call)):
                lines.write(msgspec.json.encode(entry_document(entry)) + b"\n")
                written += 1
        unfinished.rename(file)
    except OSError as flaw:
        raise BadRequest(f"{file} cannot be written: {flaw.strerror or flaw}") from flaw
    call.terminal.answer({"file": str(file), "written": written}, f"{file}: {written} entries")
    return DONE


def _verify(call: Call, desk: Desk) -> int:
    """1: something is not as it was written, or archive and log say something else."""
    heads = desk.audit.heads()
    flaws = {name: flaw for name, head in heads.items() if (flaw := broken(desk.audit.chain(name), head))}
    done = _reread(call, desk, replace=False) if call.arguments.log and not flaws else None
    chains = {tenant: {"entries": head.number, "head": head.digest} for tenant, head in heads.items()}
    document = {"intact": not flaws, "flaws": flaws, "chains": chains, "agrees": done.agrees if done else None}
    lines = [f"{tenant}: {flaws.get(tenant) or f'{head.number} entries, intact'}" for tenant, head in heads.items()]
    call.terminal.answer(document, "\n".join([*lines, *_standing(done)]) or "there are no entries")
    return REFUSED if flaws or (done and not done.agrees) else DONE


def _rebuild(call: Call, desk: Desk) -> int:
    """1: it differs, and stays as it is."""
    done = _reread(call, desk, replace=call.arguments.accept_differences)
    if done.replaced:
        note_rebuilt(desk, "audit log", "it differed", done.entries)
    document: dict[str, Any] = {"agrees": done.agrees, "entries": done.entries, "replaced": done.replaced}
    call.terminal.answer(document, "\n".join(_standing(done)))
    return DONE if done.agrees or done.replaced else REFUSED


def _reread(call: Call, desk: Desk, *, replace: bool) -> Reread:
    with call.terminal.progress("read again (records)", None) as bar:
        return reread(desk, bar.at, replace=replace)


def _standing(done: Reread | None) -> list[str]:
    if done is None:
        return []
    if done.agrees:
        return [f"archive and log say the same: {done.entries} entries"]
    end = "it is replaced" if done.replaced else "it stays; audit rebuild --accept-differences replaces it"
    return [f"archive and log say something else ({done.entries} entries): {end}"]


AUDIT: Final = Verb(
    "audit",
    "who did what when, in a log that shows every change: list, figures, export, verify, rebuild",
    (
        "mission-control audit --iteration shop --kind convergence.gate",
        "mission-control audit figures --json",
        "mission-control audit export audit.jsonl",
        "mission-control audit verify --log",
    ),
    arguments,
    run,
)
