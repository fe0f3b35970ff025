"""Layers that keep a state of constant size: Mamba, Mamba 2, gated delta rules, short convolutions.

Their matrices are counted as `mixer`, their norms as `norm`. What a layer keeps of a
sequence is its recurrent state and the inputs that its convolution still sees, both as the
reference implementation keeps them (as many columns as the kernel is wide). They are counted
in numbers of 16 bits: a state that the config keeps in 32 counts twice.
Source of names and shapes: models/mamba, mamba2 and qwen3_next in Hugging Face transformers
5.23; of the ideas: Gu and Dao 2023, arXiv:2312.00752; Dao and Gu 2024, arXiv:2405.21060;
Yang et al. 2024, arXiv:2412.06464.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_paramsize.architecture.blocks import Tensors, linear, norm
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.model import Mixing
from mkdocs_paramsize.architecture.tensor import Tensor


def parameter(name: str, *shape: int, buffer: bool = False) -> Tensors:
    """A bare tensor of a mixer."""
    return (Tensor(name, shape, "mixer", buffer=buffer),)


def depthwise(name: str, channels: int, kernel: int, *, bias: bool = False) -> Tensors:
    """A convolution of each channel on its own: weight [channels, 1, kernel]."""
    weight = parameter(f"{name}.weight", channels, 1, kernel)
    return (*weight, *parameter(f"{name}.bias", channels)) if bias else weight


def automatic(config: Config, name: str, key: str, value: Dim) -> Dim:
    """A dimension whose field may be absent or say "auto": then `value`."""
    if not config.has(key) or config.get(key) == "auto":
        return Dim.named(name, value)
    return config.dim(name, key)


def shared_evenly(config: Config, what: str, size: Dim, parts: Dim) -> Dim:
    """`size` divided among `parts`; raises ConfigError when it does not divide."""
    if size % parts:
        raise config.error(f"{what} of {size} cannot be shared by {parts} heads evenly")
    return size // parts


def state_words(config: Config, key: str, *, absent: str = "auto") -> int:
    """How many numbers of 16 bits one of the recurrent state is: two where `key` says float32.

    `absent`: what the family's class says where the config does not.
    The inputs of the convolution are kept in the type of the model whatever it says. Source:
    vllm/model_executor/layers/mamba/mamba_utils.py of vLLM (commit 02d7108) and its pull
    requests 34489 and 39032, by which Qwen3.5 and Nemotron-H are served as their configs say.
    """
    return 2 if (config.get(key) or absent) == "float32" else 1


@dataclass(frozen=True, slots=True)
class Mamba:
    """A selective state space: `inner` channels with `state` numbers each."""

    inner: Dim
    state: Dim
    kernel: Dim
    rank: Dim

    @classmethod
    def of(cls, config: Config, state: str, kernel: str, expand: str, rank: str) -> Mamba:
        """Read under the names of these fields; the defaults are those of every family."""
        width = config.width()
        return cls(
            inner=config.dim("expand", expand, default=2) * width,
            state=config.dim("state", state, default=16),
            kernel=config.dim("kernel", kernel, default=4),
            rank=automatic(config, "rank", rank, (width + 15) // 16),
        )

    def tensors(self, width: Dim, *, bias: bool, conv_bias: bool) -> Tensors:
        """Shapes: in [2·inner, width]; x [rank + 2·state, inner]; dt [inner, rank].

        >>> m = Mamba(Dim(5120), Dim(16), Dim(4), Dim(160))
        >>> sum(tensor.count for tensor in m.tensors(Dim(2560), bias=False, conv_bias=True))
        41241600
        """
        return (
            *parameter("A_log", self.inner, self.state),
            *parameter("D", self.inner),
            *depthwise("conv1d", self.inner, self.kernel, bias=conv_bias),
            *linear("in_proj", width, 2 * self.inner, "mixer", bias=bias),
            *linear("x_proj", self.inner, self.rank + 2 * self.state, "mixer"),
            *linear("dt_proj", self.rank, self.inner, "mixer", bias=True),
            *linear("out_proj", self.inner, width, "mixer", bias=bias),
        )

    def mixing(self, layers: Sequence[int]) -> Mixing:
        """A state for each channel, and the last inputs of the convolution."""
        constant = self.inner * self.state + self.inner * self.kernel
        return Mixing(tuple(layers), "state_space", constant=constant)

    @property
    def dims(self) -> dict[str, Dim]:
        """Its named dimensions."""
        return {"state": self.state}


@dataclass(frozen=True, slots=True)
class Mamba2:
    """A state space in heads: each of `head_dim` channels with `state` numbers a channel.

    `words`: numbers of 16 bits that each of them is kept as.
    """

    heads: Dim
    head_dim: Dim
    groups: Dim
    state: Dim
    kernel: Dim
    words: int = 1

    @classmethod
    def of(cls, config: Config) -> Mamba2:
        """Read under the names of Bamba, Falcon-H1 and Granite 4."""
        inner = config.dim("expand", "mamba_expand", default=2) * config.width()
        return cls.within(config, config.dim("inner", "mamba_d_ssm", default=inner))

    @classmethod
    def within(cls, config: Config, inner: Dim) -> Mamba2:
        """The same with so many channels.

        Raises ConfigError when the heads do not share them evenly.
        """
        heads = config.dim("mamba_heads", "mamba_n_heads", default=128)
        even = shared_evenly(config, "a Mamba layer", inner, heads)
        head_dim = automatic(config, "mamba_head_dim", "mamba_d_head", even)
        if heads * head_dim != inner:
            raise config.error(
                f"{heads} Mamba heads of {head_dim} do not make up the {inner} channels of a layer"
            )
        return cls(
            heads,
            head_dim,
            groups=config.dim("groups", "mamba_n_groups", default=1),
            state=config.dim("state", "mamba_d_state", default=256),
            kernel=config.dim("kernel", "mamba_d_conv", default=4),
        )

    @property
    def inner(self) -> Dim:
        """Channels of the layer."""
        return self.heads * self.head_dim

    @property
    def convolved(self) -> Dim:
        """Channels that the convolution sees: inputs, and B and C of each group."""
        return self.inner + 2 * self.groups * self.state

    def tensors(
        self,
        width: Dim,
        *,
        bias: bool,
        conv_bias: bool,
        out_bias: bool | None = None,
        normed: bool = True,
    ) -> Tensors:
        """Shapes: in [2·inner + 2·groups·state + heads, width]; out [width, inner].

        `out_bias`: whether the way out has one, where it is not told by `bias`.
        """
        projected = self.inner + self.convolved + self.heads
        out = bias if out_bias is None else out_bias
        return (
            *parameter("dt_bias", self.heads),
            *parameter("A_log", self.heads),
            *parameter("D", self.heads),
            *depthwise("conv1d", self.convolved, self.kernel, bias=conv_bias),
            *linear("in_proj", width, projected, "mixer", bias=bias),
            *(norm("norm", self.inner) if normed else ()),
            *linear("out_proj", self.inner, width, "mixer", bias=out),
        )

    def mixing(self, layers: Sequence[int]) -> Mixing:
        """A state for each channel, and the last inputs of the convolution."""
        constant = self.words * self.inner * self.state + self.convolved * self.kernel
        return Mixing(tuple(layers), "state_space", constant=constant)

    @property
    def dims(self) -> dict[str, Dim]:
        """Its named dimensions."""
        return {"state": self.state, "mamba_heads": self.heads, "mamba_head_dim": self.head_dim}


@dataclass(frozen=True, slots=True)
class DeltaNet:
    """Linear attention whose state, key by value, is corrected by the delta rule.

    `words`: numbers of 16 bits that each number of the state is kept as.
    """

    key_heads: Dim
    value_heads: Dim
    key_dim: Dim
    value_dim: Dim
    kernel: Dim
    words: int = 1

    @classmethod
    def of(cls, config: Config) -> DeltaNet:
        """Read under the names of Qwen3-Next; heads of 128 where nothing is told.

        Raises ConfigError as `checked` does.
        """
        d = cls(
            key_heads=config.dim("linear_key_heads", "linear_num_key_heads", default=16),
            value_heads=config.dim("linear_value_heads", "linear_num_value_heads", default=32),
            key_dim=config.dim("linear_key_dim", "linear_key_head_dim", default=128),
            value_dim=config.dim("linear_value_dim", "linear_value_head_dim", default=128),
            kernel=config.dim("kernel", "linear_conv_kernel_dim", default=4),
            words=state_words(config, "mamba_ssm_dtype"),
        )
        return d.checked(config)

    def checked(self, config: Config) -> DeltaNet:
        """This layer; raises ConfigError when value heads do not share the key heads evenly."""
        if self.value_heads % self.key_heads:
            raise config.error(
                f"linear_num_value_heads is {self.value_heads}; write a multiple of "
                f"linear_num_key_heads = {self.key_heads}"
            )
        return self

    @property
    def key(self) -> Dim:
        """Outputs of the key projection; those of the query projection are as many."""
        return self.key_heads * self.key_dim

    @property
    def value(self) -> Dim:
        """Outputs of the value projection."""
        return self.value_heads * self.value_dim

    @property
    def convolved(self) -> Dim:
        """Channels that the convolution sees: queries, keys and values."""
        return 2 * self.key + self.value

    def decays(self) -> Tensors:
        """One decay and one bias of it a value head."""
        return (*parameter("dt_bias", self.value_heads), *parameter("A_log", self.value_heads))

    def mixing(self, layers: Sequence[int]) -> Mixing:
        """A matrix [key, value] for each value head, and the convolution's last inputs."""
        state = self.words * self.value_heads * self.key_dim * self.value_dim
        constant = state + self.convolved * self.kernel
        return Mixing(tuple(layers), "linear", constant=constant)

    @property
    def dims(self) -> dict[str, Dim]:
        """Its named dimensions."""
        return {
            "linear_key_heads": self.key_heads,
            "linear_value_heads": self.value_heads,
            "linear_key_dim": self.key_dim,
            "linear_value_dim": self.value_dim,
        }
