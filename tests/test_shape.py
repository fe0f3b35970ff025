"""The subject `shape`: a decoder of one's own, counted from its dimensions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_paramsize import ParamsizeError, ask
from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Answer, Plain
from mkdocs_paramsize.catalogue import Catalogue
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.shape import dimensions, drawn, of_model


def figure(text: str) -> Quantity:
    told = ask(text).inline
    assert isinstance(told, Quantity)
    return told


def rows(told: Answer) -> dict[str, tuple[float, str]]:
    """The rows of a breakdown: the count and the product, by part."""
    assert told.block.table is not None
    found = {}
    for row in told.block.table.rows:
        count, product = row.cells[1], row.cells[3]
        assert isinstance(count, Quantity)
        assert isinstance(product, Plain)
        found[str(row.part)] = (count.low, product.text)
    return found


def test_without_dimensions_it_is_llama_3_1_8b() -> None:
    assert figure("params: shape").value == figure("params: Llama 3.1 8B").value
    assert figure("params: shape").label == "exact"


@pytest.mark.parametrize("name", ["Llama 3.1 70B", "Llama 3.2 1B", "Mistral 7B", "Mixtral 8x22B"])
def test_the_dimensions_of_a_model_draw_that_model(name: str) -> None:
    model = Catalogue().model(name).ledger
    found = of_model(model, name)
    assert drawn(tuple(map(int, found.values()))).ledger.by_component == model.by_component


@pytest.mark.parametrize("name", ["DeepSeek V3", "GPT-2", "Qwen3 8B", "Mamba 2.8B", "BERT base"])
def test_a_model_of_another_form_is_no_start_for_a_shape(name: str) -> None:
    with pytest.raises(ParamsizeError, match="has another form than a shape"):
        of_model(Catalogue().model(name).ledger, name)


def test_its_rows_tell_their_products_by_name_and_sum_to_the_total() -> None:
    told = rows(ask("breakdown: shape, layers: 3, width: 8, heads: 4, kv_heads: 2, head_dim: 5"))
    assert told["attention"] == (
        3 * (2 * 4 * 5 * 8 + 2 * 2 * 5 * 8),
        "layers × (2 × heads × head_dim × width + 2 × kv_heads × head_dim × width)",
    )
    assert told["experts"] == (0, "layers × experts × 3 × intermediate × width")
    assert sum(count for count, _ in told.values()) == 2 * told["total"][0]


@given(
    layers=st.integers(1, 200),
    width=st.integers(1, 20_000),
    kv_heads=st.integers(1, 64),
    groups=st.integers(1, 16),
    head_dim=st.integers(1, 512),
    intermediate=st.integers(1, 50_000),
    vocab=st.integers(1, 300_000),
    tables=st.integers(1, 2),
    experts=st.integers(0, 300),
)
def test_its_count_is_the_sum_of_its_matrices(
    layers: int,
    width: int,
    kv_heads: int,
    groups: int,
    head_dim: int,
    intermediate: int,
    vocab: int,
    tables: int,
    experts: int,
) -> None:
    heads, top_k = kv_heads * groups, max(1, experts // 3)
    made = (layers, width, heads, kv_heads, head_dim, intermediate, vocab, tables, experts, top_k)
    attention = 2 * width * head_dim * (heads + kv_heads)
    network = 3 * width * intermediate
    each = attention + 2 * width + (experts * (network + width) if experts else network)
    assert drawn(made).ledger.total == tables * vocab * width + layers * each + width


def test_what_is_not_given_comes_from_page_and_site() -> None:
    scenario = Scenario.of(page={"layers": "2"}, site={"layers": "9", "width": "64"})
    assert dimensions(scenario)[:2] == (2, 64)


def test_a_format_that_packs_by_place_is_only_estimated() -> None:
    exact, packed = (
        figure(f"memory: shape, of: weights, precision: {x}") for x in ("int4", "q4_k_m")
    )
    assert (exact.label, packed.label) == ("exact", "estimated")
    assert (
        0.9 < packed.low / figure("memory: Llama 3.1 8B, of: weights, precision: q4_k_m").low < 1.1
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kv_heads: 7", "heads: 32 cannot share kv_heads: 7 evenly"),
        ("experts: 4, top_k: 5", "top_k: 5 is more than experts: 4"),
        ("layers: 0", "0 is not a whole number from 1 to 4,096"),
        ("width: 4096.5", "not a whole number"),
        ("layers: 4096, width: 1000000, intermediate: 1000000", "would have 1.23×10¹⁶"),
        ("laiers: 3", "did you mean 'layers'"),
    ],
)
def test_dimensions_that_cannot_be_are_refused(text: str, said: str) -> None:
    with pytest.raises(ParamsizeError, match=said):
        ask(f"params: shape, {text}")


def test_other_subjects_take_no_dimensions() -> None:
    with pytest.raises(ParamsizeError, match="no option 'layers' for this kind"):
        ask("params: 70B, layers: 3")


def test_its_calculator_starts_as_the_model_that_it_names() -> None:
    marker = parse("calculator: Mixtral 8x7B, of: shape")
    page = Door({}).page({}, "en", (marker,))
    assert page.scenario.text("experts") == "8"
    assert "46.7B" in "".join(page.block(marker).element.itertext())
