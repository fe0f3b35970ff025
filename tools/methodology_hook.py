"""MkDocs hook of the reference site: the methodology page, written anew by each run of MkDocs."""

from __future__ import annotations

from functools import cache

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.methodology import page
from mkdocs_paramsize.words import locales


@cache
def _pages() -> dict[str, str]:
    """The page in every language. Nothing that a preview watches changes it."""
    facts = Facts()
    return {locale: page(locale, facts) for locale in locales()}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, each below the folder of its language."""
    for locale, content in _pages().items():
        files.append(File.generated(config, f"{locale}/methodology.md", content=content))
    return files
