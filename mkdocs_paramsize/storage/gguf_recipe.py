"""Which type llama.cpp gives each tensor of a file: its mixtures, rule by rule.

A file such as Q4_K_M has the type that it is named for in most tensors, and wider ones where
errors hurt most: the head, the values of attention, the second matrix of the MLP in some
layers. Source: llama.cpp src/llama-quant.cpp (commit 007dbbf), `llama_tensor_get_type` and
what it calls. Files that cannot be made without an importance matrix are taken to have one,
all others to have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from mkdocs_paramsize.architecture import Architecture
from mkdocs_paramsize.dimension import Dim
from mkdocs_paramsize.storage.gguf_names import Placed, architecture_name, placed
from mkdocs_paramsize.tensor import Tensor

SOURCE: Final = "llama.cpp src/llama-quant.cpp (commit 007dbbf), llama_tensor_get_type"

_LOW: Final = ("iq1_s", "iq1_m", "iq2_xxs", "iq2_xs", "iq2_s", "iq2_m")
_IQ2_WIDE: Final = ("iq2_s", "iq2_m")
_IQ1: Final = ("iq1_s", "iq1_m")
_IQ4: Final = ("iq4_nl", "iq4_xs")

_VALUES: Final = ("attn_v", "attn_qkv", "attn_kv_b")
_KEYS: Final = ("attn_k",)
_QUERIES: Final = ("attn_q",)
_OUT: Final = ("attn_output",)
_DOWN: Final = ("ffn_down", "ffn_down_exps", "ffn_down_shexp")
_GATE_UP: Final = (
    "ffn_gate",
    "ffn_gate_exps",
    "ffn_gate_shexp",
    "ffn_up",
    "ffn_up_exps",
    "ffn_up_shexp",
)

_UNPACKED: Final = frozenset(
    {
        "attn_k_norm",
        "attn_q_norm",
        "ffn_gate_inp",
        "ffn_gate_inp_shexp",
        "position_embd",
        "token_types",
    }
)
"""Matrices that keep 32 bits."""

_BLOCKS: Final = {"q8_0": 32, "q4_0": 32, "q4_1": 32, "q5_0": 32, "q5_1": 32, "iq4_nl": 32}
"""Weights in a block of the types whose blocks are short; all others have 256."""

_SHORTER: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("iq1_s", "iq1_m", "iq2_xxs", "iq2_xs", "iq2_s", "iq3_xxs", "iq3_s", "iq4_xs"), "iq4_nl"
    ),
    **dict.fromkeys(("q2_k", "q3_k", "tq1_0", "tq2_0"), "q4_0"),
    "q4_k": "q5_0",
    "q5_k": "q5_1",
    "q6_k": "q8_0",
}
"""What a type with blocks of 256 gives way to in rows that they do not fill."""

_TYPE_70B: Final[Mapping[str, int]] = {"llama": 80, "qwen2": 80}
"""Architectures of which llama.cpp calls a model of so many layers "70B"."""

_WITH_PREDICTION: Final = ("glm4moe", "exaone-moe")
"""Architectures whose files count the layers that predict further tokens among their own."""


@dataclass(frozen=True, slots=True)
class Traits:
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


@dataclass(frozen=True, slots=True)
class At:
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


@dataclass(frozen=True, slots=True)
class Rule:
    """In these files, tensors of these roles have another type than the file is named for."""

    roles: tuple[str, ...]
    files: tuple[str, ...]
    when: _When
    type: str

    @property
    def by_layer(self) -> bool:
        """Whether it fits some layers and not others."""
        return self.when not in _IN_EVERY_LAYER


_RULES: Final = (
    # the input table, where it is not the head as well
    Rule(("token_embd",), ("iq1_s", "iq1_m", "iq2_xxs", "iq2_xs"), _always, "q2_k"),
    Rule(("token_embd",), ("iq2_s", "iq2_m", "iq3_xxs"), _always, "iq3_s"),
    Rule(("token_embd",), ("tq1_0", "tq2_0"), _always, "q4_k"),
    # values
    Rule(_VALUES, _LOW, _shared_or_mixed, "q4_k"),
    Rule(_VALUES, _IQ2_WIDE, _always, "iq3_s"),
    Rule(_VALUES, _LOW, _always, "q2_k"),
    Rule(_VALUES, ("q2_k", "q2_k_s", "iq3_xxs", "iq3_xs", "iq3_s"), _shared_keys, "q4_k"),
    Rule(_VALUES, ("q2_k",), _always, "q3_k"),
    Rule(_VALUES, ("iq3_m",), _always, "q4_k"),
    Rule(_VALUES, ("q3_k_m",), _first(2), "q5_k"),
    Rule(_VALUES, ("q3_k_m",), _always, "q4_k"),
    Rule(_VALUES, ("q3_k_l",), _always, "q5_k"),
    Rule(_VALUES, _IQ4, _shared_keys, "q5_k"),
    Rule(_VALUES, ("q4_k_m", "q5_k_m"), _more_bits, "q6_k"),
    Rule(_VALUES, ("q4_k_s",), _first(4), "q5_k"),
    # keys and queries
    Rule(_KEYS, _LOW, _eight_experts, "q4_k"),
    Rule((*_KEYS, *_QUERIES), ("iq3_xs",), _always, "iq3_xxs"),
    Rule((*_KEYS, *_QUERIES), ("iq3_xxs",), _always, "iq2_s"),
    # the matrix that leads out of attention
    Rule(_OUT, _LOW, _eight_experts, "q5_k"),
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
    Rule(_DOWN, _IQ2_WIDE, _first_eighth_counted, "iq3_s"),
    Rule(_DOWN, _LOW, _first_eighth_counted, "q2_k"),
    Rule(_DOWN, ("q2_k",), _always, "q3_k"),
    Rule(_DOWN, ("q2_k_s",), _first_eighth, "q4_k"),
    Rule(_DOWN, ("q3_k_m",), _first_sixteenth, "q5_k"),
    Rule(_DOWN, ("q3_k_m",), _not_falcon, "q4_k"),
    Rule(_DOWN, ("q3_k_m",), _more_bits, "q4_k"),
    Rule(_DOWN, ("iq3_m",), _first_eighth, "q4_k"),
    Rule(_DOWN, ("iq3_m",), _eight_experts_more_bits, "q4_k"),
    Rule(_DOWN, ("q3_k_l",), _falcon, "q4_k"),
    Rule(_DOWN, ("q3_k_l",), _always, "q5_k"),
    Rule(_DOWN, ("q4_k_m",), _falcon_first_sixteenth, "q6_k"),
    Rule(_DOWN, ("q4_k_m",), _falcon_more_bits, "q5_k"),
    Rule(_DOWN, ("q4_k_m",), _not_falcon_more_bits, "q6_k"),
    Rule(_DOWN, _IQ4, _first_eighth, "q5_k"),
    Rule(_DOWN, ("q5_k_m",), _more_bits, "q6_k"),
    Rule(_DOWN, ("q4_k_s",), _not_falcon_first_eighth, "q5_k"),
    # the matrices that lead into the MLP
    Rule(_GATE_UP, ("iq3_xs",), _middle, "iq3_xxs"),
)
"""The first rule that fits a tensor gives its type; without one it is that of the file."""


@dataclass(frozen=True)
class Recipe:
    """One kind of file of one model. `file` is its name, `base` the type of most tensors."""

    file: str
    base: str
    model: Architecture

    def pieces(self, tensor: Tensor) -> tuple[tuple[str, Tensor], ...] | None:
        """The tensor by type, cut where types differ; None where its role is not known."""
        found = placed(tensor, self.model)
        if found is None or architecture_name(self.model) is None:
            return None
        return tuple(piece for part in found for piece in self._by_type(part))

    def _by_type(self, part: Placed) -> Iterable[tuple[str, Tensor]]:
        numbers = part.tensor.layers
        if numbers is None:
            yield self._type(part, 0), part.tensor
            return
        if not any(rule.by_layer for rule in self._fitting(part.name)):
            yield self._type(part, numbers[0]), part.tensor
            return
        by_type: dict[str, list[int]] = defaultdict(list)
        for layer in numbers:
            by_type[self._type(part, layer)].append(layer)
        for name, layers in by_type.items():
            whole = len(layers) == len(numbers)
            repeat = part.tensor.repeat if whole else Dim(len(layers))
            yield name, replace(part.tensor, layers=tuple(layers), repeat=repeat)

    def _type(self, part: Placed, layer: int) -> str:
        if len(part.tensor.shape) < 2 or not part.is_weight or part.name in _UNPACKED:
            return "f32"
        chosen = self._chosen(part, layer)
        return chosen if _fills(chosen, part.row) else _fallback(chosen, part.row)

    def _chosen(self, part: Placed, layer: int) -> str:
        name = part.name
        if name == "output" or (name == "token_embd" and self._traits.tied):
            return self._head(part.row)
        at = self._at(name, layer)
        fitting = self._fitting(name)
        chosen = next((rule.type for rule in fitting if rule.when(at)), self.base)
        return chosen if self.file in _LOW else self._widened(name, chosen)

    def _fitting(self, name: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self._rules if name in rule.roles)

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in _RULES if self.file in rule.files)

    def _head(self, row: int) -> str:
        if self._traits.is_falcon or not _fills(self.base, row):
            return "q8_0"
        if self.file in (*_LOW, "iq3_xxs"):
            return "q5_k"
        return self.base if self.base == "q8_0" else "q6_k"

    def _widened(self, name: str, chosen: str) -> str:
        """Small tensors get more bits: those of eight experts' attention, and of a 70B."""
        if self._traits.experts == 8 and name in (*_VALUES, *_KEYS):
            return "q8_0"
        if self._traits.is_70b and name in _VALUES and chosen in ("q3_k", "q4_k"):
            return "q5_k"
        return chosen

    def _at(self, name: str, layer: int) -> At:
        nth = self._counters.get((name, layer), layer)
        if name in _VALUES:
            return At(self._traits, nth, self._value_layers, nth)
        # In a mixture of experts the layer's number counts, else the place in the file.
        place = layer if self._traits.experts > 1 else nth
        return At(self._traits, place, self._traits.layers, nth)

    @cached_property
    def _traits(self) -> Traits:
        return Traits.of(self.model)

    @cached_property
    def _value_layers(self) -> int:
        return sum(name in _VALUES for name, _ in self._counters)

    @cached_property
    def _counters(self) -> Mapping[tuple[str, int], int]:
        """The place of each tensor among those of its role, by layer and then by name."""
        counters: dict[tuple[str, int], int] = {}
        for roles in (_VALUES, _DOWN, _GATE_UP[:3], _GATE_UP[3:]):
            for nth, (layer, name) in enumerate(sorted(self._standing(roles))):
                counters[name, layer] = nth
        return counters

    def _standing(self, roles: tuple[str, ...]) -> set[tuple[int, str]]:
        return {
            (layer, part.name)
            for tensor in self.model.tensors
            for part in placed(tensor, self.model) or ()
            if part.name in roles and len(tensor.shape) > 1
            for layer in tensor.layers or ()
        }


def _fills(name: str, row: int) -> bool:
    """Whether rows of this length are whole blocks of a type."""
    return row % _BLOCKS.get(name, 256) == 0


def _fallback(name: str, row: int) -> str:
    shorter = _SHORTER.get(name, name)
    return shorter if _fills(shorter, row) else "f16"
