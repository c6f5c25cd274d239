"""A real server and a real browser for the tests that look at pages as a reader does."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

# A test machine's browser has neither sandbox nor graphics card, and shall call nobody.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The app at a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium() -> str | None:
    """Where the browser is, None when this machine has none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


#: Marks of a test module that drives a browser.
needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no chromium on this machine"),
]

DESKTOP, PHONE, NARROW = (1280, 900), (360, 780), (320, 640)


def open_page(browser: Browser, size: tuple[int, int] = DESKTOP, **options: object) -> Page:
    """An empty page of its own context; whoever opens it closes that."""
    viewport = {"width": size[0], "height": size[1]}
    return browser.new_context(viewport=viewport, **options).new_page()  # type: ignore[arg-type]  # any of them


def watched(page: Page) -> list[str]:
    """What the browser complains of from now on: errors, and breaches of the policy."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
