"""Prometheus as it is installed here; without it tests are skipped at home, and fail with MC_SERVERS_REQUIRED=1."""

import os
import shutil

import pytest

from tests.contracts.servers import REQUIRED


def installed(program: str) -> str:
    """Where the program lies."""
    found = shutil.which(program)
    if found is None:
        says = pytest.fail if os.environ.get(REQUIRED) == "1" else pytest.skip
        says(f"{program} is not installed (Debian's package prometheus brings it; make engines fetches it)")
    return found
