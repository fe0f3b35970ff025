"""`calculator, of: models`: which models fit on a GPU that is there already."""

from __future__ import annotations

import pytest

from mkdocs_paramsize import ParamsizeError
from mkdocs_paramsize.kinds.fitting import SIZES
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.door import Door


def said(text: str) -> str:
    """All that the calculator says, with one space between its words."""
    marker = parse(f"calculator: {text}, of: models")
    page = Door({}).page({}, "en", (marker,))
    return " ".join(" ".join(page.block(marker).element.itertext()).split())


@pytest.mark.parametrize(
    ("gpu", "largest"),
    [
        ("RTX 4090", "on RTX 4090 is 8B."),
        ("H100", "on H100 SXM 80GB is 32B."),
        ("RTX 4090, precision: int4", "on RTX 4090 is 32B."),
        ("H100, gpus: 8", "on 8 × H100 SXM 80GB is 123B."),
        ("RTX 4090, batch: 1000, context: 1M", "None of these fits on RTX 4090"),
    ],
)
def test_the_largest_that_fits_is_named(gpu: str, largest: str) -> None:
    assert largest in said(f"page, gpu: {gpu}")


def test_sizes_that_have_no_shape_are_told() -> None:
    listed = f"{', '.join(SIZES[:-1])} and {SIZES[-1]}"
    assert f"the figures for {listed} are those of the typical dense decoder" in said("page")


def test_the_author_may_name_the_models_and_they_stand_from_small_to_large() -> None:
    told = said("Llama 3.1 70B / Qwen3 0.6B / Mixtral 8x7B")
    places = [told.index(f"{name} ") for name in ("Qwen3 0.6B", "Mixtral 8x7B", "Llama 3.1 70B")]
    assert places == sorted(places)
    assert "sizes without a shape" not in told


def test_its_rows_are_those_of_fit() -> None:
    marker = parse("fit: Mixtral 8x7B, gpu: H100, precision: int4")
    page = Door({}).page({}, "en", ())
    row = next(x for x in page.block(marker).element.iter("tr") if "int4" in "".join(x.itertext()))
    figures = [" ".join(cell.itertext()) for cell in row.iter("td")]
    assert all(text.strip() in said("Mixtral 8x7B, gpu: H100, precision: int4") for text in figures)


@pytest.mark.parametrize("text", ["Llama 9 8B", "8B / Llama 9 8B"])
def test_models_that_cannot_be_weighed_are_refused(text: str) -> None:
    with pytest.raises(ParamsizeError):
        said(text)


def test_a_model_that_is_not_disclosed_says_so_in_its_row() -> None:
    told = said("GPT-4 / 7B, gpu: H100")
    assert "that fits on H100 SXM 80GB is 7B." in told
    assert "GPT-4 not disclosed not disclosed" in told
    assert "GPT-4 technical report" in said("GPT-4")
