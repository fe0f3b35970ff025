"""Every count against models that were really built.

`truth/<model_type>.json`: small random configs and the checkpoint that a reference
implementation writes for each, tensor by tensor (`make truth` writes them).
`truth/models.json`: released models, counted by building them there in full size.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.tensor import Tensor
from tools.truth.names import Shape, compact, expand

FOLDER = Path(__file__).parent / "truth"
RELEASED = json.loads((FOLDER / "models.json").read_text(encoding="utf-8"))
BYTES = 2
"""The KV bytes of the released models are those of a 16-bit cache."""


def _frozen() -> list[Any]:
    return [
        pytest.param(row, id=f"{path.stem}-{number}")
        for path in sorted(FOLDER.glob("*.json"))
        if path.stem != "models"
        for number, row in enumerate(json.loads(path.read_text(encoding="utf-8")))
    ]


def _shapes(tensors: tuple[Tensor, ...]) -> dict[str, Shape]:
    return {name: tuple(map(int, tensor.shape)) for tensor in tensors for name in tensor.expanded()}


@pytest.mark.parametrize("row", _frozen())
def test_ledger_is_the_checkpoint_tensor_by_tensor(row: dict[str, Any]) -> None:
    ours = _shapes(read(row["config"]).tensors)
    saved = {name: tuple(shape) for name, shape in expand(row["tensors"]).items()}

    assert compact(_without(ours, saved)) == {}, "in the ledger, but not in the checkpoint"
    assert compact(_without(saved, ours)) == {}, "in the checkpoint, but not in the ledger"


def _without(tensors: dict[str, Shape], others: dict[str, Shape]) -> dict[str, Shape]:
    return {name: shape for name, shape in tensors.items() if others.get(name) != shape}


@pytest.mark.parametrize("row", _frozen())
def test_ledger_sums_are_those_of_the_checkpoint(row: dict[str, Any]) -> None:
    ledger = Ledger(read(row["config"]))
    buffers = expand(dict.fromkeys(row["buffers"], ()))
    sizes = {name: _size(shape) for name, shape in expand(row["tensors"]).items()}

    assert ledger.with_buffers == sum(sizes.values())
    assert ledger.total == sum(sizes[name] for name in sizes if name not in buffers)
    assert ledger.active <= ledger.total
    assert ledger.architecture.tied == row["tied"]


def _size(shape: Shape) -> int:
    size = 1
    for length in shape:
        size *= length
    return size


@pytest.mark.parametrize("row", _frozen())
def test_cache_is_what_a_forward_pass_keeps(row: dict[str, Any]) -> None:
    ledger = Ledger(read(row["config"]))

    if row["cache_per_token"] is not None:
        assert ledger.cache_elements_per_token() == row["cache_per_token"]
    if row["state"] is not None:
        assert ledger.cache_elements(0) == row["state"]


@pytest.mark.parametrize("row", RELEASED, ids=[row["id"] for row in RELEASED])
def test_released_model_is_counted_to_the_last_parameter(row: dict[str, Any]) -> None:
    ledger = Ledger(read(row["config"]))

    assert ledger.total == row["total"]
    assert ledger.with_buffers == row["total_with_persistent_buffers"]
    assert ledger.active == row["active_per_token"]
    assert ledger.active_without_embedding == row["active_excluding_input_embedding"]
    assert ledger.architecture.tied == row["tied"]


@pytest.mark.parametrize("row", RELEASED, ids=[row["id"] for row in RELEASED])
def test_released_model_is_counted_by_component(row: dict[str, Any]) -> None:
    ours: dict[str, int] = dict(Ledger(read(row["config"])).by_component)
    # What we call `mixer` is under `other` there.
    ours["other"] += ours.pop("mixer")

    assert ours == row["by_component"]


@pytest.mark.parametrize(
    "row",
    [row for row in RELEASED if row["kv_cache_bytes_per_token_bf16"] is not None],
    ids=lambda row: row["id"],
)
def test_released_model_caches_as_many_bytes_a_token(row: dict[str, Any]) -> None:
    ledger = Ledger(read(row["config"]))
    below = ledger.cache_elements_per_token()
    beyond = ledger.cache_elements_per_token(beyond_windows=True)

    assert BYTES * below == row["kv_cache_bytes_per_token_bf16"]
    assert BYTES * beyond == row["kv_cache_bytes_per_token_beyond_window"]
