"""llama.cpp's mixtures, rule by rule: where a file has another type than it is named for.

Source: llama.cpp src/llama-quant.cpp (commit 007dbbf), `llama_tensor_get_type` and what it
calls. Files that cannot be made without an importance matrix are taken to have one, all
others to have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from mkdocs_paramsize.architecture import Architecture
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.storage.gguf_names import architecture_name

SOURCE: Final = "llama.cpp src/llama-quant.cpp (commit 007dbbf), llama_tensor_get_type"

LOW: Final = ("iq1_s", "iq1_m", "iq2_xxs", "iq2_xs", "iq2_s", "iq2_m")
_IQ2_WIDE: Final = ("iq2_s", "iq2_m")
_IQ1: Final = ("iq1_s", "iq1_m")
_IQ4: Final = ("iq4_nl", "iq4_xs")

VALUES: Final = ("attn_v", "attn_qkv", "attn_kv_b")
KEYS: Final = ("attn_k",)
_QUERIES: Final = ("attn_q",)
_OUT: Final = ("attn_output",)
DOWN: Final = ("ffn_down", "ffn_down_exps", "ffn_down_shexp")
GATE_UP: Final = (
    "ffn_gate",
    "ffn_gate_exps",
    "ffn_gate_shexp",
    "ffn_up",
    "ffn_up_exps",
    "ffn_up_shexp",
)


_TYPE_70B: Final[Mapping[str, int]] = {"llama": 80, "qwen2": 80}
"""Architectures of which llama.cpp calls a model of so many layers "70B"."""

_WITH_PREDICTION: Final = ("glm4moe", "exaone-moe")
"""Architectures whose files count the layers that predict further tokens among their own."""


class Traits(msgspec.Struct, frozen=True):
    """What the rules ask of a model: `gqa` query heads share a key head, `experts` or 1."""

    layers: int
    gqa: int
    experts: int
    tied: bool
    is_falcon: bool
    is_70b: bool

    @classmethod
    def of(cls, model: Architecture) -> Traits:
        """The traits of an architecture that llama.cpp knows."""
        name = architecture_name(model) or ""
        layers = int(model.dims.get("layers", Dim(1)))
        heads = int(model.dims.get("heads", Dim(1)))
        keys = int(model.dims.get("kv_heads", Dim(heads)))
        extra = {tensor.layers for tensor in model.extras if tensor.module == "mtp"}
        more = max((len(numbers) for numbers in extra if numbers), default=0)
        return cls(
            layers=layers + (more if name in _WITH_PREDICTION else 0),
            gqa=heads // keys,
            experts=int(model.dims.get("experts", Dim(1))),
            tied=not any(tensor.component == "lm_head" for tensor in model.tensors),
            is_falcon=name == "falcon",
            is_70b=_TYPE_70B.get(name) == layers and (name != "llama" or heads != keys),
        )


class At(msgspec.Struct, frozen=True):
    """Where a tensor stands: in `layer` of `layers`, the `nth` of its role in the file."""

    traits: Traits
    layer: int
    layers: int
    nth: int


_When = Callable[[At], bool]


def _always(at: At) -> bool:
    return True


def _shared_keys(at: At) -> bool:
    return at.traits.gqa >= 4


def _eight_experts(at: At) -> bool:
    return at.traits.experts == 8


def _few_or_many_experts(at: At) -> bool:
    return at.traits.experts != 8


def _shared_or_mixed(at: At) -> bool:
    return at.traits.gqa >= 4 or at.traits.experts >= 4


def _more_bits(at: At) -> bool:
    """The first and the last eighth of the layers, and every third between."""
    eighth = at.layers // 8
    within = at.layer - eighth
    return at.layer < eighth or at.layer >= 7 * at.layers // 8 or within % 3 == 2


def _falcon(at: At) -> bool:
    return at.traits.is_falcon


def _falcon_more_bits(at: At) -> bool:
    return at.traits.is_falcon and _more_bits(at)


def _falcon_first_sixteenth(at: At) -> bool:
    return at.traits.is_falcon and at.layer < at.layers // 16


def _not_falcon(at: At) -> bool:
    return not at.traits.is_falcon


def _not_falcon_first_eighth(at: At) -> bool:
    return not at.traits.is_falcon and _first_eighth(at)


def _not_falcon_more_bits(at: At) -> bool:
    return not at.traits.is_falcon and _more_bits(at)


def _eight_experts_more_bits(at: At) -> bool:
    return _eight_experts(at) and _more_bits(at)


def _first_eighth(at: At) -> bool:
    return at.layer < at.layers // 8


def _first_eighth_counted(at: At) -> bool:
    return at.nth < at.layers // 8


def _first_sixteenth(at: At) -> bool:
    return at.layer < at.layers // 16


def _middle(at: At) -> bool:
    return at.layers // 8 <= at.layer < 7 * at.layers // 8


_IN_EVERY_LAYER: Final = (
    _always,
    _shared_keys,
    _eight_experts,
    _few_or_many_experts,
    _shared_or_mixed,
    _falcon,
    _not_falcon,
)


def _first(count: int) -> _When:
    return lambda at: at.nth < count


class Rule(msgspec.Struct, frozen=True):
    """In these files, tensors of these roles have another type than the file is named for."""

    roles: tuple[str, ...]
    files: tuple[str, ...]
    when: _When
    type: str

    @property
    def by_layer(self) -> bool:
        """Whether it fits some layers and not others."""
        return self.when not in _IN_EVERY_LAYER


RULES: Final = (
    # the input table, where it is not the head as well
    Rule(("token_embd",), ("iq1_s", "iq1_m", "iq2_xxs", "iq2_xs"), _always, "q2_k"),
    Rule(("token_embd",), ("iq2_s", "iq2_m", "iq3_xxs"), _always, "iq3_s"),
    Rule(("token_embd",), ("tq1_0", "tq2_0"), _always, "q4_k"),
    # values
    Rule(VALUES, LOW, _shared_or_mixed, "q4_k"),
    Rule(VALUES, _IQ2_WIDE, _always, "iq3_s"),
    Rule(VALUES, LOW, _always, "q2_k"),
    Rule(VALUES, ("q2_k", "q2_k_s", "iq3_xxs", "iq3_xs", "iq3_s"), _shared_keys, "q4_k"),
    Rule(VALUES, ("q2_k",), _always, "q3_k"),
    Rule(VALUES, ("iq3_m",), _always, "q4_k"),
    Rule(VALUES, ("q3_k_m",), _first(2), "q5_k"),
    Rule(VALUES, ("q3_k_m",), _always, "q4_k"),
    Rule(VALUES, ("q3_k_l",), _always, "q5_k"),
    Rule(VALUES, _IQ4, _shared_keys, "q5_k"),
    Rule(VALUES, ("q4_k_m", "q5_k_m"), _more_bits, "q6_k"),
    Rule(VALUES, ("q4_k_s",), _first(4), "q5_k"),
    # keys and queries
    Rule(KEYS, LOW, _eight_experts, "q4_k"),
    Rule((*KEYS, *_QUERIES), ("iq3_xs",), _always, "iq3_xxs"),
    Rule((*KEYS, *_QUERIES), ("iq3_xxs",), _always, "iq2_s"),
    # the matrix that leads out of attention
    Rule(_OUT, LOW, _eight_experts, "q5_k"),
    Rule(_OUT, _IQ1, _always, "iq2_xxs"),
    Rule(_OUT, _IQ2_WIDE, _always, "iq3_s"),
    Rule(_OUT, ("q3_k_l",), _falcon, "q4_k"),
    # Of eight experts Q3_K_L is left out.
    Rule(_OUT, ("q2_k", "iq3_xs", "iq3_xxs", "q3_k_s", "q3_k_m"), _eight_experts, "q5_k"),
    Rule(_OUT, (*_IQ4, "q4_k_s", "q4_k_m", "iq3_s", "iq3_m"), _eight_experts, "q5_k"),
    Rule(_OUT, ("q2_k",), _not_falcon, "q3_k"),
    Rule(_OUT, ("iq3_xxs",), _not_falcon, "iq3_s"),
    Rule(_OUT, ("q3_k_m", "iq3_m"), _not_falcon, "q4_k"),
    Rule(_OUT, ("q3_k_l",), _few_or_many_experts, "q5_k"),
    # the matrix that leads out of the MLP
    Rule(DOWN, _IQ2_WIDE, _first_eighth_counted, "iq3_s"),
    Rule(DOWN, LOW, _first_eighth_counted, "q2_k"),
    Rule(DOWN, ("q2_k",), _always, "q3_k"),
    Rule(DOWN, ("q2_k_s",), _first_eighth, "q4_k"),
    Rule(DOWN, ("q3_k_m",), _first_sixteenth, "q5_k"),
    Rule(DOWN, ("q3_k_m",), _not_falcon, "q4_k"),
    Rule(DOWN, ("q3_k_m",), _more_bits, "q4_k"),
    Rule(DOWN, ("iq3_m",), _first_eighth, "q4_k"),
    Rule(DOWN, ("iq3_m",), _eight_experts_more_bits, "q4_k"),
    Rule(DOWN, ("q3_k_l",), _falcon, "q4_k"),
    Rule(DOWN, ("q3_k_l",), _always, "q5_k"),
    Rule(DOWN, ("q4_k_m",), _falcon_first_sixteenth, "q6_k"),
    Rule(DOWN, ("q4_k_m",), _falcon_more_bits, "q5_k"),
    Rule(DOWN, ("q4_k_m",), _not_falcon_more_bits, "q6_k"),
    Rule(DOWN, _IQ4, _first_eighth, "q5_k"),
    Rule(DOWN, ("q5_k_m",), _more_bits, "q6_k"),
    Rule(DOWN, ("q4_k_s",), _not_falcon_first_eighth, "q5_k"),
    # the matrices that lead into the MLP
    Rule(GATE_UP, ("iq3_xs",), _middle, "iq3_xxs"),
)
"""The first rule that fits a tensor gives its type; without one it is that of the file."""
