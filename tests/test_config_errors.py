"""Whatever stands in a config, reading it ends soon, in an architecture or in a clear error."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_paramsize.architecture import ADAPTERS, Architecture, known_families, read
from mkdocs_paramsize.catalogue import Catalogue, OwnModels
from mkdocs_paramsize.errors import ConfigError, ParamsizeError, UnknownArchitectureError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import KINDS, answer, question
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.scenario import Scenario
from tests.cache import cached

FOLDER = Path(__file__).parent / "truth"
SECONDS = 5.0
"""More than any config may take, on a machine that is busy with other things."""

LINES = 100_000
"""More lines than the ledger of any model needs."""


def _valid() -> dict[str, list[dict[str, Any]]]:
    configs: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(FOLDER.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            config = row["config"]
            configs.setdefault(config["model_type"], []).append(config)
    return configs


VALID = _valid()
FAMILIES = sorted(VALID)

numbers = st.one_of(
    st.sampled_from(
        [0, 1, -1, 2, 3, 7, 255, 4096, 4097, 10**6, 2**31, 2**40, 2**63, 10**9, 10**30]
    ),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
)
texts = st.sampled_from(["", "auto", "full_attention", "linear_attention", "M*E-", "x" * 5000])
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["model_type", "num_heads", "0", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def _deep() -> dict[str, Any]:
    """A config inside itself, deeper than the stack."""
    config: dict[str, Any] = {"model_type": "llama"}
    for _ in range(20_000):
        config = {"model_type": "no-such-wrapper", "text_config": config}
    return config


def _places(config: dict[str, Any]) -> list[tuple[str, ...]]:
    """Every field, also those of configs inside the config."""
    paths: list[tuple[str, ...]] = []
    for key, value in config.items():
        paths.append((key,))
        if isinstance(value, dict):
            paths += [(key, *path) for path in _places(value)]
    return paths


def _parent(config: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for key in path[:-1]:
        config = config[key]
    return config


def _read_soon(config: dict[str, Any]) -> Architecture | None:
    """The architecture, or None after a ConfigError; anything else fails the test."""
    started = perf_counter()
    try:
        architecture = read(config)
    except ConfigError:
        architecture = None
    else:
        ledger = Ledger(architecture)
        assert ledger.total >= ledger.active >= 0
        assert len(architecture.tensors) <= LINES
        assert all(t.elements >= 0 for t in architecture.tensors)
        assert cached(ledger, 1000) >= 0
    assert perf_counter() - started < SECONDS
    return architecture


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=15)
@given(data=st.data())
def test_any_change_of_a_field_is_counted_or_refused(family: str, data: st.DataObject) -> None:
    config = copy.deepcopy(data.draw(st.sampled_from(VALID[family])))
    for path in data.draw(st.lists(st.sampled_from(_places(config)), min_size=1, max_size=2)):
        try:
            parent = _parent(config, path)
        except (KeyError, TypeError):
            continue  # the first change has taken its place away
        if not isinstance(parent, dict):
            continue
        if data.draw(st.booleans()):
            parent[path[-1]] = data.draw(values)
        else:
            parent.pop(path[-1], None)
    _read_soon(config)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "value",
    [None, True, -1, 0, 1.5, "many", [], {}, [None], 2**63, float("nan"), float("inf")],
    ids=repr,
)
def test_no_single_wrong_value_escapes_as_another_error(family: str, value: object) -> None:
    valid = VALID[family][0]
    for path in _places(valid):
        config = copy.deepcopy(valid)
        _parent(config, path)[path[-1]] = value
        _read_soon(config)


@pytest.mark.parametrize("family", FAMILIES)
def test_lists_of_a_wrong_length_are_counted_or_refused(family: str) -> None:
    for valid in VALID[family]:
        for path in _places(valid):
            told = _parent(valid, path)[path[-1]]
            if isinstance(told, list):
                for changed in (told[:-1], told + told, told * 100, []):
                    config = copy.deepcopy(valid)
                    _parent(config, path)[path[-1]] = changed
                    _read_soon(config)


@pytest.mark.parametrize("layers", [10**9, 2**63, -4, 0, 4097])
@pytest.mark.parametrize("family", FAMILIES)
def test_no_number_of_layers_is_too_many_to_refuse(family: str, layers: int) -> None:
    for valid in VALID[family]:
        for key in ("num_hidden_layers", "n_layer", "n_layers", "num_layers"):
            if key in valid:
                config = {**valid, key: layers}
                assert _read_soon(config) is None or "layers_block_type" in valid


def test_a_config_deeper_than_the_stack_is_refused() -> None:
    with pytest.raises(ConfigError):
        read(_deep())


@pytest.mark.parametrize(
    "config", [{}, {"model_type": None}, {"model_type": 5}, {"model_type": ""}]
)
def test_a_family_that_is_not_told_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="model_type"):
        read(config)


def test_an_unknown_family_is_told_which_are_known() -> None:
    with pytest.raises(UnknownArchitectureError, match=r"'lama'.*did you mean 'llama'") as caught:
        read({"model_type": "lama"})
    told = str(caught.value)
    assert f"{len(ADAPTERS)} architectures, all listed by `paramsize families`" in told
    assert all(f"{family}, " in told or f"{family}." in told for family in known_families())
    assert told.index("did you mean") < told.index("open an issue") < told.index("afmoe")


def test_a_family_of_any_length_is_told_in_a_few_lines() -> None:
    with pytest.raises(UnknownArchitectureError) as caught:
        read({"model_type": "x" * 100_000})
    assert len(str(caught.value)) < 1200


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"hidden_size": None}, "the field hidden_size is missing; add it"),
        ({"num_attention_heads": 3}, "; write "),
        ({"head_dim": 0}, "head_dim is 0; a whole number from 1 to"),
        ({"layer_types": ["odd"] * 2}, "each layer is one of full_attention, sliding_attention"),
        ({"layer_types": ["full_attention"]}, "but the model has 2; name each once"),
    ],
)
def test_what_is_wrong_with_a_config_is_told_with_what_to_write(
    change: dict[str, Any], told: str
) -> None:
    config = {
        "model_type": "qwen3",
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "intermediate_size": 128,
        "vocab_size": 1000,
    }
    read(config)
    with pytest.raises(ConfigError, match=told):
        read(config | change)


@pytest.mark.parametrize(
    ("family", "change", "told"),
    [
        (
            "qwen3_next",
            {"linear_num_key_heads": 2, "linear_num_value_heads": 3},
            "linear_num_value_heads is 3; write a multiple of linear_num_key_heads = 2",
        ),
        (
            "olmo_hybrid",
            {"linear_num_key_heads": 2, "linear_num_value_heads": 3},
            "linear_num_value_heads is 3; write a multiple of linear_num_key_heads = 2",
        ),
        ("deepseek_v4", {"n_shared_experts": 0}, "n_shared_experts is 0; write 1"),
        ("deepseek_v4", {"n_shared_experts": 2}, "n_shared_experts is 2; write 1"),
    ],
)
def test_a_size_that_no_model_of_the_family_can_have_is_told_with_what_to_write(
    family: str, change: dict[str, Any], told: str
) -> None:
    config = VALID[family][0]
    read(config)
    with pytest.raises(ConfigError, match=told):
        read(config | change)


LEAST = {
    "model_type": "llama",
    **dict.fromkeys(("hidden_size", "num_hidden_layers", "num_attention_heads"), 1),
    **dict.fromkeys(("intermediate_size", "vocab_size"), 1),
}
"""A decoder without a single matrix of more than one row and column."""


@pytest.mark.parametrize(
    "marker",
    [
        *(
            f"{kind.name}: least, of: {of}" if of else f"{kind.name}: least"
            for kind in KINDS.values()
            if kind.form.subject in ("model", "models")
            for of in kind.of
        ),
        *(f"memory: least, of: training, recompute: {way}" for way in ("none", "full")),
        "memory: least, of: training, method: lora, rank: 1",
        "fit: least, over: gpus",
    ],
)
def test_the_least_of_models_is_answered_or_refused(tmp_path: Path, marker: str) -> None:
    (tmp_path / "least.json").write_text(json.dumps(LEAST), "utf-8")
    facts = Facts(Catalogue(OwnModels((tmp_path,), tmp_path)))
    with suppress(ParamsizeError):
        assert answer(question(parse(marker), Scenario.of(), facts)).block
