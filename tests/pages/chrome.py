"""A headless chromium, and a server to look at with it."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")


def installed() -> tuple[str, str] | None:
    """The browser and its driver, where both are found."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


def found_or_skipped() -> tuple[str, str]:
    """The same, but at home the test is skipped without them and in CI it fails."""
    found = installed()
    if found is None:
        says = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        says("no chromium with chromedriver is installed")
    return found


def opened(browser: str, driver: str, width: int = 1440, height: int = 900) -> webdriver.Chrome:
    options = Options()
    options.binary_location = browser
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    resize(chrome, width, height)
    return chrome


def resize(chrome: webdriver.Chrome, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@contextmanager
def served(server: Flask, port: int = 0) -> Iterator[str]:
    """The server on a port of this machine, by default a free one; its address."""
    http = make_server("127.0.0.1", port, server, threaded=True)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class Page:
    """What a person does with a page, and what they see."""

    def __init__(self, chrome: webdriver.Chrome, address: str) -> None:
        self.chrome = chrome
        self.address = address

    def open(self, path: str) -> "Page":
        self.chrome.get(self.address + path)
        return self

    def run(self, script: str, *arguments: object) -> object:
        return self.chrome.execute_script(f"return ({script})", *arguments)

    def until(self, script: str, seconds: float = 8) -> object:
        """Wait until the expression is true, and say what it was waiting for when it never is."""
        return WebDriverWait(self.chrome, seconds, 0.05).until(lambda _: self.run(script), f"never true: {script}")

    def text(self, selector: str) -> str:
        return self.chrome.find_element(By.CSS_SELECTOR, selector).text

    def click(self, selector: str) -> None:
        self.until(f"!!document.querySelector({selector!r})")
        self.chrome.find_element(By.CSS_SELECTOR, selector).click()

    def press(self, *keys: str) -> None:
        webdriver.ActionChains(self.chrome).send_keys(*keys).perform()

    def press_with_shift(self, key: str) -> None:
        webdriver.ActionChains(self.chrome).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()

    def drawn(self, lens: str) -> int:
        """How many marks the drawing of a lens holds, once it is drawn."""
        self.until(f"mc.drawn[{lens!r}]?.cy.nodes('[kind!=\"band\"]').length > 0")
        return int(str(self.run(f"mc.drawn[{lens!r}].cy.nodes('[kind!=\"band\"]').length")))

    def complaints(self) -> list[str]:
        """What the browser's console holds against the page."""
        return [line["message"] for line in self.chrome.get_log("browser") if line["level"] == "SEVERE"]
