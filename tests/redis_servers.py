"""Redis servers of the test's own, to be stopped and started; nobody else uses them."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import redis

HOST = "127.0.0.1"
SLOTS = 16_384


class OwnRedis:
    """A server in a folder, on a port that stays the same over stops and starts."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self._command = [
            *(shutil.which("redis-server") or "redis-server", "--bind", HOST, "--port", str(self.port)),
            *("--dir", str(folder), "--save", "", "--appendonly", "no", *options),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        until(lambda: self.answers())

    def answers(self) -> bool:
        try:
            with redis.Redis(HOST, self.port) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def hang(self) -> None:
        """It holds its connections and answers nothing any more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def own_redis(folder: Path, *options: str) -> Iterator[OwnRedis]:
    """A server that runs until the block ends."""
    server = OwnRedis(folder, *options)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def own_cluster(folder: Path, count: int = 3) -> Iterator[str]:
    """The address of a cluster of so many servers, each with its part of the slots."""
    with ExitStack() as stack:
        nodes = [stack.enter_context(own_redis(_made(folder / str(n)), *_clustered())) for n in range(count)]
        clients = [stack.enter_context(redis.Redis(HOST, node.port)) for node in nodes]
        for number, client in enumerate(clients):
            first, last = SLOTS * number // count, SLOTS * (number + 1) // count - 1
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
            client.execute_command("CLUSTER", "MEET", HOST, nodes[0].port, _bus_port(clients[0]))
        until(lambda: all(client.cluster("info")["cluster_state"] == "ok" for client in clients))
        until(lambda: all(len(client.cluster("nodes")) == count for client in clients))
        yield f"redis+cluster://{HOST}:{nodes[0].port}/0"


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become so in time"
        time.sleep(0.05)


def _clustered() -> tuple[str, ...]:
    return ("--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-port", str(free_port()))


def _bus_port(client: redis.Redis) -> int:
    return int(client.config_get("cluster-port")["cluster-port"])


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
