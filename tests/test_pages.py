"""Every file in `pages` is a rule: Markdown goes in, HTML and warnings come out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from markdown import Markdown

from mkdocs_paramsize.markdown import Log, ParamsizeExtension
from tests.echo import EchoDoor

PAGES = sorted(Path(__file__, "../pages").resolve().glob("*.yml"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)  # Where a snippet is looked for
    page = yaml.safe_load(path.read_text("utf-8"))
    log = Log()
    ours = ParamsizeExtension(door=EchoDoor(buttons="buttons" in path.stem), log=log)
    extensions = [*page.get("extensions", []), ours]
    md = Markdown(extensions=extensions, extension_configs=page.get("configs", {}))
    assert md.convert(page["markdown"]) == page["html"].strip()
    assert [str(entry) for entry in log.entries] == page.get("warnings", [])
