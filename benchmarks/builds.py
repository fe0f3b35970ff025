"""What ten markers a page add to the build of a site, in CPU time of the whole command."""

from __future__ import annotations

import resource
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.bound import Measured
from benchmarks.pages import finished, pages
from benchmarks.process import python
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.render.element import plain_text

_THEME = """\
site_name: Bench
site_url: https://example.org/
theme:
  name: material
  font: false
  icon: {logo: material/ruler-square}
  features:
    - content.code.copy
    - navigation.indexes
    - navigation.instant
    - navigation.instant.progress
    - navigation.footer
    - navigation.sections
    - navigation.tabs
    - navigation.top
    - navigation.tracking
    - search.highlight
    - toc.follow
  palette:
    - media: "(prefers-color-scheme)"
      toggle: {icon: material/brightness-auto, name: System}
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {icon: material/weather-sunny, name: Light}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {icon: material/weather-night, name: Dark}
extra: {generator: false}
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.details
  - pymdownx.highlight: {anchor_linenums: true}
  - pymdownx.inlinehilite
  - pymdownx.superfences
plugins:
  - search
"""
"""Material as the reference site of this project sets it up."""


def builds(number: int, rounds: int) -> Iterator[Measured]:
    """A site of so many pages with markers, beside the same site written by hand."""
    with TemporaryDirectory() as folder:
        by_hand = _site(Path(folder, "by-hand"), _by_hand(number), _THEME)
        marked = _site(Path(folder, "marked"), pages(number), f"{_THEME}  - paramsize\n")
        python("-c", "import mkdocs_paramsize.plugin")  # Compiled once, as at its installation
        taken = [_pair(by_hand, marked, turned=bool(turn % 2)) for turn in range(rounds)]
    before, after = (median(column) for column in zip(*taken, strict=True))
    yield Measured(f"{number} pages of Material by hand", before, "s")
    yield Measured(f"{number} pages of Material, ten markers each", after, "s")
    # A machine that is shared changes its pace within minutes; two builds that follow one
    # another meet the same, and of several pairs the middle one is not among those that did not.
    added = [100 * (marked / by_hand - 1) for by_hand, marked in taken]
    yield Measured("  in the pair with the least", min(added), "%")
    yield Measured("  in the pair with the most", max(added), "%")
    yield Measured("what the markers add, in the middle pair", median(added), "%", bound=8)


def _pair(by_hand: Path, marked: Path, *, turned: bool) -> tuple[float, float]:
    """CPU seconds of both, one right after the other; `turned`, the second is built first."""
    if turned:
        after = _cpu_seconds(marked)
        return _cpu_seconds(by_hand), after
    return _cpu_seconds(by_hand), _cpu_seconds(marked)


def _by_hand(number: int) -> Iterator[str]:
    page = Door({}).page({}, "en")

    def answer(text: str) -> str:
        return plain_text([page.inline(parse(text)).element])

    return (finished(text, answer) for text in pages(number))


def _site(folder: Path, texts: Iterable[str], config: str) -> Path:
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for number, text in enumerate(texts):
        name = "index.md" if number == 0 else f"page-{number}.md"
        (docs / name).write_text(text, "utf-8")
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    return folder


def _cpu_seconds(site: Path) -> float:
    before = _children()
    python("-m", "mkdocs", "build", "-q", "--strict", cwd=site)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
