"""What ``snapshot`` says: documents for programs, lines for people."""

from collections.abc import Sequence
from typing import Any

from app.domain.moments import iso
from app.ports import Manifest
from app.use_cases.snapshots import EMPTY, SAME
from workers.restore import Restored


def manifest_document(manifest: Manifest) -> dict[str, Any]:
    """What a snapshot file says of itself."""
    return {
        "format": manifest.format,
        "program": manifest.program,
        "made_at": iso(manifest.made_at),
        "iterations": [
            {**kept.scope._asdict(), "entries": kept.entries, "state_hash": kept.state_hash}
            for kept in manifest.iterations
        ],
        "parts": [{"name": p.name, "size": p.size, "sha256": p.sha256} for p in manifest.parts],
        "positions": manifest.positions,
    }


def restored_document(done: Restored) -> dict[str, Any]:
    """What a restore did, or would do."""
    return {
        "dry_run": not done.switched,
        "log": done.standing,
        "missing_records": done.missing,
        "records_beyond": done.beyond,
        "measures_and_search": "restored" if done.others else "kept",
        **manifest_document(done.manifest),
    }


def restored_text(done: Restored) -> str:
    """The same in sentences."""
    made, count = iso(done.manifest.made_at), len(done.manifest.iterations)
    head = f"a snapshot of {made} with {count} iterations: every digest and state hash is as it says"
    if not done.switched:
        return "\n".join([head, _log(done), "nothing was changed (dry run)"])
    end = f"in use now; {done.beyond} records that follow it on the log were taken in"
    return "\n".join([head, _log(done), end, *_others(done)])


def _log(done: Restored) -> str:
    if done.standing == SAME:
        return "the log here is the one that it was made of: it goes on from its position"
    lost = f"{done.missing} of the records that it was made of are not here: no rebuild and no replay finds them "
    lost += "(they are in log.db and archive/ of the machine that it comes from)"
    if done.standing == EMPTY:
        return f"the log here is empty: all that comes is taken in from its first record; {lost}"
    return f"the log here is another one: with --merge all that it holds is taken in as well; {lost}"


def _others(done: Restored) -> Sequence[str]:
    if done.others:
        return ()
    return ("measures, search and audit log stay as the running workers have them; end them and restore again",)


def listed_text(files: Sequence[dict[str, Any]], backups: Sequence[dict[str, Any]]) -> str:
    """A line for each file and each backup."""
    lines = [f"{one['file']}: {one.get('flaw') or _file(one)}" for one in files]
    lines += [f"backup {one['name']}: {one['size'] / 1e6:.1f} MB of {one['made_at']}" for one in backups]
    if any(not one["digests_checked"] for one in files):
        lines.append("only what the files say of themselves was read; --check compares their digests too")
    return "\n".join(lines) or "no snapshots here, and no backups yet"


def _file(one: dict[str, Any]) -> str:
    sound = ", every digest is as it says" if one["digests_checked"] else ""
    return f"{one['size'] / 1e6:.1f} MB of {one['made_at']}, {len(one['iterations'])} iterations{sound}"
