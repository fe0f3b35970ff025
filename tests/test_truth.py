"""Every count against models that were really built.

`truth/<model_type>.json`: small random configs and the checkpoint that a reference
implementation writes for each, tensor by tensor (`make truth` writes them).
`truth/models.json`: released models, counted by building them there in full size.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.architecture import ADAPTERS, Architecture, read
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.ledger import Ledger
from tests.cache import cached, cached_per_token
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


TOWERS = re.compile(
    r"(model\.)?(vision_|multi_modal_projector|mm_projector|connector|image_newline|embed_vision)"
)
"""How the names of what is no part of the text model begin."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A checkpoint as it was saved, and what we say it holds."""

    row: dict[str, Any]
    architecture: Architecture

    @classmethod
    def of(cls, row: dict[str, Any]) -> Frozen:
        return cls(row, read(row["config"]))

    @property
    def tower(self) -> tuple[Tensor, ...]:
        """The vision tower, where we count it."""
        return tuple(t for t in self.architecture.extras if t.module == "vision")

    @property
    def ours(self) -> dict[str, Shape]:
        tensors = (*self.architecture.tensors, *self.tower)
        return {name: tuple(map(int, t.shape)) for t in tensors for name in t.expanded()}

    @property
    def saved(self) -> dict[str, Shape]:
        """The checkpoint, less a tower that we leave out."""
        names = {name: tuple(shape) for name, shape in expand(self.row["tensors"]).items()}
        if self.tower or "vision" not in self.architecture.left_out:
            return names
        return {name: shape for name, shape in names.items() if not TOWERS.match(name)}


NOT_BUILT = {
    "baichuan",
    "chatglm",
    "deepseek",
    "internlm2",
    "kimi_k2",
    "minicpm",
    "qwen",
}
"""Families that the reference implementation lacks: held to makers' totals, or to their kin."""

WRAPPERS = {"gemma3n", "shieldgemma2"}
"""They only hold a text model, which was built."""


def test_every_other_architecture_was_built_by_the_reference() -> None:
    rows = [row for path in FOLDER.glob("*.json") for row in json.loads(path.read_text("utf-8"))]
    configs = [row["config"] for row in rows]
    configs += [config["text_config"] for config in configs if "text_config" in config]
    built = {config.get("model_type") for config in configs}
    assert set(ADAPTERS) - built == NOT_BUILT | WRAPPERS


@pytest.mark.parametrize("row", _frozen())
def test_short_names_stand_for_what_they_were_made_from(row: dict[str, Any]) -> None:
    lines = {line: tuple(shape) for line, shape in row["tensors"].items()}

    assert compact(expand(lines)) == lines


@pytest.mark.parametrize("row", _frozen())
def test_ledger_is_the_checkpoint_tensor_by_tensor(row: dict[str, Any]) -> None:
    frozen = Frozen.of(row)
    ours, saved = frozen.ours, frozen.saved

    assert compact(_without(ours, saved)) == {}, "in the ledger, but not in the checkpoint"
    assert compact(_without(saved, ours)) == {}, "in the checkpoint, but not in the ledger"


def _without(tensors: dict[str, Shape], others: dict[str, Shape]) -> dict[str, Shape]:
    return {name: shape for name, shape in tensors.items() if others.get(name) != shape}


@pytest.mark.parametrize("row", _frozen())
def test_ledger_sums_are_those_of_the_checkpoint(row: dict[str, Any]) -> None:
    frozen = Frozen.of(row)
    ledger = Ledger(frozen.architecture)
    buffers = expand(dict.fromkeys(row["buffers"], ()))
    sizes = {name: prod(shape) for name, shape in frozen.saved.items()}
    vision = ledger.module("vision")

    assert ledger.with_buffers + vision == sum(sizes.values())
    assert ledger.total + vision == sum(sizes[name] for name in sizes if name not in buffers)
    assert ledger.active <= ledger.total
    assert ledger.architecture.tied == row["tied"]


@pytest.mark.parametrize("row", _frozen())
def test_cache_is_what_a_forward_pass_keeps(row: dict[str, Any]) -> None:
    ledger = Ledger(read(row["config"]))

    if row["cache_per_token"] is not None:
        assert cached_per_token(ledger) == row["cache_per_token"]
    if row["state"] is not None:
        assert cached(ledger, 0) == row["state"]


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
    below = cached_per_token(ledger)
    beyond = cached_per_token(ledger, beyond_windows=True)

    assert BYTES * below == row["kv_cache_bytes_per_token_bf16"]
    assert BYTES * beyond == row["kv_cache_bytes_per_token_beyond_window"]
