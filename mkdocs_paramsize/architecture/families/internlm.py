"""InternLM 2 and 3, Baichuan, MiniCPM: Llama's layer as their own code names it.

Source: for `internlm3` models/internlm3 in Hugging Face transformers 5.23; for the others
the files that the releases carry: modeling_internlm2.py as kept in NanSang2000/S1mpleAgent
(0143463e), modeling_baichuan.py as in jrd77/Baichuan2-13B-Chat (35e3d5af),
modeling_minicpm.py and configuration_minicpm.py as in wxthu/nas_tuner (316794f2, 929b4ec0).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    gated_mlp,
    head,
    linear,
    norm,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import (
    decoder,
    full_everywhere,
    mlp,
    plain_layer,
    two_norms,
)
from mkdocs_paramsize.architecture.model import Architecture


def internlm2(config: Config) -> Architecture:
    """InternLM 2 and 2.5: q, k and v in one matrix, names as in the first Llama."""
    width, vocab, layers = config.width(), config.vocab(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    heads = config.heads()
    a = Gqa(heads, config.kv_heads(heads), Gqa.multi_head(config, width).head_dim)
    bias, tied = config.flag("bias", True), config.tied(False)
    layer = (
        *linear("attention.wqkv", width, a.query + 2 * a.key, "attention", bias=bias),
        *linear("attention.wo", a.query, width, "attention", bias=bias),
        *under("feed_forward", gated_mlp(width, intermediate, names=("w1", "w3", "w2"))),
        *norm("attention_norm", width),
        *norm("ffn_norm", width),
    )
    tensors = (
        *table("model.tok_embeddings", vocab, width),
        *stack(LAYER, layers, layer),
        *norm("model.norm", width),
        *head(tied, "output", width, vocab),
    )
    return transformer(
        config,
        tensors,
        full_everywhere(config, a),
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
        tied=tied,
    )


def internlm3(config: Config) -> Architecture:
    """InternLM 3: Llama with heads of 128; `qkv_bias` and `bias` agree in every release."""
    a = Gqa.of(config, config.width(), kv_heads=2, head_dim=128)
    qkv = config.flag("qkv_bias", config.flag("attention_bias", False))
    bias = config.flag("bias", config.flag("mlp_bias", False))
    if qkv != bias:
        raise config.error("qkv_bias and bias differ, which no released InternLM 3 does")
    layer = plain_layer(config, a, qkv_bias=bias, out_bias=bias, mlp_bias=bias)
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def baichuan(config: Config) -> Architecture:
    """Baichuan 1 and 2: many heads, q, k and v in one matrix [3·width, width]."""
    width = config.width()
    a = Gqa.multi_head(config, width)
    layer = (
        *linear("self_attn.W_pack", width, 3 * width, "attention"),
        *linear("self_attn.o_proj", a.query, width, "attention"),
        *mlp(config),
        *two_norms(width),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def minicpm(config: Config) -> Architecture:
    """Dense MiniCPM 1, 2 and 4: Llama with scaled residuals and tied tables."""
    if config.get("num_experts"):
        raise config.error("num_experts is set; MiniCPM with experts is not known here")
    width, heads = config.width(), config.heads()
    a = Gqa(heads, config.kv_heads(heads), Gqa.multi_head(config, width).head_dim)
    bias = config.flag("attention_bias", False)
    layer = plain_layer(config, a, qkv_bias=bias, out_bias=bias)
    return decoder(config, layer, a, tied=True, mixing=full_everywhere(config, a))
