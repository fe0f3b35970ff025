"""Which type llama.cpp gives each tensor of a file.

A file such as Q4_K_M has the type that it is named for in most tensors, and wider ones where
errors hurt most: the head, the values of attention, the second matrix of the MLP in some
layers. The rules stand in `gguf_rules`; here they meet a model's tensors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from mkdocs_paramsize.architecture import Architecture
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.catalogue.gguf_header import TYPES
from mkdocs_paramsize.storage.gguf_names import Placed, architecture_name, placed
from mkdocs_paramsize.storage.gguf_rules import (
    DOWN,
    GATE_UP,
    KEYS,
    LOW,
    RULES,
    VALUES,
    At,
    Rule,
    Traits,
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

_BLOCKS: Final = {name.lower(): elements for name, elements, _ in TYPES.values()}
"""Weights in a block of each type."""

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
        return chosen if self.file in LOW else self._widened(name, chosen)

    def _fitting(self, name: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self._rules if name in rule.roles)

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in RULES if self.file in rule.files)

    def _head(self, row: int) -> str:
        if self._traits.is_falcon or not _fills(self.base, row):
            return "q8_0"
        if self.file in (*LOW, "iq3_xxs"):
            return "q5_k"
        return self.base if self.base == "q8_0" else "q6_k"

    def _widened(self, name: str, chosen: str) -> str:
        """Small tensors get more bits: those of eight experts' attention, and of a 70B."""
        if self._traits.experts == 8 and name in (*VALUES, *KEYS):
            return "q8_0"
        if self._traits.is_70b and name in VALUES and chosen in ("q3_k", "q4_k"):
            return "q5_k"
        return chosen

    def _at(self, name: str, layer: int) -> At:
        nth = self._counters.get((name, layer), layer)
        if name in VALUES:
            return At(self._traits, nth, self._value_layers, nth)
        # In a mixture of experts the layer's number counts, else the place in the file.
        place = layer if self._traits.experts > 1 else nth
        return At(self._traits, place, self._traits.layers, nth)

    @cached_property
    def _traits(self) -> Traits:
        return Traits.of(self.model)

    @cached_property
    def _value_layers(self) -> int:
        return sum(name in VALUES for name, _ in self._counters)

    @cached_property
    def _counters(self) -> Mapping[tuple[str, int], int]:
        """The place of each tensor among those of its role, by layer and then by name."""
        counters: dict[tuple[str, int], int] = {}
        for roles in (VALUES, DOWN, GATE_UP[:3], GATE_UP[3:]):
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
    return row % _BLOCKS[name] == 0


def _fallback(name: str, row: int) -> str:
    shorter = _SHORTER.get(name, name)
    return shorter if _fills(shorter, row) else "f16"
