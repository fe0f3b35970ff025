"""The typical decoder of any size has the same dimensions in the script as in the build."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

from mkdocs_paramsize.notation import parse_size
from mkdocs_paramsize.scenario import typical
from tests.script import run

DRAW: Final = """
const data = {
  inputs: { model: '70B' }, given: {}, assumed: {}, models: {}, gpus: {}, precisions: {}, shape: {},
};
const [evaluate, put] = spreadsheet(data);
return given.map(size => {
  put('model', size);
  return ['width', 'layers', 'intermediate', 'vocab', 'attention', 'norm', 'lm_head', 'mlp']
    .map(name => evaluate(`page|${name}`)[0]);
});
"""


def dimensions(size: str) -> list[int]:
    ledger = typical.ledger(parse_size(size))
    made = typical.shape(parse_size(size).total or 0)
    counts = [ledger.by_component[name] for name in ("attention", "norm", "lm_head", "mlp")]
    return [made.width, made.layers, made.intermediate, made.vocab, *map(int, counts)]


def test_dimensions_of_sizes_from_all_over(node: Path) -> None:
    random.seed(9)
    borders = ("30M", "999M", "1B", "4.99B", "5B", "70B", "20T")
    drawn = (int(10 ** random.uniform(7.5, 13.2)) for _ in range(500))
    sizes = [*borders, *(f"{size:,}" for size in drawn)]
    assert run(node, DRAW, sizes) == [dimensions(size) for size in sizes]
