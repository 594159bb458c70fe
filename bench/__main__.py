"""Run the benchmarks: ``python -m bench`` runs all that need no server, ``python -m bench graph_asof …`` some.

A benchmark is a module in this folder with a ``main()``; each runs in a process of its own and prints
one JSON line per figure. ``MC_BENCH_SCALE=0.1`` runs on a tenth of the data. ``python -m bench engines`` runs those
of the folder ``engines``, which need the servers; one of them is ``engines.neo4j_graph``.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
ENGINES: Final = "engines"


def benchmarks(folder: Path = HERE) -> list[str]:
    """The names of all modules of the folder that have a ``main``."""
    files = sorted(folder.glob("*.py"))
    return [f.stem for f in files if f.stem[0] != "_" and "\ndef main(" in f.read_text(encoding="utf-8")]


def main() -> int:
    """Run those asked for, one after the other; 1 when one of them broke (a missed goal is not a break)."""
    alone, engines = benchmarks(), [f"{ENGINES}.{name}" for name in benchmarks(HERE / ENGINES)]
    wanted = engines if sys.argv[1:] == [ENGINES] else sys.argv[1:] or alone
    if unknown := sorted({*wanted} - {*alone, *engines}):
        known = ", ".join([*alone, ENGINES, *engines])
        print(f"no such benchmark: {', '.join(unknown)}; there are: {known}", file=sys.stderr)
        return 2
    codes = [subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode for name in wanted]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
