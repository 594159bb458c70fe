"""Where the schemas of messages are agreed upon with everybody outside."""

from typing import Final, Protocol


class Schemas(Protocol):
    """The agreement on schemas. Known ones are kept, so it may be away while the product works on."""

    def ping(self) -> None:
        """Return when it answers."""

    def close(self) -> None:
        """Let go of everything held."""


class OwnSchemas:
    """The package's own are all there are."""

    def ping(self) -> None:
        return None

    def close(self) -> None:
        return None


OWN_SCHEMAS: Final = OwnSchemas()
