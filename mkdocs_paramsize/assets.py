"""The files that a page needs beside its HTML: a stylesheet, and a script on live pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2s
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "assets"
TARGET: Final = "assets/paramsize"
"""Where the files stand within a site."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the package, and the name that changes with its content."""

    path: Path
    name: str

    @property
    def url(self) -> str:
        """Its address relative to the site's root."""
        return f"{TARGET}/{self.name}"

    @property
    def text(self) -> str:
        """Its content."""
        return self.path.read_text(encoding="utf-8")


def stylesheet() -> Asset:
    """The stylesheet."""
    return _asset("paramsize.css")


def write_all(folder: Path) -> tuple[Path, ...]:
    """Write the assets under their plain names, for a site that links them by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in (".css", ".js"):
            (folder / path.name).write_bytes(path.read_bytes())
            written.append(folder / path.name)
    return tuple(written)


@cache
def _asset(name: str) -> Asset:
    path = FOLDER / name
    digest = blake2s(path.read_bytes(), digest_size=4).hexdigest()
    return Asset(path, f"{path.stem}.{digest}{path.suffix}")
