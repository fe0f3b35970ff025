"""Freeze what the reference implementation builds: three random configs a family."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import transformers

from tools.truth.names import compact
from tools.truth.recipes import RECIPES, RELEASED
from tools.truth.reference import Built, build, defaults

FOLDER = Path(__file__).parents[2] / "tests" / "truth"
BARE = 1
"""Which of the three configs leaves out whatever the family's defaults say anyway."""

DRAWS = 200


def freeze(model_type: str, recipe: Callable[[random.Random], dict[str, Any]]) -> None:
    """Write `tests/truth/<model_type>.json`."""
    configs = _varied(model_type, recipe)
    configs[BARE] = _without_defaults(configs[BARE])
    rows = [_row(config, build(config)) for config in configs]
    path = FOLDER / f"{model_type}.json"
    path.write_text(_written(rows), encoding="utf-8")


def _varied(
    model_type: str, recipe: Callable[[random.Random], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Of many draws of three configs the one in which the most fields differ."""
    rng = random.Random(model_type)
    draws = [[{"model_type": model_type, **recipe(rng)} for _ in range(3)] for _ in range(DRAWS)]
    return max(draws, key=_variety)


def _variety(configs: Sequence[dict[str, Any]]) -> int:
    keys = {key for config in configs for key in config}
    return sum(len({repr(config.get(key, "absent")) for config in configs}) > 1 for key in keys)


def _without_defaults(config: dict[str, Any]) -> dict[str, Any]:
    usual = defaults(config["model_type"])
    return {
        key: value
        for key, value in config.items()
        if key == "model_type" or key not in usual or usual[key] != value
    }


def _row(config: dict[str, Any], built: Built) -> dict[str, Any]:
    tensors = RELEASED.get(config["model_type"], dict)(built.tensors)
    # What is released stands in the order in which it was saved.
    renamed = dict(zip(built.tensors, tensors, strict=True))
    buffers = (renamed[name] for name in built.buffers)
    return {
        "config": config,
        "tensors": compact(tensors),
        "buffers": list(compact({name: tensors[name] for name in buffers})),
        "cache_per_token": built.cache_per_token,
        "state": built.state,
        "tied": built.tied,
        "transformers": transformers.__version__,
    }


def _written(rows: Sequence[dict[str, Any]]) -> str:
    """JSON with a line for each field and each tensor, so that a change can be read."""
    return "[\n" + ",\n".join(map(_object, rows)) + "\n]\n"


def _object(row: dict[str, Any]) -> str:
    fields = [f'"{key}": {_value(value)}' for key, value in row.items()]
    return "{" + ",\n ".join(fields) + "}"


def _value(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    lines = [f"  {json.dumps(key)}: {json.dumps(item)}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + "}"


def main(wanted: Sequence[str]) -> int:
    """Freeze the families asked for, or all; the number of those that failed."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    FOLDER.mkdir(exist_ok=True)
    failed = 0
    for model_type in wanted or sorted(RECIPES):
        try:
            freeze(model_type, RECIPES[model_type])
        except Exception as error:
            failed += 1
            print(f"{model_type}: {type(error).__name__}: {error}", file=sys.stderr)
        else:
            print(model_type)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
