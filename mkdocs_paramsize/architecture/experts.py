"""Mixtures of experts: routers, routed and shared experts, and which layers hold them.

A router scores all experts of its layer, `top_k` of them serve a token; shared experts
serve every token. Source of the idea: Shazeer et al. 2017, arXiv:1701.06538, section 2;
of shared experts: Dai et al. 2024, arXiv:2401.06066, section 3.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    as_component,
    gated_mlp,
    linear,
    routed,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Tensor

GATED = ("gate_proj", "up_proj", "down_proj")

_COUNTS = ("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")
_OF_SOME = (
    *_COUNTS,
    "num_shared_experts",
    "n_shared_experts",
    "moe_num_shared_experts",
    "moe_intermediate_size",
    "moe_shared_expert_intermediate_size",
    "shared_expert_intermediate_size",
)
"""Fields that say nothing of a model none of whose layers has experts."""

_CHOSEN = ("num_experts_per_tok", "experts_per_token", "moe_topk", "moe_k", "moe_top_k")


@dataclass(frozen=True, slots=True)
class Experts:
    """The routed experts of a layer: how many, how many serve a token, how wide each is."""

    count: Dim
    top_k: Dim
    intermediate: Dim

    @classmethod
    def of(cls, config: Config, *intermediate: str) -> Experts:
        """Read under any of the names that families use; `intermediate` names the width's.

        Raises ConfigError when two names contradict each other, and when more experts
        serve a token than there are.
        """
        count = config.dim("experts", *_COUNTS)
        top_k = config.dim("top_k", *_CHOSEN)
        width = intermediate or ("moe_intermediate_size",)
        return cls(count, top_k, config.dim("expert_intermediate", *width)).checked(config)

    @classmethod
    def where(cls, config: Config, schedule: Schedule, *intermediate: str) -> Experts | None:
        """The same; None when no layer has experts, so that no field of theirs is needed."""
        config.knows(*_OF_SOME)
        return cls.of(config, *intermediate) if schedule.sparse.numbers else None

    def checked(self, config: Config) -> Experts:
        """These experts; raises ConfigError when too few of them are there."""
        if self.top_k > self.count:
            raise config.error(
                f"{self.top_k} experts are to serve a token, but a layer has only "
                f"{self.count}; write at most as many"
            )
        return self

    @property
    def dims(self) -> dict[str, Dim]:
        """Their named dimensions."""
        return {
            "experts": self.count,
            "top_k": self.top_k,
            "expert_intermediate": self.intermediate,
        }


def router(name: str, width: int, e: Experts, *, bias: bool = False) -> Tensors:
    """The scores of a layer's experts: weight [experts, width]."""
    return linear(name, width, e.count, "router", bias=bias)


def correction_bias(name: str, e: Experts, *, trained: bool = False) -> Tensors:
    """The bias [experts] that balances the choice of experts without a loss.

    It is kept as a buffer, which no gradient reaches; `trained` where the reference
    implementation holds it among its parameters.
    Source: Wang et al. 2024, arXiv:2408.15664, section 3.
    """
    return (Tensor(name, (e.count,), "router", buffer=not trained),)


def separate_experts(
    width: int, e: Experts, name: str = "experts.{expert}", names: tuple[str, str, str] = GATED
) -> Tensors:
    """Gated experts, each with three matrices of its own in the checkpoint."""
    one = gated_mlp(width, e.intermediate, names=names)
    return routed(under(name, one), e.count, e.top_k)


def packed_experts(e: Experts, shapes: Mapping[str, tuple[int, ...]]) -> Tensors:
    """Experts that share tensors: under each name, all of them along the first dimension."""
    tensors = (Tensor(name, (e.count, *shape), "experts") for name, shape in shapes.items())
    return routed(tensors, e.count, e.top_k)


def fused_experts(width: int, e: Experts) -> Tensors:
    """Gated experts in two tensors for all: [experts, 2·intermediate, width] and back."""
    shapes = {
        "experts.gate_up_proj": (2 * e.intermediate, width),
        "experts.down_proj": (width, e.intermediate),
    }
    return packed_experts(e, shapes)


def shared_experts(name: str, width: int, intermediate: int, *, bias: bool = False) -> Tensors:
    """A gated MLP that serves every token beside the routed ones; none without a width."""
    if not intermediate:
        return ()
    return under(name, gated_mlp(width, intermediate, "shared_experts", bias=bias))


def balanced_block(
    width: int, e: Experts, shared: int, *, balanced: bool = True, bias: bool = False
) -> Tensors:
    """DeepSeek's layer of experts, under `mlp`: a router, experts, `shared` shared ones.

    The shared ones are one MLP of `shared` times an expert's width. `balanced`: the
    router has a correction bias; `bias`: the shared MLP has biases.
    Source: models/deepseek_v2 and models/deepseek_v3 in Hugging Face transformers 5.23.
    """
    return (
        *router("mlp.gate", width, e),
        *(correction_bias("mlp.gate.e_score_correction_bias", e) if balanced else ()),
        *under("mlp", separate_experts(width, e)),
        *shared_experts("mlp.shared_experts", width, e.intermediate * shared, bias=bias),
    )


def shared_count(config: Config, *keys: str, absent: int) -> Dim:
    """How many shared experts a layer has; `null` says none."""
    default = 0 if any(map(config.stated, keys)) else absent
    return config.dim("shared_experts", *keys, default=default, least=0)


@dataclass(frozen=True, slots=True)
class Layers:
    """Some of a model's layers: their numbers, and how many they are as an expression."""

    numbers: tuple[int, ...]
    count: Dim


@dataclass(frozen=True, slots=True)
class Schedule:
    """Which layers hold experts (`sparse`) and which a plain MLP (`dense`)."""

    sparse: Layers
    dense: Layers


def leading_dense(layers: Dim, dense: Dim) -> Schedule:
    """Plain MLPs in the first `dense` layers, experts in the rest.

    >>> leading_dense(Dim.named("layers", 61), Dim.named("dense_layers", 3)).sparse.count
    58
    """
    first = dense if dense <= layers else layers
    return Schedule(
        sparse=Layers(tuple(range(first, layers)), layers - first),
        dense=Layers(tuple(range(first)), first),
    )


def listed(layers: Dim, sparse: Iterable[int]) -> Schedule:
    """Experts in these layers, plain MLPs in the rest."""
    chosen = set(sparse)
    return Schedule(
        sparse=_some(layers, tuple(n for n in range(layers) if n in chosen)),
        dense=_some(layers, tuple(n for n in range(layers) if n not in chosen)),
    )


def _some(layers: Dim, numbers: tuple[int, ...]) -> Layers:
    return Layers(numbers, layers if len(numbers) == layers else Dim(len(numbers)))


def by_mlp_type(config: Config, layers: Dim, usual: Schedule) -> Schedule:
    """As the field `mlp_layer_types` says, else as is usual for the family."""
    config.knows(*_OF_SOME)
    kinds = config.texts("mlp_layer_types", layers)
    if kinds is None:
        return usual
    if strange := sorted(set(kinds) - {"dense", "sparse"}):
        raise config.error(
            f"mlp_layer_types names {strange[0]!r}; a layer is either 'dense' or 'sparse'"
        )
    return listed(layers, (number for number, kind in enumerate(kinds) if kind == "sparse"))


def first_dense(config: Config, layers: Dim, *, absent: int, key: str = "") -> Schedule:
    """As `first_k_dense_replace` says: so many layers with a plain MLP at the beginning."""
    keys = (key or "first_k_dense_replace",)
    default = 0 if config.stated(keys[0]) else absent
    return leading_dense(layers, config.dim("dense_layers", *keys, default=default, least=0))


def stack_in(layers: Layers, tensors: Iterable[Tensor], prefix: str = LAYER) -> Tensors:
    """The tensors in each of these layers."""
    stacked = stack(prefix, layers.numbers, tensors)
    return tuple(replace(tensor, repeat=layers.count) for tensor in stacked)


def dense_layers(config: Config, where: Schedule, *, bias: bool = False) -> Tensors:
    """The plain gated MLPs of the layers without experts."""
    if not where.dense.numbers:
        return ()
    intermediate = config.dim("intermediate", "intermediate_size")
    return stack_in(where.dense, under("mlp", gated_mlp(config.width(), intermediate, bias=bias)))


def gqa_dims(a: Gqa) -> dict[str, Dim]:
    """Named dimensions of grouped-query attention."""
    return {"heads": a.heads, "kv_heads": a.kv_heads, "head_dim": a.head_dim}


def as_shared(tensors: Iterable[Tensor]) -> Tensors:
    """The tensors counted with the shared experts, as their gates are."""
    return as_component("shared_experts", tensors)
