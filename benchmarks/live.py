"""What a page loads to live, and how long a change takes it, in the machine's own browser."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from markdown import Markdown

from benchmarks.bound import Measured
from mkdocs_paramsize.assets import Asset, models, script, stylesheet
from mkdocs_paramsize.markdown import ParamsizeExtension

MARKERS: Final = 100
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = ("--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking")

_PAGE: Final = """# A live page

Take << dial: model, value: 70B >> with << dial: context, value: 8k >>.

"""
_ASKED: Final = (
    *("memory: page", "memory: page, of: kv-cache", "training: page, of: cost"),
    *("fit: page", "speed: page"),
)

_CHANGES: Final = """() => {
  const field = document.querySelector('[data-dial=context] input');
  return Array.from({ length: 100 }, (_, i) => {
    field.value = `${i + 2}k`;
    const start = performance.now();
    field.onchange();
    return performance.now() - start;
  });
}"""


def live() -> Iterator[Measured]:
    """The files, and the script's time for a change; that only where there is a browser."""
    yield Measured("kB of script, gzipped", _packed(script()), "kB", 8.192)
    yield Measured("kB of stylesheet, gzipped", _packed(stylesheet()), "kB", 2.048)
    yield Measured("kB of models, gzipped, once a reader names one", _packed(models()), "kB")
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is not None:
        yield Measured(f"a change that {MARKERS} markers follow", _change(browser), "ms", 4)


def _packed(asset: Asset) -> float:
    return len(gzip.compress(asset.text.encode(), 9)) / 1000


def _change(browser: str) -> float:
    """Milliseconds of script, the median of many changes; layout and paint come after."""
    from playwright.sync_api import sync_playwright

    markers = [_ASKED[number % len(_ASKED)] for number in range(MARKERS)]
    text = _PAGE + "\n\n".join(f"It is << {marker} >>." for marker in markers)
    html = Markdown(extensions=[ParamsizeExtension()]).convert(text)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "index.html"
        page_file.write_text(f"<!doctype html><meta charset=utf-8>{html}", "utf-8")
        opened = playwright.chromium.launch(executable_path=browser, args=_FLAGS)
        page = opened.new_page()
        page.goto(page_file.as_uri())
        times: list[float] = page.evaluate(_CHANGES)
        opened.close()
    return median(times)
