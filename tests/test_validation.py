"""Published figures against ours: where they agree, where they miss, and where they are wrong."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from mkdocs_paramsize.algebra.quantity import Quantity, Range, Source
from mkdocs_paramsize.errors import DataError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.published import GROUPS, Figure, published_data
from mkdocs_paramsize.facts.records import Run
from mkdocs_paramsize.kinds import answer, question
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.methodology import validation
from mkdocs_paramsize.methodology.validation import Check, checks
from mkdocs_paramsize.scenario import Scenario

FACTS = Facts()


@cache
def all_checks() -> tuple[Check, ...]:
    return checks(FACTS)


def of_group(group: str) -> list[Check]:
    found = [check for check in all_checks() if check.group == group]
    assert found, group
    return found


def assert_within(found: list[Check], share: float) -> None:
    misses = {check.case: check.difference for check in found if abs(check.difference) > share}
    assert misses == {}


def printed(marker: str) -> Quantity:
    """What the package prints for a marker."""
    made = answer(question(parse(marker), Scenario(), FACTS)).inline
    assert isinstance(made, Quantity)
    return made


# What is reproduced


def test_states_of_zero_within_one_and_a_half_per_cent() -> None:
    assert [check.published for check in of_group("zero")] == [120, 31.4, 16.6, 1.9]
    assert_within(of_group("zero"), 0.015)


def test_kv_caches_of_llama_3_1_within_half_a_per_cent() -> None:
    found = [check for check in of_group("kv-cache") if "405B" not in check.case]
    assert len(found) == 6
    assert_within(found, 0.005)


def test_weights_at_nominal_sizes_and_whole_gguf_files_within_half_a_per_cent() -> None:
    assert_within(of_group("weights") + of_group("gguf"), 0.005)


def test_compute_of_gpt_3_table_d_1_within_half_a_per_cent() -> None:
    found = [check for check in of_group("flops") if check.case.startswith("GPT-3")]
    assert len(found) == 8
    assert_within(found, 0.005)


@pytest.mark.parametrize(
    ("name", "flops"),
    [
        ("GPT-3 125M", 2.25e20),
        ("GPT-3 350M", 6.41e20),
        ("GPT-3 760M", 1.37e21),
        ("GPT-3 1.3B", 2.38e21),
        ("GPT-3 2.7B", 4.77e21),
        ("GPT-3 6.7B", 1.20e22),
        ("GPT-3 13B", 2.31e22),
        ("GPT-3 175B", 3.14e23),
    ],
)
def test_what_a_page_prints_of_gpt_3_is_table_d_1(name: str, flops: float) -> None:
    """Counted from the shapes, at the tokens that the catalogue has for them."""
    assert printed(f"training: {name}, tokens: 300B").value == pytest.approx(flops, rel=0.005)


def test_energy_and_emissions_of_llama_within_two_per_cent() -> None:
    found = of_group("emissions") + [c for c in of_group("energy") if c.note == "circular"]
    assert len(found) == 12
    assert_within(found, 0.02)


def test_the_cost_and_the_days_of_deepseek_v3() -> None:
    assert [check.difference for check in of_group("cost")] == [0]
    assert_within(of_group("days"), 0.015)


# The band of GPU-hours


def sample() -> list[Run]:
    return [run for run in FACTS.training.runs if run.mfu_sample]


def band(run: Run) -> Range:
    """The band that a page prints for the size, the tokens and the hardware of a run."""
    hours = printed(
        f"training: {run.params}, tokens: {run.tokens}, gpu: {run.hardware}, of: gpu-hours"
    ).value
    assert isinstance(hours, Range)
    return hours


def test_four_of_five_published_runs_lie_in_the_band_that_a_page_prints() -> None:
    bands = {run.model: (band(run), run.gpu_hours or 0) for run in sample()}
    outside = {
        model for model, (made, hours) in bands.items() if not made.low <= hours <= made.high
    }
    assert len(bands) == 32
    assert len(bands) - len(outside) >= 0.8 * len(bands)
    assert outside == {
        "LLaMA-13B",
        "Llama 3 8B",
        "Llama 3.1 8B",
        "Pythia 70M",
        "BloombergGPT 50B",
    }


def test_the_band_of_the_page_is_that_of_the_validation_table() -> None:
    ours = {check.case: check.ours for check in of_group("gpu-hours")}
    for run in sample():
        made, own = band(run), ours[run.model]
        assert isinstance(own, Range)
        assert (made.low, made.high) == pytest.approx((own.low, own.high), rel=1e-9)


# What does not agree


def test_the_cache_of_405b_was_published_twice_too_large() -> None:
    found = [check for check in all_checks() if check.flaw == "doubled-heads"]
    assert [check.case for check in found] == [f"Llama 3.1 405B {n}k" for n in (1, 16, 128)]
    for check in found:
        assert check.difference == pytest.approx(-0.5, abs=0.001)


def test_the_erratum_of_table_a3_is_a_factor_of_ten() -> None:
    (slip,) = [check for check in all_checks() if check.flaw == "erratum"]
    assert slip.case == "Hoffmann 2022, Table A3, approach 3, 175B"
    assert slip.difference == pytest.approx(9)


def test_published_compute_with_recomputation_is_a_third_more_than_ours() -> None:
    found = [check for check in all_checks() if check.note == "recomputed"]
    assert {check.case for check in found} == {"OPT-175B", "BloombergGPT 50B"}
    for check in found:
        assert check.difference == pytest.approx(6 / 8 - 1, abs=0.02)


def test_rated_power_is_at_or_above_what_was_measured() -> None:
    measured = ("T5-11B", "Meena 2.6B", "GShard 600B", "Switch 1.5T")
    found = {check.case: check.difference for check in of_group("energy")}
    assert all(found[model] > 0.3 for model in measured)


def test_a_miss_is_not_hidden() -> None:
    """Most agree, and those that do not are in the table all the same."""
    misses = [check for check in all_checks() if not check.agrees]
    assert 0.6 * len(all_checks()) < len(all_checks()) - len(misses)
    assert len(misses) > 20


# The table itself


def test_every_group_has_figures_and_each_case_stands_once() -> None:
    assert list(dict.fromkeys(check.group for check in all_checks())) == list(GROUPS)
    cases = Counter((check.group, check.case) for check in all_checks())
    assert [case for case, times in cases.items() if times > 1] == []


def test_every_figure_is_sourced_and_dated() -> None:
    for check in all_checks():
        assert check.source.text, check.case
        assert check.source.checked, check.case


def check_of(ours: float | Range) -> Check:
    return Check("flops", "x", 100, "FLOP", ours, Source("s"))


@pytest.mark.parametrize(
    ("ours", "difference", "agrees"),
    [
        (100, 0, True),
        (101.9, 0.019, True),
        (103, 0.03, False),
        (50, -0.5, False),
        (Range(90, 110), 0, True),
        (Range(110, 120), 0.1, False),
        (Range(10, 90), -0.1, False),
    ],
)
def test_a_difference_is_a_share_of_the_published_figure(
    ours: float | Range, difference: float, agrees: bool
) -> None:
    check = check_of(ours)
    assert check.difference == pytest.approx(difference)
    assert check.agrees is agrees


def figure(**given: object) -> Figure:
    shared = {"group": "cost", "case": "c", "value": 1, "unit": "USD", "source": "s"}
    return Figure(**{**shared, "checked": published_data().figures[0].checked, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"marker": "memory: Lama 3 70B"}, "memory: Lama 3 70B: no model called"),
        ({"marker": "tier: 70B"}, "tier: 70B: no single number"),
        ({"marker": "training: 70B, of: gpu-hours"}, "no single number"),
        ({"terms": ({"formula": "price", "hours": 1},)}, "there is no formula 'price' of hours"),
        ({"terms": ({"formula": "days", "gpus": 1},)}, "there is no formula 'days' of gpus"),
    ],
)
def test_a_figure_that_nothing_computes_is_an_error(given: dict[str, object], fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        validation._figure(figure(**given), FACTS)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[figure]", "cannot be read as TOML"),
        ('[[figure]]\ncase = "x"', "missing required field"),
        (
            '[[figure]]\ngroup = "cost"\ncase = "x"\nvalue = 1\nunit = "USD"\nsource = "s"\n'
            "checked = 2026-11-24",
            "either `marker` or `terms` is needed",
        ),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "published.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=fault) as caught:
        published_data(file)
    assert str(caught.value).startswith("published.toml: ")
