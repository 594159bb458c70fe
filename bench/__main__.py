"""Run the benchmarks: ``python -m bench`` runs all, ``python -m bench graph_asof …`` some.

A benchmark is a module in this folder with a ``main()``; each runs in a process of its own and prints
one JSON line per figure. ``MC_BENCH_SCALE=0.1`` runs on a tenth of the data.
"""

import subprocess
import sys
from pathlib import Path


def benchmarks() -> list[str]:
    """The names of all modules here that have a ``main``."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return [f.stem for f in files if f.stem[0] != "_" and "\ndef main(" in f.read_text(encoding="utf-8")]


def main() -> int:
    """Run those asked for, one after the other; 1 when one of them broke (a missed goal is not a break)."""
    known = benchmarks()
    wanted = sys.argv[1:] or known
    if unknown := sorted(set(wanted) - set(known)):
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    codes = [subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode for name in wanted]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
