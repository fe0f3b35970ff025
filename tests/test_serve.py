"""`mkdocs serve`: an edit shows, whether of a page or of a model's file."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from urllib.request import urlopen

from tests.site import Site
from tests.test_plugin import TINY, TOTAL

PATIENCE = 60
"""Seconds until a page that does not change has failed: machines may be busy."""


@contextmanager
def served(site: Site) -> Iterator[Callable[[str], float]]:
    """A server, and how many seconds it takes from a call until the page shows a text."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", address, "-f"]
    process = subprocess.Popen([*command, str(site.config)], cwd=site.folder, env=os.environ)

    def until(text: str) -> float:
        start = time.monotonic()
        while time.monotonic() < start + PATIENCE:
            assert process.poll() is None, "the server has stopped"
            with suppress(OSError), urlopen(f"http://{address}/") as page:
                if text in page.read().decode():
                    return time.monotonic() - start
            time.sleep(0.05)
        raise AssertionError(f"{text} is not shown after {PATIENCE} seconds")

    try:
        yield until
    finally:
        process.terminate()
        process.wait()


def test_an_edit_of_a_marker_shows_within_two_seconds(site: Site) -> None:
    with served(site.page("It has << params: 70B >>.")) as until:
        until(">70B<")
        taken = []
        for size in ("13B", "34B", "8B"):
            site.page(f"It has << params: {size} >>.")
            taken.append(until(f">{size}<"))
    assert min(taken) < 2, taken


def test_a_model_that_is_dropped_in_or_changed_shows(site: Site) -> None:
    site.file("sizes/first.json", json.dumps(TINY)).options(models="sizes")
    with served(site.page("It has << params: own, as: exact >>.")) as until:
        until("no model called")
        site.file("sizes/own.json", json.dumps(TINY))
        until(TOTAL)
        site.file("sizes/own.json", json.dumps(TINY | {"tie_word_embeddings": False}))
        until("251,200")
