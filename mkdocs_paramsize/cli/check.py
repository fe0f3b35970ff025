"""Checking every marker of a tree of Markdown files, without any site generator."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Final

import yaml
from markdown import Markdown
from markdown import extensions as own_extensions

from mkdocs_paramsize.cli.site import Site
from mkdocs_paramsize.errors import OptionError
from mkdocs_paramsize.markdown import Entry, Log, ParamsizeExtension
from mkdocs_paramsize.markdown.front_matter import divided, mistakes
from mkdocs_paramsize.markdown.place import Place
from mkdocs_paramsize.render.door import Door

EXTENSIONS: Final = (
    "extra",
    "admonition",
    "pymdownx.superfences",
    "pymdownx.inlinehilite",
    "pymdownx.details",
    "pymdownx.tabbed",
    "pymdownx.arithmatex",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.details",
    "pymdownx.blocks.tab",
)
"""What most sites have on, for a tree whose site does not tell: markers in its code are left
alone."""

FAMILY: Final = "pymdownx."
"""Extensions that are loaded besides those of Python-Markdown: of others nobody knows what they
do beyond reading a page."""

OF_FILES: Final = "pymdownx.snippets"
"""It puts files into a page, which are checked by themselves."""

SUFFIXES: Final = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""What MkDocs takes for a page."""

NO_PAGES: Final = (".*", "/templates/")
"""What it never does."""

TEMPLATE: Final = ("{{", "{%")
"""What stands in a marker that another tool writes: what it will be, only a build knows."""


Extensions = dict[str, dict[str, Any]]
"""Extensions of Markdown, each with its options."""


def check(docs: Path, site: Site) -> tuple[Entry, ...]:
    """What is wrong with the markers of a folder's pages, or of one file.

    Raises OptionError for a wrong option, and when there is no such folder.
    """
    if not docs.exists():
        raise OptionError(f"there is no file or folder {docs}; name the folder of your pages")
    log, door = Log(quietly=True), Door(site.options, site.root)
    extensions = _loaded(site)
    for path in sorted(_pages(docs, site)) if docs.is_dir() else [docs]:
        try:
            text = path.read_text(encoding="utf-8-sig", errors="replace")
        except OSError as error:
            log.warn(Entry(str(path), None, "this page", f"cannot be read: {error.strerror}"))
            continue
        if "<<" in text or "paramsize" in text:
            _check(path, text, door, log, extensions)
    told = (entry for entry in log.entries if not any(map(entry.text.__contains__, TEMPLATE)))
    return tuple(sorted(told, key=lambda entry: (entry.path or "", entry.line or 0)))


def _pages(docs: Path, site: Site) -> Iterator[Path]:
    """The pages that a generator would find, in folders behind links too, as far as the patterns
    that leave some out can be read: by a library that every such generator brings."""
    is_left_out = _patterns(docs, site)
    seen: set[str] = set()
    for folder, folders, files in os.walk(docs, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        for name in files:
            path = Path(folder, name)
            if name.endswith(SUFFIXES) and not is_left_out(path):
                yield path


def _patterns(folder: Path, site: Site) -> Callable[[Path], bool]:
    if find_spec("pathspec") is None:
        return lambda path: path.name.startswith(".")
    from pathspec import GitIgnoreSpec

    lines = (*NO_PAGES, *site.excluded.splitlines())
    try:
        patterns = GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise OptionError(f"exclude_docs: {error}; write one pattern a line") from error
    docs, given = site.docs.resolve(), folder.resolve()
    if not given.is_relative_to(docs):
        return lambda path: False

    def is_left_out(path: Path) -> bool:
        return patterns.match_file(given.relative_to(docs) / path.relative_to(folder))

    return is_left_out


def _check(path: Path, text: str, door: Door, log: Log, extensions: Extensions) -> None:
    try:
        meta, body = front_matter(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        log.warn(_not_yaml(path, error))
        meta, body = {}, text
    place = Place(str(path), path, meta, str(meta["lang"]) if meta.get("lang") else None)
    extension = ParamsizeExtension(door=door, log=log, place=place)
    Markdown(extensions=[*extensions, extension], extension_configs=extensions).convert(body)
    # A page without markers has not asked for its inputs.
    for entry in mistakes(place, door):
        log.warn(entry)


def front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """The YAML between two `---` lines at the top of a page, and the rest.

    Raises yaml.YAMLError where it is none, ValueError for a date that there is not, and
    RecursionError where it is nested without end.

    >>> front_matter("---\\nlang: zh\\n---\\nText")
    ({'lang': 'zh'}, 'Text')
    """
    front = divided(text)
    meta = yaml.safe_load(front[0]) if front else None
    return (meta, front[1]) if front and isinstance(meta, Mapping) else ({}, text)


def _not_yaml(path: Path, error: Exception) -> Entry:
    """Where front matter breaks, in the author's file: its first line is the file's second."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    line = None if mark is None else mark.line + 2
    return Entry(str(path), line, "front matter", f"not YAML, so none of it counts: {problem}")


def _loaded(site: Site) -> Extensions:
    """The extensions of the site that are installed, and take their options."""
    given = {name: {} for name in EXTENSIONS} if site.extensions is None else site.extensions
    own = {module.name for module in iter_modules(own_extensions.__path__)}
    return {
        name: dict(options)
        for name, options in given.items()
        if (name.startswith(FAMILY) or name.removeprefix("markdown.extensions.") in own)
        and name != OF_FILES
        and _loads(name, options)
    }


def _loads(name: str, options: Mapping[str, Any]) -> bool:
    try:
        Markdown(extensions=[name], extension_configs={name: dict(options)})
    except (ImportError, LookupError, AttributeError, TypeError, ValueError):
        return False
    return True
