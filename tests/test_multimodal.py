"""Models that also see: the text model is what is counted, and the page can say so."""

from __future__ import annotations

from typing import Any

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import ConfigError, UnknownArchitectureError
from mkdocs_paramsize.ledger import Ledger

TEXT = {
    "model_type": "llama",
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 128,
    "vocab_size": 1000,
}
CLIP = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "intermediate_size": 48,
    "image_size": 28,
    "patch_size": 14,
}


def _llava(**fields: Any) -> dict[str, Any]:
    return {"model_type": "llava", "text_config": TEXT, "vision_config": CLIP, **fields}


def test_total_is_that_of_the_text_model() -> None:
    whole = read(_llava())

    assert Ledger(whole).total == Ledger(read(TEXT)).total
    assert whole.model_type == "llava"
    assert whole.left_out == ("vision",)


def test_tower_is_counted_on_its_own() -> None:
    ledger = Ledger(read(_llava()))
    layer = 4 * (32 * 32 + 32) + 2 * 2 * 32 + (32 * 48 + 48) + (48 * 32 + 32)
    patches = 3 * 14 * 14 * 32 + 32 + 5 * 32
    projector = (32 * 64 + 64) + (64 * 64 + 64)

    assert ledger.module("vision") == 2 * layer + patches + 2 * 2 * 32 + projector


def test_nothing_is_left_out_where_there_is_no_tower() -> None:
    config = _llava()
    del config["vision_config"]

    assert read(config).left_out == ()
    assert Ledger(read(config)).module("vision") == 0


def test_head_is_tied_as_the_outer_config_says() -> None:
    tied = {**TEXT, "tie_word_embeddings": True}

    newer = {"model_type": "llava_next"}
    assert read(_llava(text_config=tied, **newer)).tied
    assert not read(_llava(text_config=tied, tie_word_embeddings=False, **newer)).tied


def test_text_model_is_counted_inside_a_family_that_is_not_known() -> None:
    config = {"model_type": "seer", "text_config": TEXT, "vision_config": {"whatever": 1}}

    assert Ledger(read(config)).total == Ledger(read(TEXT)).total
    assert read(config).left_out == ("vision",)


def test_text_model_of_an_unknown_family_is_refused() -> None:
    with pytest.raises(UnknownArchitectureError, match="text_config"):
        read({"model_type": "seer", "text_config": {**TEXT, "model_type": "lama"}})


@pytest.mark.parametrize("outer", ["seer", "llava"])
def test_model_inside_a_model_inside_a_model_is_refused(outer: str) -> None:
    with pytest.raises(ConfigError, match="text_config"):
        read({"model_type": outer, "text_config": _llava()})


def test_text_model_may_lie_beside_the_tower_as_older_configs_have_it() -> None:
    flat = {**TEXT, "model_type": "qwen2_vl", "num_key_value_heads": 2}
    nested = {"model_type": "qwen2_vl", "text_config": {**flat, "model_type": "qwen2_vl_text"}}

    assert Ledger(read(flat)).total == Ledger(read(nested)).total


@pytest.mark.parametrize("tower", [5, [], "clip", {"hidden_size": "wide"}])
def test_tower_that_is_none_is_an_error(tower: object) -> None:
    with pytest.raises(ConfigError, match="vision_config"):
        read(_llava(vision_config=tower))


def test_a_tower_whose_config_leaves_a_dimension_to_its_class_is_not_counted() -> None:
    whole = read(_llava(vision_config={"model_type": "clip_vision_model"}))

    assert Ledger(whole).total == Ledger(read(TEXT)).total
    assert Ledger(whole).module("vision") == 0
    assert whole.left_out == ("vision",)


def test_pixtral_is_counted_by_the_dimensions_of_its_class() -> None:
    text = {**TEXT, "model_type": "mistral", "hidden_size": 5120, "num_attention_heads": 32}
    tower = {"model_type": "pixtral", "head_dim": 64, "image_size": 1024, "patch_size": 16}
    layer = 4 * 1024**2 + 3 * 1024 * 4096 + 2 * 1024
    patches = 3 * 16 * 16 * 1024 + 1024
    projector = (1024 * 5120 + 5120) + (5120 * 5120 + 5120)

    ledger = Ledger(read(_llava(text_config=text, vision_config=tower)))
    assert ledger.module("vision") == 24 * layer + patches + projector


LLAMA_4 = {
    "model_type": "llama4_text",
    "num_key_value_heads": 2,
    "num_local_experts": 2,
    "num_experts_per_tok": 1,
}


@pytest.mark.parametrize(("family", "text"), [("llava", TEXT), ("llama4", TEXT | LLAMA_4)])
def test_a_tower_whose_heads_do_not_share_its_width_is_refused(
    family: str, text: dict[str, Any]
) -> None:
    def seeing(heads: int) -> dict[str, Any]:
        tower = {**CLIP, "num_attention_heads": heads}
        return _llava(model_type=family, text_config=text, vision_config=tower)

    assert Ledger(read(seeing(4))).module("vision") > 0
    with pytest.raises(ConfigError, match="vision_config: a width of 32 cannot be shared by 5"):
        read(seeing(5))


def test_a_tower_of_another_kind_is_not_counted() -> None:
    assert Ledger(read(_llava(vision_config={**CLIP, "model_type": "mlcd"}))).module("vision") == 0


def test_an_encoder_inside_a_family_that_is_not_known_is_refused() -> None:
    text = {**TEXT, "model_type": "bert", "max_position_embeddings": 512, "type_vocab_size": 2}
    with pytest.raises(UnknownArchitectureError, match="an encoder: a part of it"):
        read({"model_type": "grounding-dino", "text_config": text})


def test_whatever_an_unknown_family_holds_beside_its_text_model_is_named() -> None:
    config = {"model_type": "voxtral", "text_config": TEXT, "audio_config": {"whatever": 1}}

    assert read(config).left_out == ("media",)
    assert read({"model_type": "seer", "text_config": TEXT}).left_out == ("media",)


@pytest.mark.parametrize(
    ("family", "outer", "inner", "tied"),
    [
        ("janus", True, False, True),
        ("janus", False, True, False),
        ("janus", None, True, True),
        ("janus", None, False, False),
        ("llava_onevision", False, True, True),
        ("llava_onevision", True, False, True),
        ("llava_onevision", False, False, False),
    ],
)
def test_head_within_a_family_that_is_not_known_is_tied_as_the_outer_config_says(
    family: str, outer: bool | None, inner: bool, tied: bool
) -> None:
    said = {} if outer is None else {"tie_word_embeddings": outer}
    text = {**TEXT, "tie_word_embeddings": inner}
    whole = Ledger(read({"model_type": family, "text_config": text, **said}))

    assert whole.architecture.tied is tied
    assert whole.total == Ledger(read({**TEXT, "tie_word_embeddings": tied})).total


SMALL = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "intermediate_size": 48,
    "num_attention_heads": 2,
    "image_size": 224,
}
DEPTH = {"depth": 2, "intermediate_size": 48, "out_hidden_size": 64}


@pytest.mark.parametrize(
    ("family", "text", "tower", "vision"),
    [
        # As transformers 5.24 builds each
        ("llava", "llama", {**SMALL, "model_type": "clip_vision_model"}, 121_344),
        ("llava", "llama", {**SMALL, "model_type": "siglip_vision_model"}, 59_696),
        ("llava_next", "llama", {**SMALL, "model_type": "clip_vision_model"}, 121_408),
        ("llama4", "llama4_text", SMALL, 17_507_552),
        ("llama4", "llama4_text", {"image_size": 448}, 416_348_160),
        ("qwen3_vl", "qwen3_vl_text", DEPTH, 101_446_624),
        ("qwen3_vl", "qwen3_vl_text", {"depth": 2}, 185_961_504),
        ("qwen3_5", "qwen3_5_text", DEPTH, 36_819_232),
        ("qwen4_exp", "qwen4_exp_text", DEPTH, 36_819_232),
        ("paligemma", "gemma", SMALL, 121_008),
    ],
)
def test_what_a_tower_leaves_out_is_what_its_class_says(
    family: str, text: str, tower: dict[str, Any], vision: int
) -> None:
    own = LLAMA_4 if family == "llama4" else {"model_type": text, "num_key_value_heads": 2}
    inside = {**TEXT, **own}
    whole = read({"model_type": family, "text_config": inside, "vision_config": tower})
    assert Ledger(whole).module("vision") == vision
