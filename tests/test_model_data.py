"""The catalogue of models: each entry has a source, is found under one name, and counts right.

An entry is compared with what its makers print, with an exact total where one was seen, and
with the totals of `truth/models.json`, which come from models that were really built.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from mkdocs_paramsize.catalogue import Catalogue, Model
from mkdocs_paramsize.catalogue.entries import read_models
from mkdocs_paramsize.catalogue.names import normal, spellings
from mkdocs_paramsize.notation import parse_size
from mkdocs_paramsize.render.steps import working
from mkdocs_paramsize.words import Words
from tests.asking import figure, notes, told
from tests.cache import cached_per_token

DATA: Final = Path(__file__).parent.parent / "mkdocs_paramsize" / "data"
FILES: Final = sorted((DATA / "models").glob("*.toml"))
MODELS: Final = [(path.stem, model) for path in FILES for model in read_models(path)]
CATALOGUE: Final = Catalogue()
SHAPED: Final = [model for _, model in MODELS if model.has_shape]
RELEASED: Final = json.loads(
    (Path(__file__).parent / "truth" / "models.json").read_text(encoding="utf-8")
)

APART: Final[Mapping[str, Mapping[str, float]]] = {
    "a size that the model is called by, and no rounding of its count": {
        "Baichuan2 7B": 0.0723,
        "Code Llama 70B": -0.0146,
        "CWM 32B": 0.0182,
        "DeepSeek-R1 Distill Llama 70B": 0.0079,
        "DeepSeek-R1 Distill Qwen 14B": 0.0550,
        "ERNIE 4.5 21B A3B": 0.0393,
        "Falcon 40B": 0.0326,
        "Falcon-H1 7B": 0.0837,
        "Falcon-H1 7B Instruct": 0.0837,
        "GLM-4.5": -0.0062,
        "GLM-4.5 Air": 0.0080,
        "GPT-NeoX 20B": 0.0277,
        "Granite 3.1 2B": 0.2668,
        "Granite 3.1 2B Base": 0.2668,
        "Hunyuan 7B": 0.0721,
        "InternLM3 8B": 0.1005,
        "Kimi Linear 48B A3B": 0.0234,
        "Llama 3.1 405B": 0.0021,
        "Llama 4 Maverick": 0.0018,
        "Mamba 130M": -0.0067,
        "Mamba 370M": 0.0041,
        "Mamba 790M": 0.0041,
        "Nemotron 3 Nano 30B A3B": 0.0526,
        "Nemotron 3 Super 120B A12B": 0.0056,
        "Nemotron 3 Ultra 550B A55B": -0.0013,
        "Nemotron-4 15B": 0.0419,
        "Nemotron-4 340B": 0.0030,
        "Pythia 31M": -0.0163,
        "Pythia 160M": 0.0145,
        "Pythia 410M": -0.0114,
        "Qwen 7B": 0.1030,
        "Qwen2 72B": 0.0098,
        "Qwen2.5 14B": 0.0550,
        "QwQ 32B": 0.0239,
        "SmolLM 360M": 0.0051,
        "SmolLM2 360M": 0.0051,
        "Solar Open 100B": 0.0265,
        "StarCoder2 15B": 0.0639,
    },
    "printed in a paper with a digit that the count does not round to": {
        "BERT base": -0.0047,
        "BERT base cased": -0.0154,
        "Kimi K2": -0.0131,
        "LLaMA 65B": 0.0013,
        "MPT 7B": -0.0076,
        "T5 base": 0.0132,
    },
    "the total takes in a vision tower, which is not in this config": {
        "Gemma 3 4B": -0.0976,
        "Gemma 3 12B": -0.0356,
        "Gemma 3 27B": -0.0143,
        "Gemma 4 26B A4B": -0.0295,
        "Llama 4 Scout": -0.0113,
        "Qwen3.5 397B A17B": -0.0016,
    },
    "the total is that of GLM-5, whose layers share no indexers": {"GLM-5.2": -0.0008},
    "the release stores the tied head once more": {"Falcon 180B": -0.0080},
    "the total is that of V3, without the indexer of its sparse attention": {
        "DeepSeek-V3.2": 0.0013
    },
    "the total leaves out the separate output head": {"Phi-1": 0.0910, "Phi-1.5": 0.0910},
}
"""Why a count is no rounding of the published total, and by which share it is above that."""

OFF: Final = {name: share for group in APART.values() for name, share in group.items()}

MEASURED_TO: Final = 1e-4
"""How near to its share of `OFF` a count is."""

UNPUBLISHED: Final[Mapping[str, str | None]] = {
    "GLM-4.7": "GLM-4.5",
    "GLM-4.7 Flash": None,
    "GLM-5": "GLM-5.1",
    "GLM-5.3": "GLM-5.2",
    "Jamba 1.5 Large": None,
    "Kimi K2 Thinking": "Kimi K2",
    "Kimi K2.5": "Kimi K2",
    "MiMo-V2-Flash": None,
    "MiniMax-M2": None,
    "MiniMax-M2.5": "MiniMax-M2",
    "MiniMax-M2.7": "MiniMax-M2",
    "Mixtral 8x22B": None,
    "ModernBERT base": None,
}
"""Models with a shape of which no published total was found; beside each the one whose shape it
has, if there is one. A new entry is not listed here: it brings its published total."""

ACTIVE: Final = 0.15
"""Makers count the active parameters with or without embedding and head, and round them."""

ALSO_CALLED: Final = {"mistral-small-2409-22b": "Mistral Small 22B"}
"""Rows of the reference that no one calls as they are labelled there."""


def _shaped(*, active: bool = False) -> list[Any]:
    wanted = [model for model in SHAPED if model.record.published_active or not active]
    return [pytest.param(model, id=normal(model.name)) for model in wanted]


def _names(model: Model) -> tuple[str, ...]:
    return (model.name, *model.record.aliases)


def test_there_are_models_of_every_line() -> None:
    assert len(MODELS) >= 120
    assert len(FILES) >= 40


def test_names_begin_with_the_stem_of_their_file() -> None:
    strange = [
        (stem, name)
        for stem, model in MODELS
        for name in _names(model)
        if not normal(name).startswith(stem)
    ]
    assert strange == []


def test_no_stem_begins_another_so_that_a_name_reads_one_file() -> None:
    stems = [path.stem for path in FILES]
    nested = [(a, b) for a in stems for b in stems if a != b and b.startswith(a)]
    assert nested == []


def test_a_name_leads_to_one_model_also_without_its_ending() -> None:
    whole = {normal(name) for _, model in MODELS for name in _names(model)}
    found: dict[str, str] = {}
    clashes = []
    for _, model in MODELS:
        for form in {form for name in _names(model) for form in spellings(name)}:
            # A variant may have an entry of its own beside the model that it was tuned from.
            if form not in whole and found.setdefault(form, model.name) != model.name:
                clashes.append((form, found[form], model.name))
    assert clashes == []


@pytest.mark.parametrize("model", [pytest.param(x, id=normal(x.name)) for _, x in MODELS])
def test_every_name_of_a_model_leads_to_it(model: Model) -> None:
    assert {CATALOGUE.model(name).name for name in _names(model)} == {model.name}


def test_no_name_is_given_twice() -> None:
    names = [model.name for _, model in MODELS]
    assert len(names) == len(set(names))


def test_no_name_is_written_twice_in_an_entry() -> None:
    twice = [model.name for _, model in MODELS if len(set(_names(model))) != len(_names(model))]
    assert twice == []


def test_every_entry_says_where_and_when_it_was_read() -> None:
    for _, model in MODELS:
        record = model.record
        assert record.source.strip(), model.name
        assert "recalled" not in record.source, model.name
        assert record.checked is not None, model.name
        assert record.released is None or record.released <= record.checked, model.name
        assert record.tokens is not None or record.tokens_source is None, model.name
        assert model.tokens is None or model.tokens >= 10**9, model.name


def test_an_entry_has_a_shape_or_a_size_unless_its_makers_disclose_neither() -> None:
    for _, model in MODELS:
        record = model.record
        known = bool(record.published or record.published_exact or record.config)
        assert known != record.undisclosed, model.name


def test_released_precisions_are_those_of_the_precisions_file() -> None:
    rows = tomllib.loads((DATA / "precisions.toml").read_text(encoding="utf-8"))["precision"]
    known = {name for row in rows for name in (row["name"], *row.get("aliases", ()))}
    unknown = {
        model.name: model.record.precision
        for _, model in MODELS
        if model.record.precision and model.record.precision not in known
    }
    assert unknown == {}


@pytest.mark.parametrize("model", _shaped())
def test_the_shape_counts_what_is_published(model: Model) -> None:
    record, total = model.record, model.ledger.total

    if record.published_exact is not None:
        assert total == record.published_exact
    if record.published is not None and model.name in OFF:
        share = total / _amount(record.published) - 1
        assert share == pytest.approx(OFF[model.name], abs=MEASURED_TO)
    elif record.published is not None:
        assert _rounds_to(total, record.published), f"{total} is not {record.published}: see APART"


def test_the_reasons_are_of_counts_that_are_no_rounding() -> None:
    for name in OFF:
        (model,) = (model for model in SHAPED if model.name == name)
        assert model.record.published is not None
        assert not _rounds_to(model.ledger.total, model.record.published), name
    assert len(OFF) == sum(map(len, APART.values()))


def test_a_shape_comes_with_a_published_total() -> None:
    without = {
        model.name
        for model in SHAPED
        if model.record.published is None and model.record.published_exact is None
    }
    assert without == set(UNPUBLISHED)


@pytest.mark.parametrize(
    ("name", "other"), [(name, other) for name, other in UNPUBLISHED.items() if other]
)
def test_a_model_without_a_published_total_counts_as_the_one_of_its_shape(
    name: str, other: str
) -> None:
    assert Catalogue().model(name).ledger.total == Catalogue().model(other).ledger.total


def _amount(printed: str) -> int:
    total = parse_size(printed).total
    assert total is not None, printed
    return total


def _rounds_to(total: int, printed: str) -> bool:
    """Whether `printed` is the total, rounded to as many digits as it shows."""
    unit = {"M": 10**6, "B": 10**9, "T": 10**12}[printed[-1]]
    shown = Decimal(printed[:-1])
    return abs(Decimal(total) / unit - shown) <= Decimal(5).scaleb(int(shown.as_tuple()[2]) - 1)


@pytest.mark.parametrize("model", _shaped(active=True))
def test_the_active_share_is_what_is_published(model: Model) -> None:
    printed = model.record.published_active or ""
    ledger = model.ledger
    bare = ledger.active_without_embedding - ledger.by_component["lm_head"]
    ours = (ledger.active, ledger.active_without_embedding, bare)
    off = min(abs(count / _amount(printed) - 1) for count in ours)
    assert off <= ACTIVE or any(_rounds_to(count, printed) for count in ours)


@pytest.mark.parametrize("row", RELEASED, ids=lambda row: row["id"])
def test_models_of_the_reference_have_its_counts(row: dict[str, Any]) -> None:
    label = row["id"].removesuffix("-text")
    model = Catalogue().model(ALSO_CALLED.get(label, label))

    assert model.ledger.total == row["total"]
    assert model.ledger.active == row["active_per_token"]
    if row["kv_cache_bytes_per_token_bf16"] is not None:
        below = 2 * cached_per_token(model.ledger)
        beyond = 2 * cached_per_token(model.ledger, beyond_windows=True)
        assert below == row["kv_cache_bytes_per_token_bf16"]
        assert beyond == row["kv_cache_bytes_per_token_beyond_window"]


def test_a_context_is_written_only_where_the_config_says_another() -> None:
    given = [model for _, model in MODELS if model.record.context is not None]
    repeated = [m.name for m in given if m.record.context == m.architecture.context]
    assert given
    assert repeated == []


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("BLOOM 560M", 2048),
        ("BLOOM 176B", 2048),
        ("Falcon 7B", 2048),
        ("Falcon 180B", 2048),
        ("T5 11B", 512),
        ("FLAN-T5 XL", 512),
        ("DBRX", 32_768),
        ("Kimi Linear 48B A3B", 1_048_576),
        ("RoBERTa base", 512),
        ("XLM-RoBERTa large", 512),
        ("Multilingual E5 base", 512),
        ("BGE-M3", 8192),
        ("ViT-Base", 14 * 14 + 1),
        ("ViT-Huge", 16 * 16 + 1),
        ("Qwen 1.8B", 32_768),
        ("Qwen 7B", 32_768),
        ("Qwen 14B", 8192),
    ],
)
def test_a_model_has_the_context_that_its_makers_state(name: str, context: int) -> None:
    model = Catalogue().model(name)
    assert (model.record.context or model.architecture.context) == context


@pytest.mark.parametrize(
    ("name", "total", "active"),
    [
        ("DeepSeek-V2-Lite", 15_706_484_224, 2_661_150_208),  # q_lora_rank: null
        ("Phi-3.5 MoE", 41_873_153_344, 6_640_999_744),  # attention_bias and lm_head_bias
    ],
)
def test_what_a_release_says_otherwise_than_its_class_is_counted(
    name: str, total: int, active: int
) -> None:
    model = Catalogue().model(name)
    assert (model.ledger.total, model.ledger.active) == (total, active)


@pytest.mark.parametrize("name", ["GPT-4", "gpt-4o", "Claude 3.5 Sonnet", "Gemini 1.5 Pro", "o3"])
def test_models_whose_makers_keep_silent_are_there_and_say_so(name: str) -> None:
    assert Catalogue().model(name).record.undisclosed


@pytest.mark.parametrize(
    ("name", "of", "counted"),
    [
        # As its makers print it on Hugging Face: 671B and 14B of the prediction module.
        ("DeepSeek-V3", "with-mtp", 684_489_830_400),
        ("Qwen3.5 27B", "with-vision", 27_356_728_560),
        # Presets of keras-hub 0.32.0: of MedGemma 4B and 27B, and of a 12B with 64 rows fewer.
        ("Gemma 3 4B", "with-vision", 4_300_079_472),
        ("Gemma 3 12B", "with-vision", 12_187_079_280 + 64 * 3840),
        ("Gemma 3 27B", "with-vision", 27_432_406_640),
    ],
)
def test_modules_beside_the_text_model_are_counted_when_asked(
    name: str, of: str, counted: int
) -> None:
    assert CATALOGUE.model(name).ledger.total < counted
    assert figure(f"params: {name}, of: {of}").value == counted


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Gemma 3 27B", {"en": "vision tower is not counted", "zh": "不含视觉编码器"}),
        ("Gemma 3 27B", {"en": "total takes in the vision tower", "zh": "总数包含视觉编码器"}),
        ("GLM-4.5", {"en": "multi-token prediction is not", "zh": "不含多 token 预测模块"}),
        ("BERT base", {"en": "The pooler is counted", "zh": "包含池化层"}),
    ],
)
@pytest.mark.parametrize("kind", ["model", "params", "breakdown", "memory"])
def test_a_block_says_what_is_counted_and_what_is_not(
    kind: str, name: str, said: Mapping[str, str]
) -> None:
    for locale, text in said.items():
        assert text in notes(told(f"{kind}: {name}"), locale)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("params: Gemma 3 27B", "不含视觉编码器"),
        ("params: Gemma 3 27B, of: attention", "不含视觉编码器"),
        ("params: DeepSeek-V3, of: active", "不含多 token 预测模块"),
        ("params: DeepSeek-V3, of: with-mtp", None),
        ("params: Qwen3.5 27B, of: with-vision", "不含多 token 预测模块"),
        ("params: Gemma 3 27B, of: with-buffers", "不含视觉编码器"),
        ("params: Llama 3.1 8B", None),
    ],
)
def test_the_working_of_a_count_says_what_it_leaves_out(marker: str, said: str | None) -> None:
    told = working(figure(marker), Words.of("zh")).remarks
    assert not told if said is None else any(said in remark for remark in told)


def test_a_note_is_told_in_every_language() -> None:
    for _, model in MODELS:
        note = model.record.note
        assert note is None or (isinstance(note, dict) and note.keys() == {"en", "zh"})
