"""What ``replay`` says to people."""

from typing import Any


def replay_text(document: dict[str, Any]) -> str:
    """What was read, what of it was selected by type, and what became of that."""
    types = [f"  {count:>7}  {kind}" for kind, count in document["by_type"].items()]
    unreadable = f", {document['unreadable']} unreadable ones passed over" if document["unreadable"] else ""
    head = f"{document['records']} records read, {document['selected']} events selected{unreadable}"
    return "\n".join([head, *types, _end(document), *_states(document)])


def _end(document: dict[str, Any]) -> str:
    if "file" in document:
        back = document["selected"] - document["written"]
        taken = f"; {back} were taken back since" if back else ""
        return f"{document['written']} lines written to {document['file']}{taken}"
    verb = "would be sent" if document["dry_run"] else "were sent and taken in"
    where = f" in {document['as']}" if "as" in document else ""
    missing = f"{document['missing']} were missing and {verb}" if document["missing"] else "nothing was missing"
    return f"{document['known']} are known{where}; {missing}"


def _states(document: dict[str, Any]) -> list[str]:
    changed = [state for state in document["states"] if state["before"] != state["after"]]
    lines = [f"  {s['iteration']}: {s['before'][:16] or 'nothing'} → {s['after'][:16]}" for s in changed]
    same = len(document["states"]) - len(changed)
    return [*lines, f"the state hash of {same} iterations is the same as before"] if same else lines
