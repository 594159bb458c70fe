"""The wall: one page of its own, without the frame of the others and without anything to press."""

from typing import Final

PATH: Final = "/wall"
STYLES: Final = ("tokens.css", "base.css", "icons.css", "later/wall.css")
SCRIPTS: Final = (
    "dom.js",
    "renewed.js",
    "glyphs.js",
    "times.js",
    "access.js",
    "answer.js",
    "stream.js",
    "later/wall.js",
    "later/wall-turns.js",
)

HTML: Final = """<!DOCTYPE html>
<html lang="en" data-bs-theme="dark" class="wall">
    <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="mc-build" content="">
        <title>Wall · Mission Control</title>
        <link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
        <script>
            document.documentElement.dataset.bsTheme =
                new URLSearchParams(location.search).get("theme") === "light" ? "light" : "dark";
        </script>
        {styles}
    </head>
    <body>
        <main aria-label="All iterations, what needs a person first">
            <div id="board"><p class="waits">Reading the verdicts</p></div>
            <div id="stage"></div>
        </main>
        <p id="touch" role="alert" hidden></p>
        <footer id="foot"></footer>
        {scripts}
    </body>
</html>"""
