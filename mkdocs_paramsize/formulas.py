"""Every formula of the product, once.

Each function is plain arithmetic with one `return` (see `algebra.formula`); from it come the
figures of the build, the working that the reader opens and the JavaScript of live pages.
Counts are numbers of parameters or elements, sizes are bytes, times are hours or days.
"""

from __future__ import annotations

from math import ceil, floor
from types import MappingProxyType

from mkdocs_paramsize.algebra.formula import Formula, formula

# Shares -------------------------------------------------------------------------------------


@formula("φ", "fraction", "definition")
def share(part: float, total: float) -> float:
    """What part of a total something is."""
    return part / total


# Weights ------------------------------------------------------------------------------------


@formula("M_w", "byte", "definition")
def nominal_weights(parameters: float, bits: float) -> float:
    """Bytes of the weights when every parameter takes the same number of bits, in whole bytes.

    >>> nominal_weights(70_000_000_000, 16), nominal_weights(3, 4.5)
    (140000000000, 2)
    """
    return ceil(parameters * bits / 8)


@formula("M_s", "byte", "definition")
def stored(elements: float, block_elements: float, block_bytes: float) -> float:
    """Bytes of tensors that are stored in one format, in blocks of elements with their scales.

    >>> stored(256, 32, 18)
    144.0
    """
    return elements / block_elements * block_bytes


# Cache --------------------------------------------------------------------------------------


@formula("M_kv", "byte", "Kwon et al. 2023, vLLM, arXiv:2309.06180, section 3")
def kv_cache(
    full: float,
    windowed: float,
    window: float,
    state: float,
    context: float,
    batch: float,
    kv_bits: float,
) -> float:
    """Bytes that the attention layers keep of the sequences they are serving.

    `full` and `windowed` are numbers kept for each token by the layers that see everything
    and by those that see a window; `state` is what recurrent layers keep at any length, in
    the 16 bits that a model computes in, whatever keys and values are kept in. A number that
    is kept in 32 bits counts twice.

    >>> kv_cache(65536, 0, 0, 0, 1024, 1, 16)
    134217728.0
    >>> kv_cache(0, 0, 0, 100, 1024, 1, 8)
    200.0
    """
    return ((full * context + windowed * min(context, window)) * kv_bits / 8 + 2 * state) * batch


# Room ---------------------------------------------------------------------------------------


@formula("M_gpus", "byte", "definition")
def pooled(capacity: float, gpus: float) -> float:
    """Bytes of several GPUs that share one model."""
    return capacity * gpus


@formula("Δ", "byte", "definition")
def spare(held: float, taken: float) -> float:
    """What is left of an amount after another is taken away; in the unit of both."""
    return held - taken


@formula("M_grow", "byte", "definition")
def growth_room(
    room: float, state: float, filled: float, batch: float, kv_bits: float, vocab: float
) -> float:
    """Bytes that are left for what grows with the context: not constant states, not logits.

    `filled` are numbers that windows keep once they are full.
    """
    return room - (2 * state + filled * kv_bits / 8) * batch - 4 * batch * vocab


@formula("s_max", "token", "own count")
def longest_context(
    growth_room: float,
    full: float,
    windowed: float,
    window: float,
    batch: float,
    kv_bits: float,
    position_bytes: float,
    most: float,
) -> float:
    """Longest context whose cache and activations fit into so many bytes.

    The cache of every layer grows up to the window, beyond it only that of the layers that
    see everything; activations grow until a pass is full. Each growth is the lesser of two,
    so a context fits as soon as one of the four sums fits. A model without layers that see
    everything has no limit here.

    >>> longest_context(134217728, 65536, 0, 0, 1, 16, 0, 2048)
    1024
    >>> [longest_context(room, 1, 3, 10, 1, 8, 0, 1) for room in (-1, 39, 40, 41)]
    [0, 9, 10, 11]
    >>> [longest_context(room, 2, 0, 0, 1, 8, 3, 10) for room in (49, 50, 51, 52)]
    [9, 10, 10, 11]
    """
    return floor(
        max(
            0,
            growth_room / (batch * ((full + windowed) * kv_bits / 8 + position_bytes))
            if (full + windowed) * kv_bits / 8 + position_bytes > 0
            else 0,
            (growth_room - windowed * window * batch * kv_bits / 8)
            / (batch * (full * kv_bits / 8 + position_bytes))
            if full * kv_bits / 8 + position_bytes > 0
            else 0,
            (growth_room - max(batch, most) * position_bytes)
            / (batch * (full + windowed) * kv_bits / 8)
            if full + windowed > 0
            else 0,
            (
                growth_room
                - max(batch, most) * position_bytes
                - windowed * window * batch * kv_bits / 8
            )
            / (batch * full * kv_bits / 8)
            if full > 0
            else 1e15
            if growth_room
            >= max(batch, most) * position_bytes + windowed * window * batch * kv_bits / 8
            else 0,
        )
    )


@formula("b_max", "sequence", "own count")
def most_sequences(
    room: float, cache: float, context: float, position_bytes: float, vocab: float, most: float
) -> float:
    """Sequences that can be served at once: each brings its cache, its logits and activations.

    Activations grow with every token of a sequence until a pass is full, and from there on
    only where the sequences alone are more than that.

    >>> [most_sequences(room, 10, 5, 1, 0, 20) for room in (59, 60, 69, 70)]
    [3, 4, 4, 5]
    >>> [most_sequences(room, 0, 5, 1, 0, 20) for room in (19, 20, 30)]
    [3, 20, 30]
    """
    return floor(
        max(
            0,
            min(
                room / (cache + 4 * vocab + position_bytes),
                max(
                    room / (cache + 4 * vocab + context * position_bytes),
                    (room - most * position_bytes) / (cache + 4 * vocab)
                    if cache + 4 * vocab > 0
                    else 1e15
                    if room >= most * position_bytes
                    else 0,
                ),
            ),
        )
    )


@formula("n", "gpu", "definition")
def gpus_needed(total: float, capacity: float) -> float:
    """GPUs whose memory together holds the total, when it is shared evenly.

    >>> gpus_needed(141e9, 85520809984)
    2
    """
    return ceil(total / capacity)


@formula("n_pos", "token", "vLLM, vllm/config/scheduler.py (commit 01230b4): SchedulerConfig")
def pass_positions(batch: float, context: float, most: float) -> float:
    """Positions of one forward pass of a decoder: prompts are read in pieces, so a pass holds at
    the most so many, and never fewer than one of each sequence.

    >>> pass_positions(1, 8192, 2048), pass_positions(4, 100, 2048), pass_positions(3000, 8, 2048)
    (2048, 400, 3000)
    """
    return min(batch * context, max(batch, most))


@formula("n_pos", "token", "own count")
def whole_positions(batch: float, context: float) -> float:
    """Positions of one forward pass of an encoder: each attends to those behind it as well, so
    no sequence is read in pieces.

    >>> whole_positions(4, 8192)
    32768
    """
    return batch * context


@formula("B_pos", "byte", "own count", estimate=True)
def position_bytes(width: float, intermediate: float) -> float:
    """Working memory of one position in 16 bits: the largest tensors of one layer, which live
    at once. The residual stream, its normalised copy and the two halves of the feed-forward
    network.

    >>> position_bytes(4096, 14336)
    73728
    """
    return 2 * (2 * width + 2 * intermediate)


@formula("A", "byte", "own count", estimate=True)
def serving_activations(
    positions: float, position_bytes: float, batch: float, vocab: float
) -> float:
    """Working memory of a forward pass: one layer at a time, and the logits in fp32.

    A pass needs logits only for the last position of each sequence.

    >>> serving_activations(2048, 73728, 1, 128256)
    151507968
    """
    return positions * position_bytes + 4 * batch * vocab


# Training memory ----------------------------------------------------------------------------


@formula("n_shard", "count", "Rajbhandari et al. 2019, ZeRO, arXiv:1910.02054, section 3.1")
def shards(zero: float, stage: float, gpus: float) -> float:
    """Pieces that something is cut into: one for each GPU from its ZeRO stage on, else one.

    >>> [shards(2, stage, 64) for stage in (1, 2, 3)]
    [64, 64, 1]
    """
    return gpus if zero >= stage else 1


@formula("M", "byte", "Rajbhandari et al. 2019, ZeRO, arXiv:1910.02054, section 3.1 and figure 1")
def states(parameters: float, bytes_each: float, shards: float) -> float:
    """Bytes that one GPU keeps of weights, gradients or optimizer states, split into shards.

    >>> states(7_500_000_000, 12, 64) + 4 * 7_500_000_000
    31406250000
    >>> states(10, 2, 3)
    7
    """
    return ceil(parameters * bytes_each / shards)


@formula("M", "byte", "Rajbhandari et al. 2019, ZeRO, arXiv:1910.02054, section 3.1")
def sharded(total: float, shards: float) -> float:
    """Bytes that one GPU keeps of weights that are not trained, split into shards.

    >>> sharded(10, 3)
    4
    """
    return ceil(total / shards)


@formula("N_lora", "parameter", "Hu et al. 2021, LoRA, arXiv:2106.09685, section 4.1")
def adapters(rank: float, ends: float) -> float:
    """Parameters of low-rank adapters: a matrix [rank, inputs] and one [outputs, rank] beside
    each target. `ends` are inputs and outputs of all targets together.

    >>> adapters(8, 2 * 32 * (4096 + 4096))
    4194304
    """
    return rank * ends


@formula(
    "M_act", "byte", "after Korthikanti et al. 2022, arXiv:2205.05198, section 4.1", estimate=True
)
def training_activations(
    sequence: float,
    batch: float,
    layers: float,
    width: float,
    projected: float,
    feed_forward: float,
    kept: float,
    score_heads: float,
) -> float:
    """Bytes of the activations that the backward pass needs, in 16 bits and without dropout.

    A token keeps 8 d a layer (the inputs of two norms, of the projections and of the
    feed-forward network), 2 bytes for each number that a projection of attention puts out or
    its output takes in, and `kept` bytes for each unit of the feed-forward network: 8 when it
    is gated, 4 when it is not. `projected` and `feed_forward` are summed over the layers;
    `score_heads` are those whose attention matrices are kept, 0 when they are computed again.

    >>> training_activations(2048, 1, 1, 4096, 4 * 4096, 16384, 4, 0) == 32 * 2048 * 4096
    True
    """
    return (
        sequence
        * batch
        * (8 * layers * width + 2 * projected + kept * feed_forward + 2 * score_heads * sequence)
    )


@formula("M_act", "byte", "Korthikanti et al. 2022, arXiv:2205.05198, table 2", estimate=True)
def recomputed_activations(
    sequence: float, batch: float, layers: float, width: float, one_layer: float
) -> float:
    """Bytes when only the input of each layer is kept, and one layer is computed again.

    >>> recomputed_activations(2048, 1, 32, 4096, 32 * 2048 * 4096) / 2**20
    768.0
    """
    return 2 * sequence * batch * layers * width + one_layer


@formula("M_act", "byte", "definition", estimate=True)
def widened_activations(in_16_bits: float, halves: float) -> float:
    """Bytes of activations in numbers that are so many times as wide as the 16 bits that they are
    counted in.

    >>> widened_activations(2**20, 2) == 2 * 2**20
    True
    """
    return in_16_bits * halves


@formula("M_act", "byte", "Korthikanti et al. 2022, arXiv:2205.05198, equation 1")
def korthikanti_activations(sequence: float, batch: float, width: float, heads: float) -> float:
    """Bytes of one GPT layer's activations with dropout, as the paper counts them."""
    return sequence * batch * width * (34 + 5 * heads * sequence / width)


@formula("M_logits", "byte", "definition")
def logits(sequence: float, batch: float, vocab: float) -> float:
    """Bytes of the logits and of their gradient, both in fp32."""
    return 8 * sequence * batch * vocab


# Compute ------------------------------------------------------------------------------------


@formula("C", "flop", "Kaplan et al. 2020, arXiv:2001.08361, section 2.1")
def training_flops(parameters: float, tokens: float) -> float:
    """Training compute by the convention 6 N D: 2 for the forward and 4 for the backward pass.

    >>> training_flops(175e9, 300e9)
    3.15e+23
    """
    return 6 * parameters * tokens


@formula("C_matmul", "flop", "Chowdhery et al. 2022, PaLM, arXiv:2204.02311, appendix B")
def matmul_flops(
    matmul: float,
    scores: float,
    windowed_scores: float,
    window: float,
    sequence: float,
    tokens: float,
) -> float:
    """Training compute counted by matrix products: 6 for each weight that multiplies a token,
    and the attention's scores and values, 12 L a h s a token (not halved for causality).

    `matmul` leaves the input lookup out and takes the head in, even when it is tied.
    """
    return 6 * (matmul + scores * sequence + windowed_scores * min(sequence, window)) * tokens


@formula("T", "gpu-hour", "definition")
def gpu_hours(flops: float, peak: float, mfu: float) -> float:
    """GPU-hours at a share `mfu` of the GPU's dense peak in FLOP/s."""
    return flops / (peak * mfu * 3600)


@formula("t", "day", "definition")
def days(gpu_hours: float, gpus: float) -> float:
    """Days on so many GPUs, all of them always at work.

    >>> days(2664000, 2048)
    54.19921875
    """
    return gpu_hours / gpus / 24


@formula("K", "usd", "definition")
def cost(gpu_hours: float, price: float) -> float:
    """US dollars for the GPU-hours."""
    return gpu_hours * price


@formula("W", "kwh", "Touvron et al. 2023, LLaMA, arXiv:2302.13971, section 6")
def energy(gpu_hours: float, watts: float, pue: float) -> float:
    """Kilowatt-hours when every GPU draws its rated power."""
    return gpu_hours * watts * pue / 1000


@formula("G", "kg", "Touvron et al. 2023, LLaMA, arXiv:2302.13971, section 6")
def emissions(energy: float, carbon: float) -> float:
    """Kilograms of CO2e of the electricity."""
    return energy * carbon


# Data ---------------------------------------------------------------------------------------


@formula("D_opt", "token", "Hoffmann et al. 2022, arXiv:2203.15556, table 3", estimate=True)
def rule_tokens(parameters: float, tokens_per_parameter: float) -> float:
    """Compute-optimal tokens by the rule of thumb."""
    return parameters * tokens_per_parameter


@formula(
    "D_opt",
    "token",
    "Hoffmann et al. 2022, arXiv:2203.15556, section 3.3, equation 4",
    estimate=True,
)
def fitted_tokens(parameters: float, a: float, b: float, alpha: float, beta: float) -> float:
    """Compute-optimal tokens by a fit of the loss, for the size that is optimal with them."""
    return (beta * b / (alpha * a)) ** (1 / beta) * parameters ** (alpha / beta)


@formula("D_opt", "token", "Hoffmann et al. 2022, arXiv:2203.15556, table 2", estimate=True)
def scaled_tokens(
    parameters: float,
    row_parameters: float,
    row_tokens: float,
    size_exponent: float,
    data_exponent: float,
) -> float:
    """Compute-optimal tokens by published exponents, anchored at a row of the same approach."""
    return row_tokens * (parameters / row_parameters) ** (data_exponent / size_exponent)


@formula("r", "ratio", "definition")
def over_training(tokens: float, optimal: float) -> float:
    """How many times the compute-optimal tokens a model was trained on."""
    return tokens / optimal


@formula("W", "word", "definition", estimate=True)
def text_words(tokens: float, words_per_token: float) -> float:
    """English words in so many tokens."""
    return tokens * words_per_token


@formula("B", "byte", "definition", estimate=True)
def text_bytes(tokens: float, bytes_per_token: float) -> float:
    """Bytes of text in so many tokens."""
    return tokens * bytes_per_token


@formula("e", "ratio", "definition")
def epochs(tokens: float, corpus: float) -> float:
    """Times that a corpus must be read."""
    return tokens / corpus


# Speed --------------------------------------------------------------------------------------


@formula("M_chosen", "byte", "own count")
def chosen(routed: float, experts: float, top_k: float) -> float:
    """Bytes of the routed experts that one token is sent to.

    >>> chosen(8, 8, 2)
    2.0
    """
    return routed / experts * top_k


@formula("M_reached", "byte", "own count", estimate=True)
def reached(routed: float, experts: float, top_k: float, batch: float) -> float:
    """Bytes of the routed experts that at least one token of a batch is sent to, which is all but
    those that none is sent to: on average, when routing is uniform and independent.

    >>> reached(8, 8, 2, 1), reached(8, 8, 2, 2)
    (2.0, 3.5)
    """
    return routed - routed * (1 - top_k / experts) ** batch


@formula("v", "token/s", "Williams et al. 2009, Roofline, Communications of the ACM 52(4)")
def decode_speed(batch: float, reading: float, arithmetic: float, gpus: float) -> float:
    """Tokens a second of all sequences together while decoding, at the most: a step takes the
    longer of two times.

    >>> decode_speed(4, 0.02, 0.01, 2)
    400.0
    """
    return batch * gpus / max(reading, arithmetic)


@formula("t_read", "second", "definition")
def reading_time(weights: float, cache: float, bandwidth: float) -> float:
    """Seconds in which one decoding step reads its weights and its cache."""
    return (weights + cache) / bandwidth


@formula("t_work", "second", "definition")
def arithmetic_time(active: float, batch: float, peak: float) -> float:
    """Seconds in which one decoding step does its arithmetic."""
    return 2 * active * batch / peak


@formula("v_prefill", "token/s", "Williams et al. 2009, Roofline, Communications of the ACM 52(4)")
def prefill_speed(
    context: float,
    active: float,
    scores: float,
    windowed_scores: float,
    window: float,
    peak: float,
    gpus: float,
) -> float:
    """Tokens of a prompt read a second, at the most.

    A token is scored against those before it, half the prompt on average; in a windowed layer
    against no more than the window.

    >>> round(prefill_speed(8192, 7e9, 0, 2.6e5, 4096, 1e15, 1))
    64113
    """
    return (
        peak
        * gpus
        / (
            2 * active
            + scores * context
            + windowed_scores * min(context, window) * (2 - min(context, window) / context)
        )
    )


# The typical dense decoder of a size ----------------------------------------------------------


@formula("d", "count", "shapes of Llama 3.2 1B and 3B, Llama 3.1 8B and 70B", estimate=True)
def typical_width(parameters: float) -> float:
    """Width of a typical dense decoder: it grows with the cube root of the parameters.

    >>> typical_width(70e9), typical_width(8e9), typical_width(1e9)
    (8192, 4096, 2048)
    """
    return (
        1024 * floor(2 * parameters ** (1 / 3) / 1024 + 0.5)
        if parameters >= 1e9
        else 64 * floor(1.5 * parameters ** (1 / 3) / 64 + 0.5)
    )


@formula("V", "count", "vocabularies of Llama 3.1 and SmolLM2", estimate=True)
def typical_vocab(parameters: float) -> float:
    """Vocabulary of a typical decoder: large models have larger ones."""
    return 128256 if parameters >= 1e9 else 49152


@formula("t", "count", "Llama 3.2 1B and 3B, Llama 3.1 8B and 70B", estimate=True)
def typical_tables(parameters: float) -> float:
    """Tables of V × d numbers: small models share one between embedding and head."""
    return 2 if parameters >= 5e9 else 1


@formula("h", "count", "heads of Llama 3.1 and SmolLM2", estimate=True)
def typical_head_dim(parameters: float) -> float:
    """Size of an attention head of a typical decoder."""
    return 128 if parameters >= 1e9 else 64


@formula("k", "count", "heads of Llama 3.1 and GPT-2", estimate=True)
def typical_kv_heads(parameters: float, width: float) -> float:
    """Key/value heads of a typical decoder: eight, or one for each query head below 1B."""
    return 8 if parameters >= 1e9 else width / 64


@formula("L", "count", "shapes of Llama 3.1 8B and 70B", estimate=True)
def typical_layers(
    parameters: float, width: float, vocab: float, tables: float, kv_width: float
) -> float:
    """Layers of a typical decoder whose feed-forward width is about 3.5 times its width."""
    return max(
        1,
        floor(
            (parameters - tables * vocab * width - width)
            / (2 * width * width + 2 * width * kv_width + 10.5 * width * width + 2 * width)
            + 0.5
        ),
    )


@formula("f", "count", "own count", estimate=True)
def typical_intermediate(
    parameters: float,
    width: float,
    vocab: float,
    tables: float,
    kv_width: float,
    layers: float,
) -> float:
    """Feed-forward width with which the layers add up to the size."""
    return 64 * max(
        1,
        floor(
            (
                parameters
                - tables * vocab * width
                - width
                - layers * (2 * width * width + 2 * width * kv_width + 2 * width)
            )
            / (192 * layers * width)
            + 0.5
        ),
    )


def all_formulas() -> MappingProxyType[str, Formula]:
    """Every formula of this module by its name, in the order they stand here."""
    return MappingProxyType(
        {name: value for name, value in globals().items() if isinstance(value, Formula)}
    )
