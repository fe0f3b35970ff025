"""The table of contents: which adapter reads which `model_type`.

An entry is "module:function" in `families/`; a module is imported when it is first asked
for, so that a page pays for the families it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

ADAPTERS: Final[Mapping[str, str]] = {
    "llama": "llama:llama",
    "mistral": "llama:mistral",
    # chat models of the Llama line
    "arcee": "ungated:arcee",
    "apertus": "ungated:apertus",
    "jais2": "ungated:jais2",
    "nanochat": "ungated:nanochat",
    "nemotron": "ungated:nemotron",
    "bitnet": "llama_kin:bitnet",
    "cwm": "llama_kin:cwm",
    "diffllama": "llama_kin:diffllama",
    "doge": "llama_kin:doge",
    "ernie4_5": "llama_kin:ernie4_5",
    "helium": "llama_kin:helium",
    "hunyuan_v1_dense": "llama_kin:hunyuan_v1_dense",
    "iquestcoder": "llama_kin:iquestcoder",
    "ministral": "llama_kin:ministral",
    "ministral3": "llama_kin:ministral3",
    "seed_oss": "llama_kin:seed_oss",
    "smollm3": "llama_kin:smollm3",
    "baichuan": "internlm:baichuan",
    "internlm2": "internlm:internlm2",
    "internlm3": "internlm:internlm3",
    "minicpm": "internlm:minicpm",
    # dense lineages of their own
    "qwen": "qwen:qwen",
    "qwen2": "qwen:qwen2",
    "qwen3": "qwen:qwen3",
    "gemma": "gemma:gemma",
    "gemma2": "gemma:gemma2",
    "gemma3_text": "gemma:gemma3_text",
    "vaultgemma": "gemma:vaultgemma",
    "phi": "phi:phi",
    "phi3": "phi:phi3",
    "olmo": "olmo:olmo",
    "olmo2": "olmo:olmo2",
    "olmo3": "olmo:olmo3",
    "glm": "glm:glm",
    "glm4": "glm:glm4",
    "chatglm": "glm:chatglm",
    "cohere": "cohere:cohere",
    "cohere2": "cohere:cohere2",
    "exaone4": "exaone:exaone4",
    "granite": "granite:granite",
    "granite_swa": "granite:granite_swa",
    "hyperclovax": "granite:hyperclovax",
    "stablelm": "stablelm:stablelm",
    "starcoder2": "starcoder2:starcoder2",
    # before Llama
    "gpt2": "gpt:gpt2",
    "openai-gpt": "gpt:openai_gpt",
    "gpt_bigcode": "gpt:gpt_bigcode",
    "gpt_neo": "gpt:gpt_neo",
    "gptj": "gpt:gptj",
    "codegen": "gpt:codegen",
    "gpt_neox": "neox:gpt_neox",
    "bloom": "neox:bloom",
    "falcon": "neox:falcon",
    "persimmon": "neox:persimmon",
    "mpt": "mpt:mpt",
    "opt": "opt:opt",
    "xglm": "opt:xglm",
    "biogpt": "opt:biogpt",
    # encoders, and encoders with decoders
    "bert": "encoders:bert",
    "roberta": "encoders:roberta",
    "xlm-roberta": "encoders:roberta",
    "camembert": "encoders:roberta",
    "electra": "encoders:electra",
    "mpnet": "encoders:mpnet",
    "distilbert": "encoders:distilbert",
    "eurobert": "encoders:eurobert",
    "nomic_bert": "encoders:nomic_bert",
    "modernbert": "modernbert:modernbert",
    "modernbert-decoder": "modernbert:modernbert_decoder",
    "vit": "vit:vit",
    "t5": "seq2seq:t5",
    "mt5": "seq2seq:mt5",
    "umt5": "seq2seq:umt5",
    "whisper": "seq2seq:whisper",
    # mixtures of experts and latent attention
    "mixtral": "mixtral:mixtral",
    "phimoe": "mixtral:phimoe",
    "minimax_m2": "mixtral:minimax_m2",
    "qwen2_moe": "qwen_moe:qwen2_moe",
    "qwen3_moe": "qwen_moe:qwen3_moe",
    "mellum": "qwen_moe:mellum",
    "deepseek": "deepseek:deepseek",
    "deepseek_v2": "deepseek:deepseek_v2",
    "deepseek_v3": "deepseek:deepseek_v3",
    "kimi_k2": "deepseek:deepseek_v3",
    "deepseek_v32": "deepseek:deepseek_v32",
    "mistral4": "deepseek:mistral4",
    "axk1": "deepseek:axk1",
    "deepseek_v4": "deepseek_v4:deepseek_v4",
    "glm4_moe": "glm_moe:glm4_moe",
    "glm4_moe_lite": "glm_moe:glm4_moe_lite",
    "glm_moe_dsa": "glm_moe:glm_moe_dsa",
    "solar_open": "glm_moe:solar_open",
    "dots1": "dots:dots1",
    "gpt_oss": "gpt_oss:gpt_oss",
    "llama4_text": "llama4:llama4_text",
    "dbrx": "dbrx:dbrx",
    "olmoe": "olmoe:olmoe",
    "flex_olmo": "olmoe:flex_olmo",
    "granitemoe": "granite_moe:granitemoe",
    "granitemoeshared": "granite_moe:granitemoeshared",
    "granitemoe_swa": "granite_moe:granitemoe_swa",
    "hunyuan_v1_moe": "hunyuan_moe:hunyuan_v1_moe",
    "hy_v3": "hunyuan_moe:hy_v3",
    "ernie4_5_moe": "ernie_moe:ernie4_5_moe",
    "exaone_moe": "exaone_moe:exaone_moe",
    "afmoe": "afmoe:afmoe",
    "cohere2_moe": "cohere_moe:cohere2_moe",
    "laguna": "laguna:laguna",
    "longcat_flash": "longcat:longcat_flash",
    "mimo_v2_flash": "mimo:mimo_v2_flash",
    "jetmoe": "jetmoe:jetmoe",
    "minicpm3": "latent_dense:minicpm3",
    "youtu": "latent_dense:youtu",
    # layers that keep a state instead of a cache
    "mamba": "state_space:mamba",
    "falcon_mamba": "state_space:mamba",
    "mamba2": "state_space:mamba2",
    "rwkv": "rwkv:rwkv",
    "jamba": "mamba_attention:jamba",
    "bamba": "mamba_attention:bamba",
    "falcon_h1": "mamba_attention:falcon_h1",
    "granitemoehybrid": "mamba_attention:granitemoehybrid",
    "nemotron_h": "nemotron_h:nemotron_h",
    "qwen3_next": "qwen_linear:qwen3_next",
    "qwen3_5_text": "qwen_linear:qwen3_5_text",
    "qwen3_5_moe_text": "qwen_linear:qwen3_5_moe_text",
    "olmo_hybrid": "olmo_hybrid:olmo_hybrid",
    "kimi_linear": "kimi_linear:kimi_linear",
    "bailing_hybrid": "bailing:bailing_hybrid",
    "minimax": "minimax:minimax",
    "lfm2": "lfm2:lfm2",
    "lfm2_moe": "lfm2:lfm2_moe",
    "lfm3": "lfm2:lfm3",
    "recurrent_gemma": "recurrent_gemma:recurrent_gemma",
    "zamba": "zamba:zamba",
    "zamba2": "zamba2:zamba2",
    "qwen4_exp_text": "qwen4:qwen4_exp_text",
    "gemma3n_text": "gemma_layered:gemma3n_text",
    "gemma4_text": "gemma_layered:gemma4_text",
    "gemma4_unified_text": "gemma_layered:gemma4_unified_text",
    # text models inside others, and the models that hold them
    "qwen2_vl_text": "qwen_vl:qwen2_vl_text",
    "qwen2_5_vl_text": "qwen_vl:qwen2_vl_text",
    "qwen3_vl_text": "qwen_vl:qwen3_vl_text",
    "qwen3_vl_moe_text": "qwen_vl:qwen3_vl_moe_text",
    "aya_vision": "multimodal:wrapper",
    "gemma3": "multimodal:wrapper",
    "gemma3n": "multimodal:wrapper",
    "gemma4": "multimodal:wrapper",
    "gemma4_unified": "multimodal:wrapper",
    "idefics3": "multimodal:wrapper",
    "internvl": "multimodal:wrapper",
    "kimi_k25": "multimodal:wrapper",
    "lfm2_vl": "multimodal:wrapper",
    "llama4": "multimodal:wrapper",
    "llava": "multimodal:wrapper",
    "llava_next": "multimodal:wrapper",
    "mistral3": "multimodal:wrapper",
    "paligemma": "multimodal:wrapper",
    "qwen2_vl": "multimodal:wrapper",
    "qwen2_5_vl": "multimodal:wrapper",
    "qwen3_vl": "multimodal:wrapper",
    "qwen3_vl_moe": "multimodal:wrapper",
    "qwen3_5": "multimodal:wrapper",
    "qwen3_5_moe": "multimodal:wrapper",
    "qwen4_exp": "multimodal:wrapper",
    "shieldgemma2": "multimodal:wrapper",
    "smolvlm": "multimodal:wrapper",
}


def known_families() -> dict[str, tuple[str, ...]]:
    """Every `model_type` under the word that it and its kin begin with, in the order of words.

    >>> known_families()["phi"], known_families()["olmo"]
    (('phi', 'phi3', 'phimoe'), ('olmo', 'olmo2', 'olmo3', 'olmo_hybrid', 'olmoe'))
    """
    words = sorted({_word(model_type) for model_type in ADAPTERS})
    # `phimoe` goes with `phi`; sorted, a word comes before those that begin with it.
    first = {word: next(root for root in words if word.startswith(root)) for word in words}
    found: dict[str, tuple[str, ...]] = {first[word]: () for word in words}
    for model_type in sorted(ADAPTERS):
        family = first[_word(model_type)]
        found[family] = (*found[family], model_type)
    return found


def _word(model_type: str) -> str:
    """The letters that it begins with, or all of it where these are too few to tell."""
    letters = re.match(r"[a-z]{3,}", model_type)
    return letters[0] if letters else model_type
