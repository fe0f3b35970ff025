"""A built site in Chromium: served from this machine, with every other request blocked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page, Route, sync_playwright

FLAGS = ("--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking")
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")

SHIFTS = """
window.shifts = [];
const isOurs = ({ node }) => !(node?.parentElement ?? node)?.closest('.md-header');
new PerformanceObserver(list => shifts.push(...list.getEntries()
  .filter(entry => !entry.sources.length || entry.sources.some(isOurs)).map(entry => entry.value)))
  .observe({ type: 'layout-shift', buffered: true });
"""
"""What moves on the page, but for the header, where a theme puts its own controls in late."""


Serve = Callable[[Path], str]
"""Serves a folder, and tells its address."""


@contextmanager
def chromium_at(program: Path) -> Iterator[Browser]:
    """The browser, started once for many pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(folder: Path, headers: dict[str, str] | None = None, port: int = 0) -> Iterator[str]:
    """The address of a folder that is served from this machine; port 0 is any that is free."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal of a test."""

    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


class Tab:
    """A page that is looked at: what went wrong on it, and what it asked for, is kept."""

    def __init__(self, browser: Browser, **settings: Any) -> None:
        self.context = browser.new_context(**settings)
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.outside: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._console)
        self.page.route("**/*", self._route)
        self.page.add_init_script(SHIFTS)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    def _route(self, route: Route) -> None:
        address = route.request.url
        if address.startswith(("http://127.0.0.1", "file:", "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(address)
            route.abort()

    @property
    def shift(self) -> float:
        """How much of the page has moved by itself since it was opened."""
        return float(self.page.evaluate("shifts.reduce((sum, x) => sum + x, 0)"))

    def violations(self) -> list[str]:
        """What axe-core finds against the page as it is now."""
        self.page.evaluate(AXE.read_text("utf-8"))
        told = self.page.evaluate("axe.run(document.querySelector('article') ?? document)")
        return [
            f"{rule['id']}: {node['html'][:120]}"
            for rule in told["violations"]
            for node in rule["nodes"]
        ]

    def close(self) -> None:
        self.context.close()
