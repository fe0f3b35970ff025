"""MkDocs hook of the reference site: the methodology page, written anew by each run of MkDocs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.methodology import page
from mkdocs_paramsize.words import locales


@cache
def _page(locale: str) -> str:
    """The page in one language. Nothing that a preview watches changes it."""
    return page(locale, Facts())


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the page to each language that the site has a folder of."""
    for locale in locales():
        if Path(config.docs_dir, locale).is_dir():
            made = File.generated(config, f"{locale}/methodology.md", content=_page(locale))
            files.append(made)
    return files
