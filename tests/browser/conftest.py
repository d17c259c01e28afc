"""A real Chromium before the portal served on loopback, and axe-core to judge what it shows."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
JUDGE = """rules => axe.run(document, {runOnly: rules}).then(result => {
  if (!result.passes.length) throw new Error("axe looked at nothing");
  return result.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`));
})"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The portal served on loopback; tests that write need `@pytest.mark.commits`."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open an address in a window of its own; keywords are those of a browser context, and `width`."""
    contexts = []

    def open_page(path: str, *, width: int = 1280, **context: Any) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, locale="de-DE", **context))
        page = contexts[-1].new_page()
        page.goto(address + path, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """Ask axe-core what is wrong with a page at WCAG 2.2 AA and good practice."""

    def judge(page: Page) -> list[str]:
        page.evaluate(AXE)
        found: list[str] = page.evaluate(JUDGE, RULES)
        return found

    return judge
