"""The towers of Qwen2-VL, Qwen2.5-VL, Qwen3-VL and Qwen3.5.

Source of every name, shape and default: models/qwen2_vl, qwen2_5_vl, qwen3_vl and qwen3_5
in Hugging Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    Tensors,
    gated_mlp,
    linear,
    norm,
    plain_mlp,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.architecture.vision.images import Images


def _qwen_patches(images: Images, *, bias: bool) -> Tensors:
    """A convolution over patches in space and time."""
    frames = images.config.dim("frames", "temporal_patch_size", default=2)
    shape = (images.width, images.channels, frames, images.patch, images.patch)
    weight = Tensor("patch_embed.proj.weight", shape, "embedding")
    beside = (Tensor("patch_embed.proj.bias", (images.width,), "embedding"),) if bias else ()
    return (weight, *beside)


def _qwen_attention(width: Dim) -> Tensors:
    return (
        *linear("attn.qkv", width, 3 * width, "attention", bias=True),
        *linear("attn.proj", width, width, "attention", bias=True),
    )


def _merged(images: Images) -> Dim:
    """The width of the patches that are merged into one."""
    merge = images.config.dim("merge", "spatial_merge_size", default=2)
    return images.width * merge * merge


def qwen3_vl_tower(config: Config, width: Dim) -> Tensors:
    """The tower of Qwen3-VL, which also hands on what three of its inner layers see."""
    return _qwen3(config, deepstack=(8, 16, 24))


def qwen3_5_tower(config: Config, width: Dim) -> Tensors:
    """The tower of Qwen3.5: the same, which hands on what its last layer sees."""
    return _qwen3(config, deepstack=())


def _qwen3(config: Config, *, deepstack: tuple[int, ...]) -> Tensors:
    """`deepstack`: the layers that are handed on where the config does not list them."""
    images = Images.of(config, width=1152, depth=27, intermediate=4304)
    own, vision, merged = images.config, images.width, _merged(images)
    out = own.dim("vision_outputs", "out_hidden_size", default=3584)
    layer = (
        *_qwen_attention(vision),
        *under("mlp", plain_mlp(vision, images.intermediate, names=_FC)),
        *norm("norm1", vision, bias=True),
        *norm("norm2", vision, bias=True),
    )
    rows = own.dim("positions", "num_position_embeddings", default=2304)
    inner = own.whole_numbers("deepstack_visual_indexes", deepstack)
    tower = (
        *_qwen_patches(images, bias=True),
        *table("pos_embed", rows, vision, "position_embedding"),
        *stack("blocks.{layer}", images.depth, layer),
        *norm("merger.norm", vision, bias=True),
        *under("merger", _merger(merged, out)),
        *(
            tensor
            for number in range(len(inner))
            for tensor in under(
                f"deepstack_merger_list.{number}",
                (*norm("norm", merged, bias=True), *_merger(merged, out)),
            )
        ),
    )
    return under("model.visual", tower)


_FC = ("linear_fc1", "linear_fc2")


def _merger(merged: Dim, out: Dim) -> Tensors:
    return (
        *linear("linear_fc1", merged, merged, "other", bias=True),
        *linear("linear_fc2", merged, out, "other", bias=True),
    )


def qwen2_5_tower(config: Config, width: Dim) -> Tensors:
    """Qwen2.5-VL: RMS norms and gated MLPs with biases."""
    images = Images.of(config, width=3584, depth=32, intermediate=3420, patch=14)
    vision, merged = images.width, _merged(images)
    out = images.config.dim("vision_outputs", "out_hidden_size", default=3584)
    layer = (
        *_qwen_attention(vision),
        *under("mlp", gated_mlp(vision, images.intermediate, bias=True)),
        *norm("norm1", vision),
        *norm("norm2", vision),
    )
    return under(
        "visual",
        (
            *_qwen_patches(images, bias=False),
            *stack("blocks.{layer}", images.depth, layer),
            *norm("merger.ln_q", vision),
            *_older_merger(merged, out),
        ),
    )


def qwen2_tower(config: Config, width: Dim) -> Tensors:
    """Qwen2-VL: its `embed_dim` is the tower's width, its `hidden_size` the text model's."""
    own = config.nested("vision_config")
    vision = own.dim("vision_width", "embed_dim", default=1280)
    ratio = own.dim("mlp_ratio", "mlp_ratio", default=4)
    images = Images(
        own,
        vision,
        own.dim("vision_layers", "depth", "num_hidden_layers", default=32, most=MOST_LAYERS),
        vision * ratio,
        own.dim("patch", "patch_size", default=14),
        own.dim("channels", "in_channels", "in_chans", default=3),
    )
    out = own.dim("vision_outputs", "hidden_size", default=3584)
    layer = (
        *_qwen_attention(vision),
        *under("mlp", plain_mlp(vision, images.intermediate)),
        *norm("norm1", vision, bias=True),
        *norm("norm2", vision, bias=True),
    )
    return under(
        "visual",
        (
            *_qwen_patches(images, bias=False),
            *stack("blocks.{layer}", images.depth, layer),
            *norm("merger.ln_q", vision, bias=True),
            *_older_merger(_merged(images), out),
        ),
    )


def _older_merger(merged: Dim, out: Dim) -> Tensors:
    return (
        *linear("merger.mlp.0", merged, merged, "other", bias=True),
        *linear("merger.mlp.2", merged, out, "other", bias=True),
    )
