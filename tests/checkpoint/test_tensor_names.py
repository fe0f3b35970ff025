"""Names of tensors tell which component they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.catalogue.checkpoint_names import component_of, is_buffer, module_of
from mkdocs_paramsize.errors import ConfigError
from tests.checkpoint.reading import TRUTH


def every_tensor() -> Iterator[Any]:
    for path in sorted(TRUTH.glob("*.json")):
        if path.stem != "models":
            for row in json.loads(path.read_text(encoding="utf-8")):
                try:
                    yield from read(row["config"]).tensors
                except ConfigError:
                    continue


def test_names_alone_tell_the_component_of_nearly_every_tensor() -> None:
    tensors = list({tensor.name: tensor for tensor in every_tensor()}.values())
    right = [t for t in tensors if component_of(t.name) == t.component]
    assert len(right) > 0.9 * len(tensors)


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("blk.3.attn_q.weight", "attention"),
        ("blk.3.attn_q_norm.weight", "norm"),
        ("blk.3.ffn_gate_inp.weight", "router"),
        ("blk.3.ffn_gate_exps.weight", "experts"),
        ("blk.3.ffn_up_shexp.weight", "shared_experts"),
        ("blk.3.ffn_gate.weight", "mlp"),
        ("blk.3.ssm_in.weight", "mixer"),
        ("output.weight", "lm_head"),
        ("output_norm.weight", "norm"),
        ("token_embd.weight", "embedding"),
        ("model.layers.3.mlp.gate.weight", "router"),
        ("model.layers.3.mlp.gate_proj.weight", "mlp"),
        ("something.else", "other"),
    ],
)
def test_a_name_tells_its_component(name: str, component: str) -> None:
    assert component_of(name) == component
    assert module_of(name) == "text"
    assert not is_buffer(name, 2)
