"""Our own errors → what people read in place of a picture. Anything else goes up with its traceback."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec

from app.errors import BadRequest, MissionControlError, StoreUnavailable, UnknownIteration, UnknownNode
from app.use_cases.looking import one_glance

Answer = dict[str, Any]
Params = ParamSpec("Params")

TITLES: Final[dict[type[MissionControlError], str]] = {
    UnknownIteration: "This iteration is not known here",
    UnknownNode: "This was not there at that moment",
    BadRequest: "This address cannot be understood",
    StoreUnavailable: "The store did not answer",
}


def told(answer: Callable[Params, Answer | None]) -> Callable[Params, Answer | None]:
    """The same callback, but an error of ours becomes an answer with a ``fault`` of title and text."""

    @wraps(answer)
    def safe(*args: Params.args, **kwargs: Params.kwargs) -> Answer | None:
        try:
            with one_glance():
                return answer(*args, **kwargs)
        except MissionControlError as flaw:
            return {"fault": fault(flaw)}

    return safe


def fault(flaw: MissionControlError) -> Answer:
    """Title and text of a fault, and whether it passes: then what was shown before may go on being shown."""
    title = next((words for kind, words in TITLES.items() if isinstance(flaw, kind)), "That did not work")
    text = str(flaw)
    whole = f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
    return {"title": title, "text": whole, "passing": isinstance(flaw, StoreUnavailable)}
