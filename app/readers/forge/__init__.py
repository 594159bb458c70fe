"""What forges and delivery tools tell: webhooks of GitHub and GitLab, CloudEvents, CDEvents."""

from typing import Final

from app.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = ()
