"""What behave leaves out by itself, because the project's configuration says so (``default_tags``, ``tags``)."""

import json
import subprocess
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

Tags = frozenset[str]

_PROBE: Final = """
import json, sys
from behave.configuration import Configuration
config = Configuration([])
chosen = getattr(config, "tag_expression", None) or config.tags
told = getattr(config, "config_tags", None) or getattr(config, "default_tags", None) or ""
takes = [chosen.check([tag.lstrip("@") for tag in tags]) for tags in json.load(sys.stdin)]
print(json.dumps({"text": told if isinstance(told, str) else " and ".join(told), "takes": takes}))
"""


class OwnChoice(msgspec.Struct, frozen=True):
    """``text`` is the expression as the configuration has it; ``refused`` are the tags that it does not take."""

    text: str = ""
    refused: frozenset[Tags] = frozenset()

    def takes(self, tags: Iterable[str]) -> bool:
        """Whether behave would run a scenario with all these tags."""
        return frozenset(tags) not in self.refused


class _Said(msgspec.Struct):
    text: str
    takes: list[bool]


def own_choice(python: str, folder: Path, environ: Mapping[str, str], asked: Collection[Tags]) -> OwnChoice:
    """Behave itself, of that interpreter and in that folder, decides which of these tags it takes.

    Where it cannot say, nothing is left out: the run will tell what is wrong with it.
    """
    sets = list(asked)
    try:
        done = subprocess.run(
            [python, "-c", _PROBE],
            input=json.dumps([sorted(tags) for tags in sets]).encode(),
            cwd=folder,
            env=dict(environ),
            capture_output=True,
            timeout=60,
            check=True,
        )
        said = msgspec.json.decode(done.stdout.splitlines()[-1], type=_Said)
    except (OSError, subprocess.SubprocessError, IndexError, msgspec.MsgspecError):
        return OwnChoice()
    return OwnChoice(said.text, frozenset(tags for tags, taken in zip(sets, said.takes, strict=False) if not taken))
