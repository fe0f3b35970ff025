"""What a model *is*: the tensors it holds and how its layers mix tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Tensor

MixingKind = Literal["full", "sliding", "chunked", "latent", "linear", "state_space"]


@dataclass(frozen=True, slots=True)
class Mixing:
    """How a group of layers mixes tokens, and what it keeps of a sequence to do so.

    `per_token`: numbers a layer caches for each token, `window`: the most tokens it keeps,
    `constant`: numbers of 16 bits it keeps whatever the length (a recurrent state).
    `scores`: query heads × (size of a query head + size of a value head), so that one token
    attending to s others costs 2 · s · scores floating-point operations a layer.
    `copied`: whether `per_token` holds a copy of each key and value for every query head.
    """

    layers: tuple[int, ...]
    kind: MixingKind
    per_token: int = 0
    window: int | None = None
    constant: int = 0
    scores: int = 0
    copied: bool = False


LeftOut = Literal["vision", "media", "mtp", "head", "classifier"]
"""What a release may have beyond what is counted: `note.without-*` says it."""


@dataclass(frozen=True)
class Architecture:
    """A model as its config describes it.

    `dims` are the named dimensions (width, layers, heads, kv_heads, head_dim,
    intermediate, vocab, ...), `context` the longest sequence it was made for, `left_out`
    names what the release has beyond the text model and is in no total. `always` are
    the positions that an encoder runs of whatever it is given, such as Whisper of 30 seconds.
    """

    model_type: str
    tensors: tuple[Tensor, ...]
    mixing: tuple[Mixing, ...]
    dims: Mapping[str, Dim]
    tied: bool
    context: int | None = None
    left_out: tuple[LeftOut, ...] = ()
    decoder: bool = True
    always: int | None = None
    extras: tuple[Tensor, ...] = ()
    """Tensors of other modules (vision tower, prediction layers), counted when asked."""

    @cached_property
    def has_encoder(self) -> bool:
        """Whether a decoder writes what an encoder has read, as in T5."""
        names = (tensor.name for tensor in self.tensors)
        encodes = any(name.startswith(("encoder.", "model.encoder.")) for name in names)
        return self.decoder and encodes

    @cached_property
    def shares_blocks(self) -> bool:
        """Whether a token passes through some tensors in more layers than they stand in."""
        return any(tensor.uses > tensor.repeat for tensor in self.tensors)
