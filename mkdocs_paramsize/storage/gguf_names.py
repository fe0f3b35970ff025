"""What llama.cpp calls the tensors of a checkpoint, and into which pieces it cuts them.

A GGUF file gives a tensor its type by its role: which matrix of which layer it is. The names
are those of `gguf-py/gguf/tensor_mapping.py`; the pieces are those that llama.cpp's converter
writes. A family that is not in `ARCHITECTURES`, or a tensor whose place is not told here, has
no recipe: nothing is guessed. gpt-oss is not there, for its experts come in MXFP4 and are not
packed again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import msgspec

from mkdocs_paramsize.architecture import Architecture
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Tensor

ARCHITECTURES: Final[Mapping[str, str]] = {
    "afmoe": "afmoe",
    "apertus": "apertus",
    "arcee": "arcee",
    "baichuan": "baichuan",
    "bert": "bert",
    "bloom": "bloom",
    "chatglm": "chatglm",
    "cohere": "command-r",
    "cohere2": "cohere2",
    "dbrx": "dbrx",
    "deepseek": "deepseek",
    "deepseek_v2": "deepseek2",
    "deepseek_v3": "deepseek2",
    "dots1": "dots1",
    "ernie4_5": "ernie4_5",
    "ernie4_5_moe": "ernie4_5-moe",
    "exaone4": "exaone4",
    "exaone_moe": "exaone-moe",
    "falcon": "falcon",
    "gemma": "gemma",
    "gemma2": "gemma2",
    "gemma3_text": "gemma3",
    "glm": "chatglm",
    "glm4": "glm4",
    "glm4_moe": "glm4moe",
    "gpt2": "gpt2",
    "gpt_bigcode": "starcoder",
    "gpt_neox": "gptneox",
    "granite": "granite",
    "granitemoe": "granitemoe",
    "granitemoeshared": "granitemoe",
    "hunyuan_v1_dense": "hunyuan-dense",
    "hunyuan_v1_moe": "hunyuan-moe",
    "internlm2": "internlm2",
    "internlm3": "llama",
    "jais2": "jais2",
    "kimi_k2": "deepseek2",
    "llama": "llama",
    "llama4_text": "llama4",
    "mimo_v2_flash": "mimo2",
    "minicpm": "minicpm",
    "minicpm3": "minicpm3",
    "minimax_m2": "minimax-m2",
    "ministral3": "mistral3",
    "mistral": "llama",
    "mixtral": "llama",
    "mpt": "mpt",
    "nemotron": "nemotron",
    "olmo": "olmo",
    "olmo2": "olmo2",
    "olmo3": "olmo2",
    "olmoe": "olmoe",
    "phi": "phi2",
    "phi3": "phi3",
    "phimoe": "phimoe",
    "qwen": "qwen",
    "qwen2": "qwen2",
    "qwen2_moe": "qwen2moe",
    "qwen3": "qwen3",
    "qwen3_moe": "qwen3moe",
    "roberta": "bert",
    "seed_oss": "seed_oss",
    "smollm3": "smollm3",
    "stablelm": "stablelm",
    "starcoder2": "starcoder2",
    "xlm-roberta": "bert",
}
"""The `general.architecture` that a `model_type` has in a GGUF file."""


class Placed(msgspec.Struct, frozen=True):
    """A tensor, or a piece of one, as it stands in a GGUF file.

    `name` is without `blk.N.` and `.weight`; `row` is the length of its rows, which no block
    of a type crosses. What is no `weight` by its name keeps 32 bits.
    """

    name: str
    tensor: Tensor
    row: int
    is_weight: bool = True


def architecture_name(model: Architecture) -> str | None:
    """The name under which llama.cpp knows the family, if it does."""
    return ARCHITECTURES.get(model.model_type)


def placed(tensor: Tensor, model: Architecture) -> tuple[Placed, ...] | None:
    """The pieces of a tensor as a GGUF file holds them; None where that is not known."""
    tail = _tail(tensor.name)
    if tail in _CUTS:
        return _CUTS[tail](tensor, model)
    if len(tensor.shape) < 2 or not tensor.name.endswith("weight"):
        return (Placed(tail, tensor, row=1, is_weight=False),)
    name = _NAMES.get(tail)
    if name is None:
        return None
    # GPT-2 stores [inputs, outputs], and its linear layers are turned around.
    turned = model.model_type == "gpt2" and tensor.layers is not None
    return (Placed(name, tensor, int(tensor.shape[0 if turned else -1])),)


def _tail(name: str) -> str:
    """The name within its layer, without `.weight`.

    >>> _tail("model.layers.{layer}.self_attn.q_proj.weight")
    'self_attn.q_proj'
    """
    return name.rsplit("{layer}.", 1)[-1].removesuffix(".weight")


_TABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "token_embd": (
        "model.embed_tokens",
        "model.tok_embeddings",
        "transformer.wte",
        "transformer.word_embeddings",
        "transformer.embedding.word_embeddings",
        "gpt_neox.embed_in",
        "embeddings.word_embeddings",
    ),
    "output": ("lm_head", "output", "embed_out", "transformer.output_layer"),
    "position_embd": ("transformer.wpe", "embeddings.position_embeddings"),
    "token_types": ("embeddings.token_type_embeddings",),
    "attn_q": ("self_attn.q_proj", "attention.self.query"),
    "attn_k": ("self_attn.k_proj", "attention.self.key"),
    "attn_v": ("self_attn.v_proj", "attention.self.value"),
    "attn_qkv": (
        "self_attn.qkv_proj",
        "self_attention.query_key_value",
        "attention.query_key_value",
        "attn.c_attn",
        "attn.Wqkv",
        "norm_attn_norm.attn.Wqkv",
    ),
    "attn_output": (
        "self_attn.o_proj",
        "self_attn.out_proj",
        "self_attn.dense",
        "self_attention.dense",
        "attention.dense",
        "attention.wo",
        "attention.output.dense",
        "attn.c_proj",
        "attn.out_proj",
        "norm_attn_norm.attn.out_proj",
    ),
    "attn_q_norm": ("self_attn.q_norm",),
    "attn_k_norm": ("self_attn.k_norm",),
    "attn_gate": ("self_attn.gate_proj",),
    "attn_q_a": ("self_attn.q_a_proj",),
    "attn_q_b": ("self_attn.q_b_proj",),
    "attn_kv_a_mqa": ("self_attn.kv_a_proj_with_mqa",),
    "ffn_gate": (
        "mlp.gate_proj",
        "feed_forward.gate_proj",
        "feed_forward.w1",
        "mlp.w2",
    ),
    "ffn_up": (
        "mlp.up_proj",
        "mlp.gate_up_proj",
        "mlp.dense_h_to_4h",
        "mlp.c_fc",
        "mlp.fc1",
        "mlp.w1",
        "ffn.up_proj",
        "feed_forward.up_proj",
        "feed_forward.w3",
        "intermediate.dense",
    ),
    "ffn_down": (
        "mlp.down_proj",
        "mlp.dense_4h_to_h",
        "mlp.c_proj",
        "mlp.fc2",
        "ffn.down_proj",
        "feed_forward.down_proj",
        "feed_forward.w2",
        "output.dense",
    ),
    "ffn_gate_inp": (
        "mlp.gate",
        "mlp.router",
        "mlp.router.gate",
        "mlp.gate.wg",
        "block_sparse_moe.gate",
        "block_sparse_moe.router.layer",
        "feed_forward.router",
        "ffn.router.layer",
    ),
    "ffn_gate_inp_shexp": ("mlp.shared_expert_gate",),
    "ffn_gate_exps": ("mlp.experts.{expert}.gate_proj", "block_sparse_moe.experts.{expert}.w1"),
    "ffn_up_exps": ("mlp.experts.{expert}.up_proj", "block_sparse_moe.experts.{expert}.w3"),
    "ffn_down_exps": (
        "mlp.experts.{expert}.down_proj",
        "block_sparse_moe.experts.{expert}.w2",
        "block_sparse_moe.output_linear",
    ),
    "ffn_gate_shexp": (
        "mlp.shared_expert.gate_proj",
        "mlp.shared_experts.gate_proj",
        "mlp.shared_mlp.gate_proj",
        "feed_forward.shared_expert.gate_proj",
    ),
    "ffn_up_shexp": (
        "mlp.shared_expert.up_proj",
        "mlp.shared_experts.up_proj",
        "mlp.shared_mlp.up_proj",
        "feed_forward.shared_expert.up_proj",
    ),
    "ffn_down_shexp": (
        "mlp.shared_expert.down_proj",
        "mlp.shared_experts.down_proj",
        "mlp.shared_mlp.down_proj",
        "feed_forward.shared_expert.down_proj",
        "shared_mlp.output_linear",
    ),
}

_NAMES: Final[Mapping[str, str]] = {tail: name for name, tails in _TABLE.items() for tail in tails}

_Cut = Callable[[Tensor, Architecture], tuple[Placed, ...]]


def _piece(name: str, tensor: Tensor, axis: int, length: int, row: int) -> Placed:
    """A piece of a tensor that is `length` long on one axis."""
    shape = (*tensor.shape[:axis], length, *tensor.shape[axis + 1 :])
    return Placed(name, replace(tensor, shape=shape), row)


def _halves(gate: str, up: str, *, axis: int, row: int) -> _Cut:
    """Gate and up, which stand in one matrix; `axis` of the outputs, `row` of the inputs."""

    def cut(tensor: Tensor, model: Architecture) -> tuple[Placed, ...]:
        half, rest = tensor.shape[axis] // 2, int(tensor.shape[row])
        return tuple(_piece(name, tensor, axis, half, rest) for name in (gate, up))

    return cut


def _whole(name: str, *, row: int) -> _Cut:
    def cut(tensor: Tensor, model: Architecture) -> tuple[Placed, ...]:
        return (Placed(name, tensor, int(tensor.shape[row])),)

    return cut


def _query_key_value(tensor: Tensor, model: Architecture) -> tuple[Placed, ...]:
    """One matrix of which the converter makes three."""
    head = model.dims["head_dim"]
    query, key = model.dims["heads"] * head, model.dims["kv_heads"] * head
    row = int(tensor.shape[-1])
    parts = (("attn_q", query), ("attn_k", key), ("attn_v", key))
    return tuple(_piece(name, tensor, 0, length, row) for name, length in parts)


def _latent(tensor: Tensor, model: Architecture) -> tuple[Placed, ...]:
    """Keys and values out of their latent [heads·(nope + value), kv_rank].

    The keys' part is turned around, so that its rows are only `nope` long.
    """
    if model.model_type == "minicpm3":
        return (Placed("attn_kv_b", tensor, int(tensor.shape[-1])),)
    heads, nope, value = (model.dims[name] for name in ("heads", "nope_dim", "value_dim"))
    return (
        _piece("attn_k_b", tensor, 0, heads * nope, int(nope)),
        _piece("attn_v_b", tensor, 0, heads * value, int(tensor.shape[-1])),
    )


def _left_out(tensor: Tensor, model: Architecture) -> tuple[Placed, ...]:
    """What the converter leaves behind."""
    return ()


def _turned_experts(tensor: Tensor, model: Architecture) -> tuple[Placed, ...]:
    """DBRX's [experts·intermediate, width], turned into one [width, intermediate] an expert."""
    experts = model.dims.get("experts", Dim(1))
    return (Placed("ffn_down_exps", tensor, int(tensor.shape[0] // experts)),)


_CUTS: Final[Mapping[str, _Cut]] = {
    "attention.wqkv": _query_key_value,
    "self_attn.W_pack": _query_key_value,
    "self_attn.kv_b_proj": _latent,
    "pooler.dense": _left_out,
    "pooler.dense.bias": _left_out,
    "feed_forward.experts.gate_up_proj": _halves("ffn_gate_exps", "ffn_up_exps", axis=2, row=1),
    "feed_forward.experts.down_proj": _whole("ffn_down_exps", row=1),
    "block_sparse_moe.input_linear": _halves("ffn_gate_exps", "ffn_up_exps", axis=1, row=2),
    "shared_mlp.input_linear": _halves("ffn_gate_shexp", "ffn_up_shexp", axis=0, row=1),
    "ffn.experts.mlp.w1": _whole("ffn_gate_exps", row=1),
    "ffn.experts.mlp.v1": _whole("ffn_up_exps", row=1),
    "ffn.experts.mlp.w2": _turned_experts,
}
