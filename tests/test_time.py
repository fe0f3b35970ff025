"""A time reads in the unit that a person would choose."""

from __future__ import annotations

import pytest

from mkdocs_paramsize.algebra.quantity import Quantity, Range
from mkdocs_paramsize.render.numbers import exact, shown
from mkdocs_paramsize.words import Words
from tests.site import Site


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (0.0123, "17.7 min", "17.7 分钟"),
        (0.5, "12 h", "12 小时"),
        (59.94 / 1440, "59.9 min", "59.9 分钟"),
        (59.96 / 1440, "0.999 h", "0.999 小时"),
        (23.94 / 24, "23.9 h", "23.9 小时"),
        (1.0, "1 day", "1 天"),
        (54.25, "54.3 days", "54.3 天"),
        (Range(0.01, 0.02), "14.4–28.8 min", "14.4–28.8 分钟"),
        (Range(0.5, 0.9), "12–21.6 h", "12–21.6 小时"),
        (Range(0.6, 1.2), "0.6–1.2 days", "0.6–1.2 天"),
    ],
)
def test_less_than_a_day_is_told_in_hours_or_minutes(
    days: float | Range, english: str, chinese: str
) -> None:
    time = Quantity("days", days, "day", "exact")
    assert shown(time, Words.of("en")) == english
    assert shown(time, Words.of("zh")) == chinese


def test_an_estimate_says_so_in_every_unit() -> None:
    assert shown(Quantity("days", 0.5, "day", "estimated"), Words.of("en")) == "≈12 h"


def test_all_digits_stay_in_days() -> None:
    assert exact(Quantity("days", 0.5, "day", "exact"), Words.of("en")) == "0.5 days"


def test_a_sentence_and_a_table_tell_it_alike(site: Site) -> None:
    options = "1B, tokens: 1B, gpus: 64, mfu: 40%"
    text = f"It takes << training: {options}, of: days >>.\n\n<< training: {options} >>"
    built = site.page(text).build(strict=True)
    built.shows("It takes 3.95 min.").shows("3.95 min")
