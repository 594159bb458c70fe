"""Why a sample of the kit differs, by framework. A sample that is not named here is equal, which is measured."""

NO_AMBIGUITY_BEHAVE = "Behave knows no ambiguous step: of several definitions that match, the first one runs"
NO_AMBIGUITY_PYTEST = "Pytest-bdd knows no ambiguous step: of several definitions that match, the last one runs"
REFUSED = "Behave refuses the second definition while it loads the steps, and nothing runs"
ONE_HOOK = "Behave has one hook before and one after the run, the sample has several"
MARKDOWN = "reads no features written in Markdown"
REPEATS = "Behave's own retry repeats whatever did not pass, not only what failed"

BEHAVE = {
    "all-statuses": NO_AMBIGUITY_BEHAVE,
    "ambiguous": REFUSED,
    "attachments": "Behave's parser knows no doc string in back-ticks: it refuses the feature, and nothing runs",
    "doc-strings": "Behave's parser knows no doc string in back-ticks: it refuses the feature, and nothing runs",
    "failedish-combinations": NO_AMBIGUITY_BEHAVE,
    "global-hooks": ONE_HOOK,
    "global-hooks-afterall-error": ONE_HOOK,
    "global-hooks-beforeall-error": ONE_HOOK,
    "hooks-conditional": "Behave calls the hooks of tags for each tag of a scenario, whether they want it or not",
    "hooks-skipped": "Behave's parser takes a line of a description that begins with But for a step: it refuses the "
    "feature, and nothing runs",
    "markdown": f"Behave {MARKDOWN}",
    "retry-ambiguous": REFUSED,
    "retry-pending": REPEATS,
    "retry-undefined": REPEATS,
    "skipped-exception": "Behave skips by a call, not by an exception: the result has the text and no exception",
    "unknown-parameter-type": "Behave stops while it loads the steps, and nothing runs",
}

PYTEST_BDD = {
    "all-statuses": NO_AMBIGUITY_PYTEST,
    "ambiguous": NO_AMBIGUITY_PYTEST,
    "failedish-combinations": "Pytest-bdd keeps one scenario of those of a feature that have the same name; and it "
    "knows no ambiguous step",
    "global-hooks-afterall-error": "Pytest calls no further hook of the end after one that failed",
    "global-hooks-beforeall-error": "Pytest ends at the first hook of the beginning that fails, before it collects",
    "hooks-conditional": "Hooks of pytest-bdd have no tag expression, they run for every scenario",
    "hooks-skipped": "Hooks of pytest-bdd have no tag expression, they run for every scenario; and after one that "
    "skips no further one runs",
    "markdown": f"Pytest-bdd {MARKDOWN}",
    "retry-ambiguous": NO_AMBIGUITY_PYTEST,
}

REASONS = {"behave": BEHAVE, "pytest_bdd": PYTEST_BDD}
