"""The verdict: the answer, why, what each stream says, and where the streams meet."""

from typing import Final

from dash import html

from pages import ids
from pages.attributes import also
from pages.parts import quiet, stage

PATH: Final = "/verdict"
TITLE: Final = "Verdict"


def layout(**_query: str) -> html.Div:
    """The answer and its reasons at the left; streams, contract stars and spine at the right."""
    left = [
        html.Section(quiet(ids.VERDICT, "answer", 3), className="panel fixed", **also(aria_label="Verdict")),
        html.Section(quiet(ids.REASONS, "whys", 5), className="panel grow", **also(aria_label="Reasons")),
    ]
    right = [
        quiet(ids.STREAMS, "streams", 0),
        stage("convergence", "Contract stars"),
        html.Section(quiet(ids.SPINE, "spinebox", 2), className="panel fixed spinepanel", **also(aria_label="Spine")),
    ]
    return html.Div(
        [html.Div(left, className="col"), html.Div(right, className="col")], className="page page-verdict"
    )
