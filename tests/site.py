"""A site that a test writes page by page, builds with a generator, and reads."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort


class Site:
    """`site.page("Of << params: 7B >>.").build().shows("Of 7B.")`"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._settings: dict[str, Any] = {
            "site_name": "Site",
            "theme": {"name": "mkdocs"},
            "plugins": [{"paramsize": {}}],
        }

    def page(self, text: str, path: str = "index.md") -> Site:
        return self.file(f"docs/{path}", text)

    def file(self, path: str, text: str) -> Site:
        """A file of the site, or of what lies beside it."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return self

    def using(self, **settings: Any) -> Site:
        """Settings of `mkdocs.yml`."""
        self._settings |= settings
        return self

    def theme(self, name: str, **settings: Any) -> Site:
        return self.using(theme={"name": name, **settings})

    def options(self, **options: Any) -> Site:
        """Options of our plugin."""
        self._settings["plugins"][0]["paramsize"] |= options
        return self

    def plugin(self, name: str, **options: Any) -> Site:
        """One more plugin, after ours."""
        self._settings["plugins"].append({name: options})
        return self

    def plugins_reversed(self) -> Site:
        """The plugins in the other order: ours last."""
        self._settings["plugins"].reverse()
        return self

    def without_plugin(self) -> Site:
        """Our Markdown extension alone, as generators without MkDocs plugins have it."""
        options = self._settings.pop("plugins")[0]["paramsize"]
        del self._settings["theme"]
        return self.using(markdown_extensions=[{"paramsize": options}])

    @property
    def config(self) -> Path:
        """The `mkdocs.yml`, written."""
        path = self.folder / "mkdocs.yml"
        path.write_text(yaml.safe_dump(self._settings), "utf-8")
        return path

    def build(self, *, strict: bool = False) -> Built:
        """The site as MkDocs builds it in this process."""
        with _log() as entries:
            config = load_config(str(self.config), strict=strict)
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
            config.plugins.on_shutdown()
        return Built(self.folder / "site", entries)

    def stops(self, *, strict: bool = False) -> str:
        """What MkDocs says before it gives up the build because of a plugin."""
        with _log() as entries, pytest.raises(Abort, match="BuildError"):
            build(load_config(str(self.config), strict=strict))
        return entries[-1]

    def run(self, generator: str, *arguments: str, cwd: Path | None = None) -> Built:
        """The site as another generator builds it, in a process of its own."""
        command = [sys.executable, "-m", generator, "build", "-f", str(self.config), *arguments]
        done = subprocess.run(
            command,
            cwd=cwd or self.folder,
            text=True,
            capture_output=True,
            check=False,
            timeout=120,
        )
        log = (done.stdout + done.stderr).splitlines()
        return Built(self.folder / "site", log, done.returncode)


class Built:
    """A built site: its pages, and what was logged while it was built."""

    def __init__(self, folder: Path, log: list[str], exit_code: int = 0) -> None:
        self.folder = folder
        self.log = log
        self.exit_code = exit_code

    @property
    def warnings(self) -> list[str]:
        """What we warned of, without the generator's own prefix."""
        return [entry for entry in self.log if "<<" in entry]

    def html(self, path: str = "index.html") -> str:
        return (self.folder / path).read_text("utf-8")

    def text(self, path: str = "index.html") -> str:
        """What stands on a page for its reader: no workings that are closed, no styles."""
        reader = _Reader()
        reader.feed(self.html(path))
        return " ".join("".join(reader.pieces).split())

    def shows(self, text: str, on: str = "index.html") -> Built:
        assert text in self.text(on)
        return self

    def hides(self, text: str, on: str = "index.html") -> Built:
        assert text not in self.text(on)
        return self

    def has(self, html: str, on: str = "index.html") -> Built:
        assert html in self.html(on)
        return self

    def lacks(self, html: str, on: str = "index.html") -> Built:
        assert html not in self.html(on)
        return self


class _Reader(HTMLParser):
    """Collects the text outside of what a browser does not show."""

    _HIDDEN = frozenset({"style", "script", "title", "aside"})

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag in self._HIDDEN

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag in self._HIDDEN

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.pieces.append(data)


@contextmanager
def _log() -> Iterator[list[str]]:
    """What MkDocs and its plugins log, as text."""
    entries: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            entries.append(record.getMessage())

    handler = Keeping(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield entries
    finally:
        logger.removeHandler(handler)
