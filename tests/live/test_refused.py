"""Nothing that is typed or stands in the address can do more than be left out."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

import pytest

from tests.browser import Tab
from tests.live.reader import content, dial, enter, settled, status

BAD: Final = (
    *("-5", "0", "nan", "Infinity", "1e999", "99999T", "", " ", "null", "undefined", "{}", "🦙"),
    *(
        "<img src=x onerror=alert(1)>",
        "</template><script>alert(1)</script>",
        "'\"`${1}",
        "__proto__",
    ),
    "9" * 5000,
)


@pytest.mark.parametrize("name", ["model", "context", "batch", "tokens", "mfu", "price"])
def test_whatever_is_typed_is_left_out_with_a_note(tab: Tab, root: str, name: str) -> None:
    page = tab.page
    page.goto(root)
    before = dial(page, name).input_value()
    possible = {("price", "0"), ("tokens", "99999T")}
    for text in (text for text in BAD if (name, text) not in possible):
        enter(page, name, text)
        noted = page.locator(".paramsize-noted").text_content() or ""
        assert f"“{text.strip()[:40]}”" in noted
        assert dial(page, name).input_value() in (
            before,
            "1",
            "10000000",
            "0",
            "10000",
            "1k",
            "128k",
        )
        assert page.locator("article img, article script:not([src])").count() == 0
        assert not {"NaN", "undefined", "Infinity"} & set(re.findall(r"\w+", content(page)))


def test_out_of_bounds_is_brought_back_with_a_note(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    for name, text, bound in (
        *(("context", "1M", "128k"), ("context", "5", "1k"), ("batch", "-3", "1")),
        *(("batch", "99999999", "10000000"), ("price", "1e9", "10000"), ("gpus", "0", "1")),
    ):
        enter(page, name, text)
        assert dial(page, name).input_value() == bound
        assert text in status(page)
        assert bound in status(page)
    enter(page, "context", "64k")
    settled(page)
    assert page.locator(".paramsize-noted").count() == 0


@pytest.mark.parametrize(
    "state",
    [
        "context~-1",
        "context~<img src=x onerror=alert(1)>",
        "model~</template><script>alert(1)</script>",
        "__proto__~1,constructor~2,toString~3",
        "nonsense",
        "~~~,,,~",
        "gpu~Abacus",
        "precision~int3.14",
        "context~" + "9" * 3000,
        ",".join(f"key{i}~{i}" for i in range(1000)),
        "%E0%A4%A",
    ],
)
def test_whatever_is_in_the_address_is_left_out_with_a_note(
    tab: Tab, root: str, state: str
) -> None:
    page = tab.page
    page.goto(root)
    before = content(page)
    page.goto(f"{root}?ps={state if '%' in state else quote(state)}")
    assert content(page) == before
    assert page.locator(".paramsize-noted").is_visible()
    assert "address" in status(page)
