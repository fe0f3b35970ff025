"""How soon `mkdocs serve` shows an edit of the reference site."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from socket import socket
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from benchmarks.bound import Measured
from benchmarks.process import ENVIRONMENT

_SITE = Path(__file__).parents[1]
_PARTS = ("docs", "overrides", "tools", "mkdocs.yml")
_PAGE = "en/first-marker"
_PATIENCE = 60


def preview(edits: int = 5) -> Iterator[Measured]:
    """From writing a marker into a page until the server shows its number."""
    with TemporaryDirectory() as folder:
        site = _copied(Path(folder))
        page = site / f"docs/{_PAGE}.md"
        text = page.read_text("utf-8")
        with _served(site) as address:
            _until("paramsize", address)
            taken = [_seconds(number, page, text, address) for number in range(edits)]
    yield Measured("an edit of the reference site, until it shows", median(taken), "s", bound=2)


def _copied(folder: Path) -> Path:
    for part in _PARTS:
        source = _SITE / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / part)
    return folder


@contextmanager
def _served(site: Path) -> Iterator[str]:
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", address]
    process = subprocess.Popen(command, cwd=site, env=ENVIRONMENT)
    try:
        yield address
    finally:
        process.terminate()
        process.wait()


def _seconds(number: int, page: Path, text: str, address: str) -> float:
    # A site is watched at intervals: edits fall anywhere between two looks.
    time.sleep(1.5 + 0.17 * number)
    page.write_text(f"{text}\n\nEdit {number}: << params: 7{number}B >>.\n", "utf-8")
    return _until(f"Edit {number}: <span", address)


def _until(text: str, address: str) -> float:
    start = time.monotonic()
    while time.monotonic() < start + _PATIENCE:
        with suppress(OSError), urlopen(f"http://{address}/{_PAGE}/") as page:
            if text in page.read().decode():
                return time.monotonic() - start
        time.sleep(0.02)
    raise TimeoutError(f"{text} is not shown after {_PATIENCE} seconds")
