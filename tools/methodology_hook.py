"""MkDocs hook of the reference site: the methodology page, written anew at each build."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.methodology import page
from mkdocs_paramsize.words import locales


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the page in every language, below the folder of that language."""
    facts = Facts()
    for locale in locales():
        name = f"{locale}/methodology.md"
        files.append(File.generated(config, name, content=page(locale, facts)))
    return files
