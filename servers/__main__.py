"""``python -m servers start|stop|status|kill|env [NAME…]``, ``dump|load FOLDER``: one command for the servers."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from servers.catalogue import SERVERS, variables, wanted
from servers.dumps import dump, load
from servers.server import Broken, Server
from servers.settings import Misset, Settings, read_settings
from servers.supervisor import State, Supervisor
from servers.table import table, troubles

VERBS: Final = {
    "start": "install what is missing, start what does not run, wait until all answer",
    "stop": "end exactly those that were started from the state folder",
    "status": "say which of them answer",
    "kill": "end them at once, as a crash would",
    "env": "print the variables under which the product finds them",
    "dump": "write what lies in Neo4j into FOLDER, by its own tool; it is stopped meanwhile",
    "load": "the other way round",
}


def main(words: Sequence[str] | None = None) -> int:
    """0 when all is as asked; 1 when a server lacks something or does not answer; 2 when asked wrongly."""
    asked = _parser().parse_args(words)
    try:
        settings = read_settings(os.environ)
        if asked.verb in ("dump", "load"):
            return _copied(asked.verb, asked.names, settings)
        servers = wanted(asked.names, settings.without)
        return _obey(asked.verb, servers, settings)
    except Misset as flaw:
        print(flaw, file=sys.stderr)
        return 2


def _obey(verb: str, servers: list[Server], settings: Settings) -> int:
    supervisor = Supervisor(settings, SERVERS)
    if verb == "env":
        print("\n".join(f"{name}={value}" for name, value in variables(servers, settings).items()))
        return 0
    if verb in ("stop", "kill"):
        return _ended(supervisor, verb, servers)
    _say(f"servers in {settings.state}: {', '.join(server.name for server in servers)}")
    began = time.monotonic()
    states = supervisor.start(servers) if verb == "start" else supervisor.status(servers)
    _show(states, settings)
    if verb == "start":
        _say(f"after {time.monotonic() - began:.1f} s")
    return int(any(state.trouble for state in states))


def _ended(supervisor: Supervisor, verb: str, servers: list[Server]) -> int:
    ended = supervisor.stop(servers) if verb == "stop" else supervisor.kill(servers)
    _say(f"ended: {', '.join(ended) or 'none ran'}")
    return 0


def _copied(verb: str, names: Sequence[str], settings: Settings) -> int:
    if len(names) != 1:
        raise Misset(f"{verb} takes one FOLDER")
    try:
        file = (dump if verb == "dump" else load)(settings, Path(names[0]).absolute())
    except Broken as flaw:
        _say(str(flaw))
        return 1
    _say(f"{file}: {'written' if verb == 'dump' else 'is in Neo4j now'}")
    return 0


def _show(states: list[State], settings: Settings) -> None:
    print(table(states, settings), flush=True)
    for line in troubles(states):
        _say(line)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m servers",
        description="The servers that the product can stand on, on this machine alone.",
        epilog="\n".join(f"{verb:8}{meaning}" for verb, meaning in VERBS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=VERBS)
    kinds = dict.fromkeys(name for server in SERVERS for name in (server.kind, server.name))
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of them: {', '.join(kinds)}; or FOLDER")
    return parser


if __name__ == "__main__":
    sys.exit(main())
