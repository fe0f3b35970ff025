"""Our script in node: the functions of a live page, as a page loads them, without a page."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs_paramsize.assets import FOLDER
from mkdocs_paramsize.assets.squeeze import squeezed

NAMES = (
    "FORMULAS, TABLES, parseTokens, parseSize, parseShares, read, spreadsheet, shown, between, step"
)


@cache
def _script() -> str:
    """The script, squeezed as pages get it; its own names are handed out under theirs."""
    inside = "".join((FOLDER / name).read_text("utf-8") for name in ("formulas.js", "runtime.js"))
    return squeezed(f"{inside}\nglobalThis.ours = {{ {NAMES} }};")


def run(node: Path, program: str, given: Any) -> Any:
    """What `program` returns for `given`: the body of a function that sees our functions."""
    whole = (
        f"(() => {{ {_script()} }})();\n"
        f"const {{ {NAMES} }} = ours;\n"
        f"const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
        f"const main = () => {{ {program} }};\n"
        "process.stdout.write(JSON.stringify(main(),"
        " (_, x) => typeof x === 'number' && !Number.isFinite(x) ? String(x) : x));\n"
    )
    made = subprocess.run(
        [node, "-e", whole], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[-2000:]
    return json.loads(made.stdout)
