"""Everything Mission Control raises on purpose, each with one fate.

============================ ===================== ==================== ============
raised                       worker                HTTP                 command line
============================ ===================== ==================== ============
BadMessage                   dead letter, go on    422                  –
BadFile                      –                     422                  exit 2
StoreUnavailable             wait, same batch      503                  exit 2
SchemaAway                   its share waits       503                  exit 2
UnknownIteration, UnknownNode –                    404                  exit 2
BadRequest                   –                     400                  exit 2
NotAllowed                   –                     403                  exit 2
SchemaTooNew, SetupError     stop, one line        –                    exit 2
TooManyDeadLetters           stop, one line        –                    exit 2
============================ ===================== ==================== ============

Anything else is a bug and goes up with its traceback.
"""


class MissionControlError(Exception):
    """The base of every error raised on purpose; its text is meant for people."""


class BadMessage(MissionControlError):
    """A message on the log that can never be handled; ``category`` is one of the dead-letter categories."""

    def __init__(self, reason: str, category: str = "SCHEMA_VALIDATION") -> None:
        super().__init__(reason)
        self.category = category


class BadFile(MissionControlError):
    """An input file that is refused: what was wrong, and where in it (``place``: a line, an offset, a path)."""

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.reason = reason
        self.place = place


class UnknownFormat(BadFile):
    """A file that no reader recognises."""


class StoreUnavailable(MissionControlError):
    """A store did not answer; the same work may be tried again."""


class SchemaAway(StoreUnavailable):
    """A message in a schema never met while the registry is away; the ``share`` of the stream it lies in waits."""

    def __init__(self, reason: str, share: int) -> None:
        super().__init__(reason)
        self.share = share


class UnknownIteration(MissionControlError):
    """No event of this iteration has been seen."""


class UnknownNode(MissionControlError):
    """The iteration is known, the node in it is not."""


class BadRequest(MissionControlError):
    """A request that cannot be understood; the text names the parameter and what it takes."""


class NotAllowed(MissionControlError):
    """A token that does not allow what is asked; ``why``: damaged, signature, expired, scope, revoked or missing."""

    def __init__(self, why: str, reason: str = "") -> None:
        super().__init__(reason or why)
        self.why = why


class SchemaTooNew(MissionControlError):
    """The data folder was written by a newer version; the text says what to do."""


class SetupError(MissionControlError):
    """The process cannot start as asked: a taken port, an unwritable folder, an unknown setting."""


class TooManyDeadLetters(MissionControlError):
    """So many messages in a row were bad that the fault is more likely ours than theirs."""
