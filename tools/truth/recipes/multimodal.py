"""Small configs of models that read images: a text model and a vision tower."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tools.truth.recipes import (
    Shapes,
    cohere,
    conv,
    deepseek,
    delta,
    gemma,
    gemma_layered,
    llama,
    moe_kin,
    qwen,
    qwen_moe,
)

Draw = Callable[[random.Random], dict[str, Any]]


def _wrapped(model_class: str, text_type: str, text: Draw, vision: Draw, **fields: Any) -> Draw:
    """A config of both parts; the ids of image tokens lie inside the small vocabulary."""

    def draw(rng: random.Random) -> dict[str, Any]:
        # Inside another config `null` is not taken for every field.
        told = {key: value for key, value in text(rng).items() if value is not None}
        inner = {"model_type": text_type, **told}
        return {
            "architectures": [model_class],
            "text_config": inner,
            "vision_config": vision(rng),
            "tie_word_embeddings": inner.get("tie_word_embeddings", False),
            **{key: value(rng) if callable(value) else value for key, value in fields.items()},
        }

    return draw


def _tower(rng: random.Random, model_type: str, **fields: Any) -> dict[str, Any]:
    heads = rng.choice([1, 2])
    return {
        "model_type": model_type,
        "hidden_size": heads * rng.choice([8, 12]),
        "num_attention_heads": heads,
        "num_hidden_layers": rng.choice([2, 3]),
        "intermediate_size": rng.randint(10, 40),
        "image_size": 28,
        "patch_size": rng.choice([7, 14]),
        **fields,
    }


def siglip(rng: random.Random) -> dict[str, Any]:
    """SigLIP without its pooling head, as decoders use it."""
    return _tower(rng, "siglip_vision_model", vision_use_head=False)


def clip(rng: random.Random) -> dict[str, Any]:
    """CLIP."""
    return _tower(rng, "clip_vision_model", projection_dim=16)


def pixtral(rng: random.Random) -> dict[str, Any]:
    """Pixtral."""
    return _tower(rng, "pixtral")


def llama4_vision(rng: random.Random) -> dict[str, Any]:
    """Llama 4's tower, whose adapter folds four patches into one."""
    tower = _tower(rng, "llama4_vision_model")
    return {
        **tower,
        "intermediate_size": 4 * tower["hidden_size"],
        "projector_input_dim": rng.randint(10, 20),
        "projector_output_dim": rng.randint(10, 20),
        "vision_output_dim": rng.randint(10, 20),
    }


def _qwen(rng: random.Random, model_type: str, **fields: Any) -> dict[str, Any]:
    heads = rng.choice([1, 2])
    return {
        "model_type": model_type,
        "depth": rng.choice([2, 3]),
        "hidden_size": heads * 8,
        "num_heads": heads,
        "intermediate_size": rng.randint(10, 40),
        "patch_size": rng.choice([4, 6]),
        "spatial_merge_size": 2,
        "temporal_patch_size": rng.choice([1, 2]),
        "out_hidden_size": rng.randint(10, 20),
        **fields,
    }


def _qwen3(model_type: str) -> Draw:
    return lambda rng: _qwen(rng, model_type, num_position_embeddings=rng.choice([16, 36]))


def _deepstack(model_type: str) -> Draw:
    return lambda rng: _qwen(
        rng,
        model_type,
        num_position_embeddings=rng.choice([16, 36]),
        deepstack_visual_indexes=rng.choice([[0], [0, 1]]),
    )


def qwen2_vl(rng: random.Random) -> dict[str, Any]:
    """Qwen2-VL's tower has fields of its own."""
    heads = rng.choice([1, 2])
    return {
        "model_type": "qwen2_vl_vision",
        "depth": rng.choice([2, 3]),
        "embed_dim": heads * 8,
        "hidden_size": rng.randint(10, 20),
        "num_heads": heads,
        "mlp_ratio": rng.choice([2, 4]),
        "patch_size": rng.choice([4, 6]),
        "spatial_merge_size": 2,
        "temporal_patch_size": rng.choice([1, 2]),
    }


def _plain(text: Draw, **fields: Any) -> Draw:
    """A text model with some fields fixed."""
    return lambda rng: {**text(rng), **fields}


def _untied(text: Draw) -> Draw:
    return _plain(text, tie_word_embeddings=False)


def gemma4_vision(rng: random.Random) -> dict[str, Any]:
    """Gemma 4's tower."""
    heads = rng.choice([1, 2])
    return {
        "model_type": "gemma4_vision",
        "hidden_size": heads * 8,
        "head_dim": 8,
        "num_attention_heads": heads,
        "num_key_value_heads": heads,
        "num_hidden_layers": rng.choice([2, 3]),
        "intermediate_size": rng.randint(10, 40),
        "patch_size": rng.choice([4, 6]),
        "position_embedding_size": rng.randint(10, 20),
    }


def kimi_k25_vision(rng: random.Random) -> dict[str, Any]:
    """Kimi K2.5's tower."""
    heads = rng.choice([1, 2])
    return {
        "model_type": "kimi_k25_vision",
        "hidden_size": heads * 8,
        "num_attention_heads": heads,
        "num_hidden_layers": rng.choice([2, 3]),
        "intermediate_size": rng.randint(10, 40),
        "patch_size": 7,
        "pos_emb_height": 4,
        "pos_emb_width": 4,
    }


RECIPES = {
    "gemma3": _wrapped(
        "Gemma3ForConditionalGeneration",
        "gemma3_text",
        gemma.RECIPES["gemma3_text"],
        siglip,
        image_token_index=5,
    ),
    "gemma4": _wrapped(
        "Gemma4ForConditionalGeneration",
        "gemma4_text",
        gemma_layered.gemma4_text,
        gemma4_vision,
        image_token_id=5,
    ),
    "gemma4_unified": _wrapped(
        "Gemma4UnifiedForConditionalGeneration",
        "gemma4_unified_text",
        gemma_layered.gemma4_unified_text,
        lambda rng: {"model_type": "gemma4_unified_vision", "mm_embed_dim": 8},
        image_token_id=5,
    ),
    "paligemma": _wrapped(
        "PaliGemmaForConditionalGeneration",
        "gemma",
        gemma.RECIPES["gemma"],
        siglip,
        image_token_index=5,
        projection_dim=12,
    ),
    "llama4": _wrapped(
        "Llama4ForConditionalGeneration",
        "llama4_text",
        moe_kin.RECIPES["llama4_text"],
        llama4_vision,
        image_token_index=5,
    ),
    "mistral3": _wrapped(
        "Mistral3ForConditionalGeneration",
        "mistral",
        _untied(llama.mistral),
        pixtral,
        image_token_index=5,
        multimodal_projector_bias=lambda rng: rng.choice([True, False]),
    ),
    "llava": _wrapped(
        "LlavaForConditionalGeneration",
        "llama",
        llama.llama,
        clip,
        image_token_index=5,
        multimodal_projector_bias=lambda rng: rng.choice([True, False]),
    ),
    "llava_next": _wrapped(
        "LlavaNextForConditionalGeneration",
        "mistral",
        llama.mistral,
        clip,
        image_token_index=5,
    ),
    "aya_vision": _wrapped(
        "AyaVisionForConditionalGeneration",
        "cohere2",
        cohere.RECIPES["cohere2"],
        siglip,
        image_token_index=5,
    ),
    "lfm2_vl": _wrapped(
        "Lfm2VlForConditionalGeneration",
        "lfm2",
        conv.lfm2,
        lambda rng: {
            **_tower(rng, "siglip2_vision_model", vision_use_head=False),
            "num_patches": 4,
        },
        image_token_id=5,
    ),
    "internvl": _wrapped(
        "InternVLForConditionalGeneration",
        "qwen2",
        _untied(qwen.RECIPES["qwen2"]),
        lambda rng: {
            **_tower(rng, "internvl_vision"),
            "image_size": [28, 28],
            "patch_size": [14, 14],
        },
        image_token_id=5,
    ),
    "idefics3": _wrapped(
        "Idefics3ForConditionalGeneration",
        "llama",
        llama.llama,
        lambda rng: _tower(rng, "idefics3_vision"),
        image_token_id=5,
        scale_factor=2,
    ),
    "smolvlm": _wrapped(
        "SmolVLMForConditionalGeneration",
        "llama",
        llama.llama,
        lambda rng: _tower(rng, "smolvlm_vision"),
        image_token_id=5,
        scale_factor=2,
    ),
    "kimi_k25": _wrapped(
        "Kimi_K25ForConditionalGeneration",
        "deepseek_v3",
        _untied(deepseek.RECIPES["deepseek_v3"]),
        kimi_k25_vision,
        image_token_id=5,
        projection_hidden_size=lambda rng: rng.choice([8, 16]),
    ),
    "qwen2_vl": _wrapped(
        "Qwen2VLForConditionalGeneration",
        "qwen2_vl_text",
        qwen.RECIPES["qwen2"],
        qwen2_vl,
        image_token_id=5,
    ),
    "qwen2_5_vl": _wrapped(
        "Qwen2_5_VLForConditionalGeneration",
        "qwen2_5_vl_text",
        qwen.RECIPES["qwen2"],
        lambda rng: _qwen(rng, "qwen2_5_vl_vision"),
        image_token_id=5,
    ),
    "qwen3_vl": _wrapped(
        "Qwen3VLForConditionalGeneration",
        "qwen3_vl_text",
        qwen.RECIPES["qwen3"],
        _deepstack("qwen3_vl_vision"),
        image_token_id=5,
    ),
    "qwen3_vl_moe": _wrapped(
        "Qwen3VLMoeForConditionalGeneration",
        "qwen3_vl_moe_text",
        qwen_moe.RECIPES["qwen3_moe"],
        _deepstack("qwen3_vl_moe_vision"),
        image_token_id=5,
    ),
    "qwen3_5": _wrapped(
        "Qwen3_5ForConditionalGeneration",
        "qwen3_5_text",
        delta.qwen3_5_text,
        _qwen3("qwen3_5_vision"),
        image_token_id=5,
    ),
    "qwen3_5_moe": _wrapped(
        "Qwen3_5MoeForConditionalGeneration",
        "qwen3_5_moe_text",
        delta.qwen3_5_moe_text,
        _qwen3("qwen3_5_moe_vision"),
        image_token_id=5,
    ),
    "qwen4_exp": _wrapped(
        "Qwen4ExpForConditionalGeneration",
        "qwen4_exp_text",
        delta.qwen4_exp_text,
        _qwen3("qwen4_exp_vision"),
        image_token_id=5,
    ),
}


def _inner_module(saved: Shapes) -> Shapes:
    """Released towers hold a module `vision_model`, which saving leaves out."""
    return {
        name.replace("vision_tower.", "vision_tower.vision_model.", 1): shape
        for name, shape in saved.items()
    }


def _transposed_experts(saved: Shapes) -> Shapes:
    """Released experts are stored inputs before outputs."""
    return {
        name: (shape[0], shape[2], shape[1]) if ".mlp.experts." in name else shape
        for name, shape in saved.items()
    }


def _layers(saved: Shapes) -> Shapes:
    """Saving names the layers of the text model like those of the tower."""
    return {
        name.replace("language_model.model.blocks.", "language_model.model.layers."): shape
        for name, shape in saved.items()
    }


RELEASED = {
    "kimi_k25": _layers,
    "gemma3": _inner_module,
    "paligemma": _inner_module,
    "llava": _inner_module,
    "llava_next": _inner_module,
    "aya_vision": _inner_module,
    "lfm2_vl": _inner_module,
    "qwen3_vl_moe": _transposed_experts,
}
