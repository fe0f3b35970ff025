"""CLIP and SigLIP, and the projectors of Gemma 3, PaliGemma and LLaVA.

Source of every name, shape and default: models/siglip, clip, gemma3, paligemma, llava and
llava_next in Hugging Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mkdocs_paramsize.architecture.blocks import (
    Tensors,
    linear,
    norm,
    plain_mlp,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.architecture.vision.images import (
    Images,
    biased_attention,
    feature_layers,
    patch_convolution,
)
from mkdocs_paramsize.architecture.vision.towers import pixtral, pixtral_images


def _clip_layers(images: Images, prefix: str) -> Tensors:
    width = images.width
    layer = (
        *under("self_attn", biased_attention(images, "out_proj")),
        *norm("layer_norm1", width, bias=True),
        *norm("layer_norm2", width, bias=True),
        *under("mlp", plain_mlp(width, images.intermediate)),
    )
    return stack(f"{prefix}.encoder.layers.{{layer}}", images.depth, layer)


def siglip(images: Images, prefix: str = "vision_tower.vision_model") -> Tensors:
    """SigLIP; decoders read its patches, so they do without the head that pools them."""
    pooled = images.config.flag("vision_use_head", True)
    return (
        *patch_convolution(f"{prefix}.embeddings.patch_embedding", images, bias=True),
        *table(
            f"{prefix}.embeddings.position_embedding",
            images.patches(),
            images.width,
            "position_embedding",
        ),
        *_clip_layers(images, prefix),
        *norm(f"{prefix}.post_layernorm", images.width, bias=True),
        *(under(f"{prefix}.head", _pooling(images)) if pooled else ()),
    )


def _pooling(images: Images) -> Tensors:
    """One query that attends to all patches."""
    width = images.width
    return (
        Tensor("probe", (1, 1, width), "other"),
        Tensor("attention.in_proj_weight", (3 * width, width), "attention"),
        Tensor("attention.in_proj_bias", (3 * width,), "attention"),
        *linear("attention.out_proj", width, width, "attention", bias=True),
        *norm("layernorm", width, bias=True),
        *under("mlp", plain_mlp(width, images.intermediate)),
    )


def clip_images(config: Config) -> Images:
    """The dimensions of CLIP, whose patches are larger than SigLIP's."""
    return Images.of(config, patch=32)


def clip(images: Images, prefix: str = "vision_tower.vision_model") -> Tensors:
    """CLIP; the misspelt name of its first norm is the checkpoint's."""
    return (
        Tensor(f"{prefix}.embeddings.class_embedding", (images.width,), "embedding"),
        *patch_convolution(f"{prefix}.embeddings.patch_embedding", images, bias=False),
        *table(
            f"{prefix}.embeddings.position_embedding",
            images.patches() + 1,
            images.width,
            "position_embedding",
        ),
        *norm(f"{prefix}.pre_layrnorm", images.width, bias=True),
        *_clip_layers(images, prefix),
        *norm(f"{prefix}.post_layernorm", images.width, bias=True),
    )


def gemma3_tower(config: Config, width: Dim) -> Tensors:
    """SigLIP, one matrix and a norm."""
    images = Images.of(config)
    weight = "multi_modal_projector.mm_input_projection_weight"
    return (
        *siglip(images),
        Tensor(weight, (images.width, width), "other"),
        *norm("multi_modal_projector.mm_soft_emb_norm", images.width),
    )


def paligemma_tower(config: Config, width: Dim) -> Tensors:
    """SigLIP and one linear layer, whose `projection_dim` ought to be the text model's width."""
    images = Images.of(config)
    out = config.dim("projection", "projection_dim", default=2048)
    return (
        *siglip(images),
        *linear("multi_modal_projector.linear", images.width, out, "other", bias=True),
    )


def llava_tower(config: Config, width: Dim) -> Tensors:
    """A tower of its choice, CLIP if it names none, and two linear layers; nothing where the
    tower's kind is not known."""
    kind = config.nested("vision_config").text("model_type", CLIP)
    if kind not in TOWERS:
        return ()
    measure, tower = TOWERS[kind]
    images = measure(config)
    bias = config.flag("multimodal_projector_bias", True)
    inputs = images.width * feature_layers(config)
    return (
        *tower(images),
        *linear("multi_modal_projector.linear_1", inputs, width, "other", bias=bias),
        *linear("multi_modal_projector.linear_2", width, width, "other", bias=bias),
    )


CLIP: Final = "clip_vision_model"
TOWERS: Final[Mapping[str, tuple[Callable[[Config], Images], Callable[[Images], Tensors]]]] = {
    CLIP: (clip_images, clip),
    "siglip_vision_model": (Images.of, siglip),
    "pixtral": (pixtral_images, pixtral),
}


def llava_next_tower(config: Config, width: Dim) -> Tensors:
    """The same, and a vector that ends a row of patches."""
    tower = llava_tower(config, width)
    return (*tower, Tensor("image_newline", (width,), "other")) if tower else ()
