"""The towers of Mistral 3 (Pixtral), Llama 4 and Gemma 4.

Source of every name, shape and default: models/pixtral, mistral3, llama4 and gemma4 in
Hugging Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Tensors,
    gated_mlp,
    linear,
    norm,
    plain_mlp,
    stack,
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


def pixtral_images(config: Config) -> Images:
    """The dimensions of Pixtral; released configs leave most of them to its class."""
    return Images.of(config, width=1024, depth=24, intermediate=4096)


def pixtral(images: Images) -> Tensors:
    """Pixtral: a small Llama over patches, with rotary positions in two directions."""
    vision = images.width
    layer = (
        *under("attention", _square("q_proj", "k_proj", "v_proj", "o_proj", width=vision)),
        *norm("attention_norm", vision),
        *under("feed_forward", gated_mlp(vision, images.intermediate)),
        *norm("ffn_norm", vision),
    )
    return (
        *patch_convolution("vision_tower.patch_conv", images, bias=False),
        *norm("vision_tower.ln_pre", vision),
        *stack("vision_tower.transformer.layers.{layer}", images.depth, layer),
    )


def mistral3_tower(config: Config, width: Dim) -> Tensors:
    """Pixtral, four patches merged into one, two linear layers."""
    images = pixtral_images(config)
    vision, merge = images.width, config.dim("merge", "spatial_merge_size", default=2)
    bias = config.flag("multimodal_projector_bias", False)
    inputs = vision * feature_layers(config)
    joint = (
        *norm("norm", vision),
        *linear("patch_merger.merging_layer", vision * merge * merge, vision, "other"),
        *linear("linear_1", inputs, width, "other", bias=bias),
        *linear("linear_2", width, width, "other", bias=bias),
    )
    return (*pixtral(images), *under("multi_modal_projector", joint))


def _square(*names: str, width: Dim) -> Tensors:
    return tuple(tensor for name in names for tensor in linear(name, width, width, "attention"))


def llama4_tower(config: Config, width: Dim) -> Tensors:
    """Patches by a matrix, a class vector at the end, and an adapter that folds patches."""
    images = Images.of(config, depth=34, intermediate=5632, patch=14)
    own, vision = images.config, images.width
    layer = (
        *under("self_attn", biased_attention(images, "o_proj")),
        *under("mlp", plain_mlp(vision, images.intermediate)),
        *norm("input_layernorm", vision, bias=True),
        *norm("post_attention_layernorm", vision, bias=True),
    )
    patch = images.channels * images.patch * images.patch
    inner = own.dim("projector_inputs", "projector_input_dim", default=4096)
    outer = own.dim("projector_outputs", "projector_output_dim", default=4096)
    tower = (
        *linear("patch_embedding.linear", patch, vision, "embedding"),
        Tensor("class_embedding", (vision,), "embedding"),
        Tensor("positional_embedding_vlm", (images.patches(448) + 1, vision), "position_embedding"),
        *norm("layernorm_pre", vision, bias=True),
        *norm("layernorm_post", vision, bias=True),
        *stack(LAYER, images.depth, layer),
        *linear("vision_adapter.mlp.fc1", images.intermediate, inner, "other"),
        *linear("vision_adapter.mlp.fc2", outer, outer, "other"),
    )
    seen = own.dim("vision_outputs", "vision_output_dim", default=7680)
    return (
        *under("vision_model", tower),
        *linear("multi_modal_projector.linear_1", seen, width, "other"),
    )


def gemma4_tower(config: Config, width: Dim) -> Tensors:
    """A small Gemma over patches; positions come from one table a direction."""
    images = Images.of(config)
    own, vision = images.config, images.width
    if any(own.flag(odd, False) for odd in ("use_clipped_linears", "attention_bias")):
        return ()
    heads = own.dim("vision_heads", "num_attention_heads", default=12)
    kv = own.kv_heads(heads, absent=12)
    size = own.dim("vision_head_dim", "head_dim", default=64)
    layer = (
        *linear("self_attn.q_proj.linear", vision, heads * size, "attention"),
        *linear("self_attn.k_proj.linear", vision, kv * size, "attention"),
        *linear("self_attn.v_proj.linear", vision, kv * size, "attention"),
        *linear("self_attn.o_proj.linear", heads * size, vision, "attention"),
        *norm("self_attn.q_norm", size),
        *norm("self_attn.k_norm", size),
        *gated_mlp(vision, images.intermediate, names=_GEMMA4_MLP),
        *norm("input_layernorm", vision),
        *norm("post_attention_layernorm", vision),
        *norm("pre_feedforward_layernorm", vision),
        *norm("post_feedforward_layernorm", vision),
    )
    rows = own.dim("positions", "position_embedding_size", default=10240)
    patch = images.channels * images.patch * images.patch
    tower = (
        *linear("patch_embedder.input_proj", patch, vision, "embedding"),
        Tensor("patch_embedder.position_embedding_table", (2, rows, vision), "position_embedding"),
        *stack("encoder.layers.{layer}", images.depth, layer),
        *(_standardised(vision) if own.flag("standardize", False) else ()),
    )
    return (
        *under("model.vision_tower", tower),
        *linear("model.embed_vision.embedding_projection", vision, width, "other"),
    )


_GEMMA4_MLP = ("mlp.gate_proj.linear", "mlp.up_proj.linear", "mlp.down_proj.linear")


def _standardised(vision: Dim) -> Tensors:
    return (
        Tensor("std_bias", (vision,), "other", buffer=True),
        Tensor("std_scale", (vision,), "other", buffer=True),
    )
