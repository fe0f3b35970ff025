"""The command: `check` a tree, `show` an answer, list the `families`, write the `assets`."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs_paramsize.architecture import known_families
from mkdocs_paramsize.assets import write_all
from mkdocs_paramsize.cli.check import check
from mkdocs_paramsize.cli.show import as_json, as_text, asked
from mkdocs_paramsize.cli.site import site_of
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.options import read
from mkdocs_paramsize.words import locales


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns 0; 1 when something on a page is wrong, or an error was answered as JSON; 2 for a
    wrong call.
    """
    given = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a sign gets the others.
        sys.stdout.reconfigure(errors="replace")
    try:
        exit_code: int = given.run(given)
        sys.stdout.flush()
    except ParamsizeError as error:
        print(f"paramsize: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever reads the output, such as `head`, has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return exit_code


def _check(given: argparse.Namespace) -> int:
    site = site_of(given.config, given.docs)
    entries = check(given.docs or _from_here(site.docs), site)
    for entry in entries:
        print(entry)
    return 1 if entries else 0


def _from_here(path: Path) -> Path:
    """The path as one would type it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _show(given: argparse.Namespace) -> int:
    try:
        site = site_of(given.config)
        answered = asked(given.marker, site.options, site.root, given.locale)
        told = as_json(answered) if given.json else as_text(answered)
    except ParamsizeError as error:
        if not given.json:
            raise
        # Who reads JSON reads it from there, whatever the answer is.
        print(_json({"error": str(error)}))
        return 1
    print(told if isinstance(told, str) else _json(told))
    return 0


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _families(given: argparse.Namespace) -> int:
    for family, model_types in known_families().items():
        print(f"{family}: {', '.join(model_types)}")
    return 0


def _assets(given: argparse.Namespace) -> int:
    from mkdocs_paramsize.live.offer import of_site  # Other commands do not pay for it.

    site = site_of(given.config)
    facts = read(site.options, site.root).facts
    for path in write_all(given.folder, of_site(facts)):
        print(path)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paramsize", description="Sizes of language models, computed and sourced."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    checked = commands.add_parser("check", help="check every marker of a tree of Markdown files")
    checked.add_argument(
        "docs", nargs="?", type=Path, help="a folder or a page (default: the site's docs_dir)"
    )
    checked.set_defaults(run=_check)
    shown = commands.add_parser("show", help='answer one marker, such as "memory: 70B"')
    shown.add_argument("marker")
    shown.add_argument("--json", action="store_true", help="print JSON for machines")
    shown.add_argument(
        "--locale", default="en", choices=locales(), help="language of the answer (default: en)"
    )
    shown.set_defaults(run=_show)
    listed = commands.add_parser("families", help="list every architecture that is counted")
    listed.set_defaults(run=_families)
    assets = commands.add_parser(
        "assets", help="write stylesheet, script and models to a folder of the site"
    )
    assets.add_argument("folder", type=Path)
    assets.set_defaults(run=_assets)
    for command in (checked, shown, assets):
        command.add_argument(
            "--config",
            type=Path,
            help="the site's configuration (default: the nearest mkdocs.yml or zensical.toml)",
        )
    return parser
