"""The MkDocs plugin: options to the extension, assets to the site. No feature lives here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment
from mkdocs.config.base import ConfigErrors, ConfigWarnings
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from mkdocs_paramsize.assets import Asset, script, stylesheet, together
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.kept import kept
from mkdocs_paramsize.markdown import Log, ParamsizeExtension, Place
from mkdocs_paramsize.markdown.front_matter import mistakes
from mkdocs_paramsize.options import OPTIONS, merged
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.unsearched import spare_readers

NAME = "paramsize"
SHEET = re.compile(r"""<template class=["']?paramsize-sheet\b[^<]*</template>""")
"""The data of a live page in the finished page, whoever has made that smaller."""

_ALIVE: Final = "paramsize$end"
"""Marks the place of a page where its script has run. No id that a heading is given has such a
name."""

_AWAITED: Final = f'<link rel="expect" href="#{_ALIVE}" blocking="render">'


class ParamsizePlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Adds the extension to a site, with the plugin's options.

    The options are checked in one place, `options.py`; here they only pass through.
    """

    config_scheme = tuple((option.name, Type(object)) for option in OPTIONS.values())

    def __init__(self) -> None:
        self._log = Log()

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Keep the options as they are given, also those that we do not know.

        MkDocs would only warn of these; `on_config` stops the build and names what was meant.
        """
        errors, _ = super().load_config(options, config_file_path)
        return errors, []

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the extension, the stylesheet and the files to watch.

        Raises PluginError for a wrong option: the build stops and names it.
        """
        door = self._door(config)
        # Listing the extension as well is harmless: the plugin's own takes its place.
        extensions: list[Any] = [x for x in config.markdown_extensions if not _is_ours(x)]
        extensions.append(ParamsizeExtension(door=door, log=self._log))
        # In the list that there is: plugins before this one may hold on to it.
        config.markdown_extensions[:] = extensions
        config.watch = [
            *config.watch,
            *(str(path) for path in door.options.watched if str(path) not in config.watch),
        ]
        if door.options.assets == "auto" and stylesheet().url not in config.extra_css:
            config.extra_css = [*config.extra_css, stylesheet().url]
        self._site = door
        spare_readers(config.plugins.events)
        _keep_freed_memory()
        return config

    def on_page_markdown(
        self, markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Tell what is wrong with the inputs of a page, also if it has no markers."""
        if NAME in page.meta:
            file = page.file
            source = Path(file.abs_src_path) if file.abs_src_path else None
            for entry in mistakes(Place(file.src_uri, source, page.meta), self._site):
                self._log.warn(entry)
        return markdown

    @property
    def _live(self) -> tuple[Asset, ...]:
        """The script of live pages, and the models that a reader may name, the site's own too."""
        from mkdocs_paramsize.live.offer import of_site  # Other sites do not pay for it.

        facts = self._site.options.facts
        return facts.once("live", lambda: together(script(), of_site(facts)))

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Add the stylesheet to the site's files, and the script if a page is live.

        That is known once the pages are rendered, and putting the script together takes time.
        Plugins that look at the files before expect each to lie on the disk.
        """
        if self._site.options.assets == "auto":
            contents = (file.page.content or "" for file in files if file.page)
            is_live = self._site.has_live and any(map(SHEET.search, contents))
            for made in (stylesheet(), *(self._live if is_live else ())):
                files.append(File.generated(config, made.url, content=made.text))
        return env

    @event_priority(50)
    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Bring the script to live pages, within their content.

        There it survives the theme's instant navigation and works under `script-src 'self'`;
        other pages load nothing. A test of the finished page sees blog views too. Browsers that
        can wait for a place of a page before they paint it do: the link that a reader shares
        opens with the reader's values, and nothing moves.
        """
        if not self._site.has_live or self._site.options.assets != "auto":
            return output
        sheets = tuple(SHEET.finditer(output))
        if not sheets:
            return output
        end = sheets[-1].end()
        url = get_relative_url(self._live[0].url, page.url)
        brought = f'<script src="{url}"></script><span id="{_ALIVE}" hidden></span>'
        before = output[:end].replace("</head>", f"{_AWAITED}</head>", 1)
        return f"{before}{brought}{output[end:]}"

    def _door(self, config: MkDocsConfig) -> Door:
        given = merged(config.mdx_configs.get(NAME) or {}, self.config)
        path = config.config_file_path
        # Who gives the configuration another way than in a file builds the site that he is in.
        root = Path(path).resolve().parent if path else Path.cwd()
        try:
            return kept(path or str(root)).door(given, root)
        except ParamsizeError as error:
            raise PluginError(f"paramsize: {error}") from error


def _keep_freed_memory() -> None:
    """Let what one finished page gives back be there for the next one.

    glibc hands the end of its heap to the system once more than twice the largest block freed so
    far lies unused there (mallopt(3), M_MMAP_THRESHOLD). The theme writes a page as two strings
    of about that size, so that each page would ask for its memory anew: of 500 pages, 90,000
    page faults. A block of the size of a very large page, never touched, moves that limit.
    """
    bytes(4 << 20)


def _is_ours(extension: object) -> bool:
    return extension == NAME or isinstance(extension, ParamsizeExtension)
