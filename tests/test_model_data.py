"""The catalogue of models: each entry has a source, is found under one name, and counts right.

An entry is compared with what its makers print, with an exact total where one was seen, and
with the totals of `truth/models.json`, which come from models that were really built.
"""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from mkdocs_paramsize.catalogue import Catalogue, Model
from mkdocs_paramsize.catalogue.entries import read_models
from mkdocs_paramsize.catalogue.names import normal, spellings
from mkdocs_paramsize.notation import parse_size
from tests.cache import cached_per_token

DATA: Final = Path(__file__).parent.parent / "mkdocs_paramsize" / "data"
FILES: Final = sorted((DATA / "models").glob("*.toml"))
MODELS: Final = [(path.stem, model) for path in FILES for model in read_models(path)]
SHAPED: Final = [model for _, model in MODELS if model.has_shape]
RELEASED: Final = json.loads(
    (Path(__file__).parent / "truth" / "models.json").read_text(encoding="utf-8")
)

NEAR: Final = 0.03
"""How far a count may be from a published total that is not a rounding of it."""

NOMINAL: Final = 0.3
"""The same where a note explains it: a name taken for a size, a tower that is not counted."""

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
    found: dict[str, str] = {}
    clashes = []
    for _, model in MODELS:
        for form in {form for name in _names(model) for form in spellings(name)}:
            other = found.setdefault(form, model.name)
            if other != model.name:
                clashes.append((form, other, model.name))
    assert clashes == []


def test_no_name_is_given_twice() -> None:
    names = [model.name for _, model in MODELS]
    assert len(names) == len(set(names))


def test_every_entry_says_where_and_when_it_was_read() -> None:
    for _, model in MODELS:
        record = model.record
        assert record.source.strip(), model.name
        assert "recalled" not in record.source, model.name
        assert record.checked is not None, model.name
        assert record.released is None or record.released <= record.checked, model.name
        assert (record.tokens is None) == (record.tokens_source is None), model.name
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
    if record.published is not None and not _rounds_to(total, record.published):
        bound = NOMINAL if record.note else NEAR
        assert total == pytest.approx(_amount(record.published), rel=bound)


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


@pytest.mark.parametrize("name", ["GPT-4", "gpt-4o", "Claude 3.5 Sonnet", "Gemini 1.5 Pro", "o3"])
def test_models_whose_makers_keep_silent_are_there_and_say_so(name: str) -> None:
    assert Catalogue().model(name).record.undisclosed
