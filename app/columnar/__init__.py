"""The bi-temporal graph in columns: journal, timeline, frames and runs, in whatever keeps named rows of bytes."""

from app.columnar.graph import WINDOW, ColumnarGraph
from app.columnar.rows import Answer, Expected, Place, Row, Rows

__all__ = ["WINDOW", "Answer", "ColumnarGraph", "Expected", "Place", "Row", "Rows"]
