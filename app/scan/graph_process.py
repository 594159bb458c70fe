"""A process of its own that checks import-linter contracts, over graphs of its own (R-36).

Run as a script by an isolated interpreter: it imports nothing of ours, looks for packages in the
staged folder alone, and executes nothing of the target. It answers one JSON line per JSON line:

- asked: ``stage`` (folder), ``packages`` (names), ``contracts`` (path of a configuration, or empty)
- answered: ``contracts``; without any asked, nothing or ``syntax_error`` (file, line, text); or ``error``
"""

import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from copy import deepcopy
from typing import IO, Any

import grimp
from grimp.application.config import settings
from grimp.application.ports.packagefinder import AbstractPackageFinder
from grimp.exceptions import SourceSyntaxError
from importlinter.application.use_cases import _get_built_in_contract_types, read_user_options
from importlinter.configuration import configure
from importlinter.domain.contract import registry


class StagedPackages(AbstractPackageFinder):
    """Finds packages in the staged folder only, by looking and not by importing."""

    stage = ""

    def determine_package_directories(self, package_name: str, file_system: Any) -> set[str]:
        folder = os.path.join(self.stage, *package_name.split("."))  # noqa: PTH118
        if not os.path.isdir(folder):  # noqa: PTH112
            raise ValueError(f"There is no package {package_name}.")
        return {folder}


def answer(asked: dict[str, Any], finder: StagedPackages) -> dict[str, Any]:
    """What became of each contract; without contracts, whether the staged packages can be parsed."""
    finder.stage = asked["stage"]
    if asked["contracts"]:
        return {"contracts": check(asked["contracts"])}
    try:
        grimp.build_graph(*asked["packages"], cache_dir=None)
    except SourceSyntaxError as flaw:
        return {"syntax_error": {"file": flaw.filename, "line": flaw.lineno or 0, "text": flaw.text or ""}}
    return {}


def check(config: str) -> list[dict[str, Any]]:
    """The outcome of every contract in this configuration; one that cannot run says why."""
    options = read_user_options(config_filename=config)
    session = options.session_options
    try:
        graph = grimp.build_graph(
            *session["root_packages"],
            include_external_packages=said_yes(session, "include_external_packages"),
            exclude_type_checking_imports=said_yes(session, "exclude_type_checking_imports"),
            cache_dir=None,
        )
    except Exception as flaw:  # whatever stops the graph stops every contract, and is told as such
        return [{**head(given), **could_not_run(flaw)} for given in options.contracts_options]
    return [{**head(given), **outcome(given, session, graph)} for given in options.contracts_options]


def said_yes(session: dict[str, Any], name: str) -> bool:
    return str(session.get(name, "")).lower() == "true"


def head(given: dict[str, Any]) -> dict[str, Any]:
    """A contract's own words: id, name, type and options."""
    named = ("id", "name", "type", "broken_contract_guidance")
    options = {name: value for name, value in given.items() if name not in named}
    return {**{name: str(given.get(name, "")) for name in named}, "options": options}


def outcome(given: dict[str, Any], session: dict[str, Any], graph: Any) -> dict[str, Any]:
    """Kept, broken (with what breaks it) or could_not_run (with the reason)."""
    if own := own_type(given, session):
        said = f"a type of its own, {own}, whose code is never run"
        return {"status": "could_not_run", "error": said}
    try:
        kind = registry.get_contract_class(given["type"])
        contract = kind(name=given["name"], session_options=session, contract_options=given)
        result = contract.check(deepcopy(graph), verbose=False)  # it removes ignored imports
    except Exception as flaw:  # a contract that fails for any reason is reported, and the next one runs
        return could_not_run(flaw)
    status = "kept" if result.kept else "broken"
    found = [] if result.kept else list(chains(plain(result.metadata)))
    undeclared = sorted(result.metadata.get("undeclared_modules", ()))
    return {"status": status, "chains": found, "undeclared": undeclared, "warnings": list(result.warnings)}


def own_type(given: dict[str, Any], session: dict[str, Any]) -> str:
    """The class behind a contract type that the target brings along; empty for the types of import-linter."""
    listed = session.get("contract_types", ())
    pairs = [str(row).partition(":") for row in ([listed] if isinstance(listed, str) else listed)]
    return next((place.strip() for name, _, place in pairs if name.strip() == given.get("type")), "")


def could_not_run(flaw: Exception) -> dict[str, Any]:
    reason = getattr(flaw, "errors", None) or str(flaw)
    return {"status": "could_not_run", "error": f"{type(flaw).__name__}: {reason}"}


def chains(found: Any) -> Iterator[list[list[Any]]]:
    """Every chain of imports anywhere in the metadata of a broken contract, whatever its type."""
    if isinstance(found, dict):
        yield from chains_of_dict(found)
    elif isinstance(found, list) and found and all(is_link(item) for item in found):
        yield [link_of(item) for item in found]
    elif isinstance(found, list):
        for item in found:
            yield from chains(item)


def chains_of_dict(found: dict[str, Any]) -> Iterator[list[list[Any]]]:
    for name, value in found.items():
        if name == "cycle_breakers_by_package":
            yield from (
                [[importer, imported, []]] for pairs in value.values() for importer, imported in sorted(pairs)
            )
        elif name == "illegal_links":
            yield from ([link_of(link)] for link in value)
        elif name == "chain":
            yield from routes([link_of(link) for link in value], found)
        elif name not in ("extra_firsts", "extra_lasts"):
            yield from chains(value)


def routes(chain: list[list[Any]], found: dict[str, Any]) -> Iterator[list[list[Any]]]:
    """A chain, and the same from each other first and to each other last module."""
    yield chain
    yield from ([link_of(first), *chain[1:]] for first in found.get("extra_firsts", ()))
    yield from ([*chain[:-1], link_of(last)] for last in found.get("extra_lasts", ()))


def is_link(item: Any) -> bool:
    return isinstance(item, dict) and {"importer", "imported"} <= item.keys() and "routes" not in item


def link_of(link: dict[str, Any]) -> list[Any]:
    lines = {line for line in link.get("line_numbers", ()) if line}
    return [link["importer"], link["imported"], sorted(lines)]


def plain(value: Any) -> Any:
    """Metadata as dictionaries and lists only, whatever classes a contract type keeps it in."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return plain(vars(value)) if hasattr(value, "__dict__") else value


def serve(asked: IO[str], answers: IO[str]) -> None:
    """Answer until nobody asks any more."""
    finder = StagedPackages()
    settings.configure(PACKAGE_FINDER=finder)
    configure()
    for name, kind in _get_built_in_contract_types():
        registry.register(kind, name)
    for line in asked:
        try:
            told = answer(json.loads(line), finder)
        except Exception as flaw:  # told to the caller, who knows which target and commit it was
            told = {"error": f"{type(flaw).__name__}: {flaw}"}
        print(json.dumps(told), file=answers, flush=True)


if __name__ == "__main__":
    # What import-linter prints must not get between the answers, and whatever is still imported
    # from here on comes from the standard library, never from a folder that the target could fill.
    protocol = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.path[:] = [path for name in ("stdlib", "platstdlib") if (path := sysconfig.get_path(name))]
    sys.path.append(os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload"))  # noqa: PTH118
    serve(sys.stdin, protocol)
