"""Workers as processes of their own, and what they and the servers spend."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil


@contextmanager
def workers(environ: Mapping[str, str], *roles: Sequence[str]) -> Iterator[list[psutil.Process]]:
    """A worker for each of these command lines (``("ingest", "--number", "2")``); they end with the block."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for number, role in enumerate(roles, start=1):
            with (Path(environ["MC_DATA"]) / f"worker-{number}.log").open("wb") as said:
                command = [sys.executable, "-m", "workers", *role]
                started.append(subprocess.Popen(command, env=dict(environ), stderr=said))
        yield [psutil.Process(one.pid) for one in started]
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(60)


def servers() -> dict[str, float]:
    """CPU seconds so far of each server that listens at one of the addresses, with the processes that it started."""
    brokers = os.environ["MC_KAFKA"].split(",")
    ports = {"neo4j": os.environ["MC_NEO4J"], **{f"kafka_{n}": at for n, at in enumerate(brokers, start=1)}}
    if postgres := os.environ.get("MC_POSTGRES"):
        ports["postgres"] = urlsplit(postgres).netloc
    listening = {c.laddr.port: c.pid for c in psutil.net_connections("tcp") if c.status == "LISTEN"}
    owners = {name: listening.get(int(at.rpartition(":")[2])) for name, at in ports.items()}
    return {name: spent(psutil.Process(pid)) for name, pid in owners.items() if pid}


def spent(process: psutil.Process) -> float:
    """CPU seconds of the process, of the children it has, and of those it had."""
    seconds = sum(process.cpu_times()[:4])
    for child in process.children():
        with suppress(psutil.NoSuchProcess):
            seconds += sum(child.cpu_times()[:4])
    return float(seconds)
