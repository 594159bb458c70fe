"""What forges and delivery tools tell: webhooks of GitHub and GitLab, CDEvents; for CloudEvents see the registry."""

from typing import Final

from app.readers.forge import cdevents, github, gitlab, gitlab_tests
from app.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = (github.READER, gitlab.READER, gitlab_tests.READER, cdevents.READER)
