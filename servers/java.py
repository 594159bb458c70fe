"""Which Java: the newest development kit among those that lie where they usually lie."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDERS: Final = ("/usr/lib/jvm/*", "/usr/local/*jdk*", "/opt/*jdk*", "/opt/java/*", "~/.sdkman/candidates/java/*")


@dataclass(frozen=True, order=True)
class Java:
    """One Java on this machine."""

    major: int
    home: Path

    @property
    def program(self) -> Path:
        """What runs classes."""
        return self.home / "bin" / "java"

    @property
    def compiler(self) -> Path:
        """What makes classes; a runtime alone has none."""
        return self.home / "bin" / "javac"

    @property
    def flags(self) -> list[str]:
        """What newer Javas want to be told, so that servers which load native code start without warnings."""
        if self.major < 24:
            return []
        return ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]


NONE: Final = Java(0, Path("/usr"))
"""Stands for the Java of servers that need none."""


@cache
def newest() -> Java | None:
    """The newest Java here, of equals one with a compiler; None where there is none."""
    found = [Java(major(home), home) for home in set(homes())]
    return max(found, key=lambda java: (java.major, java.compiler.is_file(), str(java.home)), default=None)


def homes() -> Iterator[Path]:
    """Every folder that holds a Java: what JAVA_HOME and PATH name, and the usual folders."""
    named = [Path(home) for home in filter(None, [os.environ.get("JAVA_HOME")])]
    on_path = [Path(found).resolve().parents[1] for found in filter(None, [shutil.which("java")])]
    usual = (place for pattern in FOLDERS for place in _matches(Path(pattern).expanduser()))
    for home in (*named, *on_path, *usual):
        if (home / "bin" / "java").is_file():
            yield home.resolve()


def major(home: Path) -> int:
    """25 for Java 25, as the file ``release`` beside every Java since 8 says; 0 when there is no telling."""
    try:
        release = (home / "release").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    return int(found[1]) if found else 0


def _matches(pattern: Path) -> Iterator[Path]:
    return pattern.parent.glob(pattern.name)
