"""What every vision tower has: patches of an image, a width, a depth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mkdocs_paramsize.architecture.blocks import Tensors, linear
from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Tensor

Tower = Callable[[Config, Dim], Tensors]
"""From the whole config and the width of the text model to the tower's tensors."""


@dataclass(frozen=True, slots=True)
class Images:
    """The dimensions that every tower has, under the names of its `vision_config`."""

    config: Config
    width: Dim
    depth: Dim
    intermediate: Dim
    patch: Dim
    channels: Dim

    @classmethod
    def of(
        cls,
        whole: Config,
        *,
        width: int = 768,
        depth: int | None = None,
        intermediate: int | None = None,
        patch: int = 16,
    ) -> Images:
        """Read under the names of CLIP: hidden_size, num_hidden_layers, intermediate_size.

        `width`, `depth`, `intermediate`, `patch`: the defaults of the tower's class.
        """
        config = whole.nested("vision_config")
        deep = ("vision_layers", "num_hidden_layers", "depth")
        return cls(
            config,
            config.dim("vision_width", "hidden_size", default=width),
            config.dim(*deep, default=depth, most=MOST_LAYERS),
            config.dim("vision_intermediate", "intermediate_size", default=intermediate),
            config.dim("patch", "patch_size", default=patch),
            config.dim("channels", "num_channels", "in_channels", "in_chans", default=3),
        )

    def patches(self, absent: int = 224) -> Dim:
        """Patches in an image; a last row that is not whole is left out."""
        side = self.config.dim("image", "image_size", default=absent) // self.patch
        if not side:
            raise self.config.error(f"an image is smaller than its patches of {self.patch}")
        return side * side


def patch_convolution(name: str, images: Images, *, bias: bool) -> Tensors:
    """A convolution [width, channels, patch, patch] over patches."""
    shape = (images.width, images.channels, images.patch, images.patch)
    weight = Tensor(f"{name}.weight", shape, "embedding")
    return (weight, Tensor(f"{name}.bias", (images.width,), "embedding")) if bias else (weight,)


def biased_attention(images: Images, out: str) -> Tensors:
    """Four projections [width, width] with biases.

    Raises ConfigError when the heads that the config states do not share the width evenly.
    """
    config, width = images.config, images.width
    heads = config.dim("vision_heads", "num_attention_heads", default=1)
    if width % heads:
        raise config.error(
            f"a width of {width} cannot be shared by {heads} heads evenly; "
            "write a num_attention_heads that divides it"
        )
    return tuple(
        tensor
        for name in ("q_proj", "k_proj", "v_proj", out)
        for tensor in linear(name, width, width, "attention", bias=True)
    )


def feature_layers(config: Config) -> int:
    """How many layers of the tower are read: one, or those that are listed."""
    if isinstance(config.get("vision_feature_layer"), list):
        return max(1, len(config.whole_numbers("vision_feature_layer")))
    return 1
