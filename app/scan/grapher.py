"""The other end of the graph process: ask what became of contracts, or whether a source can be parsed."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

import msgspec

from app.errors import SetupError

_SCRIPT: Final = Path(__file__).with_name("graph_process.py")
_COMPLAINTS: Final = "complaints.txt"


class Link(msgspec.Struct, frozen=True, array_like=True):
    """One import of a chain: who, whom, on which lines."""

    importer: str
    imported: str
    lines: list[int] = []


class ContractOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an import-linter contract: kept, broken or could_not_run."""

    id: str
    name: str
    type: str
    status: str
    options: dict[str, Any] = {}
    chains: list[list[Link]] = []
    undeclared: list[str] = []
    warnings: list[str] = []
    error: str = ""
    broken_contract_guidance: str = ""


class SyntaxFlaw(msgspec.Struct, frozen=True):
    """A file that grimp cannot parse."""

    file: str
    line: int
    text: str


class Answer(msgspec.Struct, frozen=True):
    """What the graph process answers; ``syntax_error`` and ``error`` stand in the place of the rest."""

    contracts: list[ContractOutcome] = []
    syntax_error: SyntaxFlaw | None = None
    error: str = ""


class Grapher:
    """Asks a graph process, which starts with the first question."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, stage: Path, packages: Sequence[str], contracts: Path | None = None) -> Answer:
        """What became of the contracts over these packages below the stage. Raises SetupError if the process died."""
        asked = {"stage": str(stage), "packages": list(packages), "contracts": str(contracts or "")}
        process = self._process = self._process or self._stack.enter_context(_process(self._folder))
        try:
            cast(IO[bytes], process.stdin).write(msgspec.json.encode(asked) + b"\n")
            cast(IO[bytes], process.stdin).flush()
            line = cast(IO[bytes], process.stdout).readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise SetupError(f"the process that builds import graphs ended: {self._last_words()}")
        return msgspec.json.decode(line, type=Answer)

    def parses(self, source: bytes) -> bool:
        """Whether this is Python of any version; its grammar is newer than that of the Python that runs us."""
        module = self._folder / "one" / "module" / "__init__.py"
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_bytes(source)
        answer = self.ask(self._folder / "one", ["module"])
        return not (answer.syntax_error or answer.error)

    def _last_words(self) -> str:
        said = (self._folder / _COMPLAINTS).read_text(errors="replace").strip().splitlines()
        return said[-1] if said else "it did not say why"


@contextmanager
def open_grapher(folder: Path) -> Iterator[Grapher]:
    """A graph process for as long as the block lasts; its complaints go to a file in this folder."""
    with ExitStack() as stack:
        yield Grapher(folder, stack)


@contextmanager
def _process(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-I", "-X", "utf8", str(_SCRIPT)]
    with (
        (folder / _COMPLAINTS).open("wb") as said,
        subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, start_new_session=True
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()
