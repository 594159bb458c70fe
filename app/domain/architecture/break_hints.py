"""How an import that closes a circle can be taken out, by what lies at its two ends (domain 5.3)."""

from app.domain.architecture.code import Code, Link


def hint(link: Link, code: Code, homes: tuple[str, str]) -> str:
    """One sentence. ``homes`` are the components of the two modules, empty where there is none."""
    source, target = link
    spec = code.imports[link]
    cost = f"{spec.weight} import statement{'s' * (spec.weight > 1)}"
    return f"{source} → {target} ({cost}): {_way(source, target, homes, spec.type_checking)}."


def _way(source: str, target: str, homes: tuple[str, str], of_types: bool) -> str:
    if of_types:
        return "only types are needed; move them to a module below both"
    if all(homes) and homes[0] != homes[1]:
        return f"extract what {homes[0]} needs of {homes[1]} as an interface on its own side, and pass it in"
    if source.startswith(f"{target}.") or target.startswith(f"{source}."):
        return "a package and its own part; import the part where it is used, or move what is shared to a sibling"
    if source.rpartition(".")[0] == target.rpartition(".")[0]:
        return "move what both need to a third module beside them"
    return "pass it in as an argument, announce it as an event, or import it within the function that needs it"
