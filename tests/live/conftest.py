"""One browser and one built site for all tests of live pages, and a tab for each."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import Serve, Tab, chromium_at, served
from tests.live.pages import build


@pytest.fixture(scope="package")
def browser(chromium: Path) -> Iterator[Browser]:
    with chromium_at(chromium) as made:
        yield made


@pytest.fixture(scope="package")
def port() -> int:
    """A port that is free, which the address of the site names."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """The folder of the site, built once."""
    return build(tmp_path_factory.mktemp("live"), port)


@pytest.fixture(scope="package")
def root(folder: Path, port: int) -> Iterator[str]:
    """The address of the served site."""
    with served(folder, port=port) as address:
        yield f"{address}sub/"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves a folder until the tab of the test is closed, and tells its address."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(served(folder))


@pytest.fixture
def tab(browser: Browser, serve: Serve) -> Iterator[Tab]:
    # What is served must be there until nobody looks at it any more.
    assert serve
    made = Tab(browser, viewport={"width": 1000, "height": 800})
    yield made
    made.close()
    assert made.problems == []
    assert made.outside == []
