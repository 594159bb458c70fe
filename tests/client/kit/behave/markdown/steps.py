"""Neither framework reads features written in Markdown."""
