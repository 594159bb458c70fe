"""Recorded workflows: Airflow, dbt, Argo, Temporal, WfCommons."""

from typing import Final

from app.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = ()
