"""The files that a page needs beside its HTML: a stylesheet, and on live pages a script, which
loads the numbers of the catalogue's models once a reader may name one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2s
from pathlib import Path
from typing import Final

from mkdocs_paramsize.errors import OptionError

FOLDER: Final = Path(__file__).parent
TARGET: Final = "assets/paramsize"
"""Where the files stand within a site."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the package as a site holds it, under a name that changes with its content."""

    name: str
    text: str
    beside: str = ""
    """What goes with it: files that belong together have one digest, so that one finds another."""

    @property
    def url(self) -> str:
        """Its address relative to the site's root."""
        stem, _, suffix = self.name.rpartition(".")
        digest = blake2s((self.beside or self.text).encode(), digest_size=4).hexdigest()
        return f"{TARGET}/{stem}.{digest}.{suffix}"


@cache
def stylesheet() -> Asset:
    """The stylesheet."""
    return Asset("paramsize.css", _squeezed_rules(_read("paramsize.css")))


@cache
def script() -> Asset:
    """The script of live pages: the generated formulas, then the runtime, in one scope."""
    from mkdocs_paramsize.assets.squeeze import squeezed  # Other sites do not pay for it.

    inside = squeezed(_read("formulas.js") + _read("runtime.js"))
    return Asset("paramsize.js", f"(()=>{{{inside}}})();\n")


def models() -> Asset:
    """The numbers of the models that come with the package."""
    return Asset("models.js", _read("models.js"))


def together(*assets: Asset) -> tuple[Asset, ...]:
    """Files under one digest."""
    beside = "".join(asset.text for asset in assets)
    return tuple(replace(asset, beside=beside) for asset in assets)


def write_all(folder: Path, offered: Asset) -> tuple[Path, ...]:
    """Write the assets under their plain names, for a site that links them by itself.

    `offered` are the models that its readers may name. Raises OptionError where the folder
    cannot be written to.
    """
    assets = (stylesheet(), script(), offered)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for asset in assets:
            (folder / asset.name).write_text(asset.text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OptionError(f"{folder}: cannot be written to: {error.strerror}") from error
    return tuple(folder / asset.name for asset in assets)


def _squeezed_rules(css: str) -> str:
    """Without comments, and without most of the spaces that mean nothing.

    >>> _squeezed_rules("/* links */ a :is(b, i) {\\n  margin: 0 0.5em;\\n}\\n")
    'a :is(b,i){margin:0 .5em}'
    """
    spaced = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", " ", css, flags=re.DOTALL))
    tight = re.sub(r" ?([{};,]) ?|(:) ", r"\1\2", spaced)
    return re.sub(r"(?<![\d.])0(?=\.\d)|;(?=\})", "", tight).strip()


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
