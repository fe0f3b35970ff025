"""The blocks that families are made of, each as the tensors it holds.

Every function returns tensors under short names ("q_proj.weight"); `under` and `stack` put
them in their place. Weights of linear layers are [outputs, inputs], as PyTorch stores them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.model import Mixing, MixingKind
from mkdocs_paramsize.architecture.tensor import Component, Module, Routed, Tensor

Tensors = tuple[Tensor, ...]

LAYER: Final = "model.layers.{layer}"
"""How the names of a layer's tensors begin in the families that are named as Llama is."""


def linear(
    name: str, inputs: int, outputs: int, component: Component, *, bias: bool = False
) -> Tensors:
    """A linear layer: weight [outputs, inputs], and a bias [outputs] if it has one."""
    weight = Tensor(f"{name}.weight", (outputs, inputs), component)
    return (weight, Tensor(f"{name}.bias", (outputs,), component)) if bias else (weight,)


def conv1d_linear(name: str, inputs: int, outputs: int, component: Component) -> Tensors:
    """GPT-2's `Conv1D`: a linear layer with a bias whose weight is [inputs, outputs]."""
    return (
        Tensor(f"{name}.weight", (inputs, outputs), component),
        Tensor(f"{name}.bias", (outputs,), component),
    )


def norm(name: str, size: int, *, bias: bool = False) -> Tensors:
    """A normalisation with a weight [size]: RMSNorm, or LayerNorm when it has a bias."""
    weight = Tensor(f"{name}.weight", (size,), "norm")
    return (weight, Tensor(f"{name}.bias", (size,), "norm")) if bias else (weight,)


def table(name: str, rows: int, width: int, component: Component = "embedding") -> Tensors:
    """An embedding table [rows, width]."""
    return (Tensor(f"{name}.weight", (rows, width), component),)


def under(prefix: str, tensors: Iterable[Tensor]) -> Tensors:
    """The tensors with a prefix before their names."""
    return tuple(replace(tensor, name=f"{prefix}.{tensor.name}") for tensor in tensors)


def stack(prefix: str, layers: Sequence[int] | Dim, tensors: Iterable[Tensor]) -> Tensors:
    """The tensors in each of these layers; `prefix` holds `{layer}`.

    Pass the config's own number of layers when they stand in all of them: the reader then
    sees "80 layers", and a calculator can change it. No layers: no tensors.
    """
    numbers = tuple(range(layers)) if isinstance(layers, Dim) else tuple(layers)
    repeat = layers if isinstance(layers, Dim) else Dim(len(numbers))
    if not numbers:
        return ()
    return tuple(
        replace(tensor, name=f"{prefix}.{tensor.name}", layers=numbers, repeat=repeat)
        for tensor in tensors
    )


def shared(layers: Sequence[int], tensors: Iterable[Tensor]) -> Tensors:
    """The tensors as those that a token passes through in these layers, wherever they stand."""
    return tuple(replace(tensor, passed=tuple(layers)) for tensor in tensors)


def routed(tensors: Iterable[Tensor], experts: int, top_k: int) -> Tensors:
    """The tensors as those of routed experts, of which `top_k` serve a token."""
    share = Routed(experts, top_k)
    return tuple(replace(tensor, routed=share, component="experts") for tensor in tensors)


def as_component(component: Component, tensors: Iterable[Tensor]) -> Tensors:
    """The tensors counted under another component."""
    return tuple(replace(tensor, component=component) for tensor in tensors)


def as_module(module: Module, tensors: Iterable[Tensor]) -> Tensors:
    """The tensors as part of another module of the release."""
    return tuple(replace(tensor, module=module) for tensor in tensors)


@dataclass(frozen=True, slots=True)
class Gqa:
    """Grouped-query attention: `kv_heads` key/value heads serve `heads` query heads.

    Source: Ainslie et al. 2023, arXiv:2305.13245, section 2.
    """

    heads: Dim
    kv_heads: Dim
    head_dim: Dim

    @classmethod
    def of(
        cls,
        config: Config,
        width: Dim,
        *,
        kv_heads: int | None = None,
        head_dim: int | None = None,
    ) -> Gqa:
        """Read under the usual names: num_attention_heads, num_key_value_heads, head_dim.

        `kv_heads`, `head_dim`: the family's defaults where the field is not written down;
        without one, keys are as many as queries and the heads share the width.
        """
        heads = config.heads()
        kv = config.kv_heads(heads, absent=kv_heads)
        return cls(heads, kv, config.head_dim(width, heads, absent=head_dim))

    @classmethod
    def multi_head(cls, config: Config, width: Dim, *keys: str) -> Gqa:
        """Multi-head attention whose heads share the width; `keys` name the heads' field."""
        heads = config.heads(*keys)
        if width % heads:
            raise config.error(f"a width of {width} cannot be shared by {heads} heads evenly")
        return cls(heads, heads, Dim.named("head_dim", width // heads))

    @property
    def query(self) -> Dim:
        """Outputs of the query projection."""
        return self.heads * self.head_dim

    @property
    def key(self) -> Dim:
        """Outputs of the key projection; those of the value projection are as many."""
        return self.kv_heads * self.head_dim

    def mixing(
        self, layers: Sequence[int], kind: MixingKind = "full", window: int | None = None
    ) -> Mixing:
        """Keys and values of `kv_heads` heads for each token."""
        return Mixing(
            tuple(layers),
            kind,
            per_token=2 * self.kv_heads * self.head_dim,
            window=window,
            scores=2 * self.heads * self.head_dim,
        )


def attention(
    width: Dim,
    a: Gqa,
    *,
    qkv_bias: bool = False,
    out_bias: bool = False,
    names: tuple[str, str, str, str] = ("q_proj", "k_proj", "v_proj", "o_proj"),
) -> Tensors:
    """The four projections of one grouped-query attention.

    Shapes: q [heads·head_dim, width]; k, v [kv_heads·head_dim, width];
    o [width, heads·head_dim].
    Source: Ainslie et al. 2023, arXiv:2305.13245, section 2.

    >>> d = Dim.named("width", 8192)
    >>> a = Gqa(Dim.named("heads", 64), Dim.named("kv_heads", 8), Dim.named("head_dim", 128))
    >>> sum(tensor.count for tensor in attention(d, a))
    150994944
    """
    q, k, v, o = names
    return (
        *linear(q, width, a.query, "attention", bias=qkv_bias),
        *linear(k, width, a.key, "attention", bias=qkv_bias),
        *linear(v, width, a.key, "attention", bias=qkv_bias),
        *linear(o, a.query, width, "attention", bias=out_bias),
    )


def gated_mlp(
    width: int,
    intermediate: int,
    component: Component = "mlp",
    *,
    bias: bool = False,
    names: tuple[str, str, str] = ("gate_proj", "up_proj", "down_proj"),
) -> Tensors:
    """SwiGLU and its kin: gate and up [intermediate, width], down [width, intermediate].

    Source: Shazeer 2020, arXiv:2002.05202, section 2.
    """
    gate, up, down = names
    return (
        *linear(gate, width, intermediate, component, bias=bias),
        *linear(up, width, intermediate, component, bias=bias),
        *linear(down, intermediate, width, component, bias=bias),
    )


def plain_mlp(
    width: int,
    intermediate: int,
    *,
    bias: bool = True,
    names: tuple[str, str] = ("fc1", "fc2"),
) -> Tensors:
    """Two linear layers: [intermediate, width] and [width, intermediate]."""
    up, down = names
    return (
        *linear(up, width, intermediate, "mlp", bias=bias),
        *linear(down, intermediate, width, "mlp", bias=bias),
    )


def head(tied: bool, name: str, width: int, vocab: int, *, bias: bool = False) -> Tensors:
    """The output head [vocab, width]; a tied one has no tensor of its own but the bias."""
    weight, *rest = linear(name, width, vocab, "lm_head", bias=bias)
    return tuple(rest) if tied else (weight, *rest)
