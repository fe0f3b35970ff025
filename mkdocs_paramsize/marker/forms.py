"""What kinds of markers there are, and how each may stand on a page.

Every page reads this, so it loads nothing; what a kind answers is in `kinds/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, get_args

InText = Literal["number", "exact", "sentence"]
Alone = Literal["table", "chart", "card", "working"]
View = Literal[InText, Alone]
"""What `as:` may ask for: something inside a sentence, or a block of its own."""

IN_TEXT: Final[tuple[InText, ...]] = get_args(InText)
ALONE: Final[tuple[Alone, ...]] = get_args(Alone)
VIEWS: Final[tuple[View, ...]] = get_args(View)


class Form(NamedTuple):
    """A kind: what stands behind its colon, where it may stand itself, and whether it is `live`,
    which is to say that it gives the reader of a page something to change.

    Its subject is a model, a list of them, an input, or nothing in particular: `<< tiers: >>`.
    """

    subject: Literal["model", "models", "input", "nothing"] = "model"
    place: Literal["anywhere", "text", "alone"] = "anywhere"
    live: bool = False


FORMS: Final[Mapping[str, Form]] = {
    "model": Form(),
    "params": Form(),
    "breakdown": Form(),
    "tier": Form(),
    "tiers": Form("nothing", "alone"),
    "memory": Form(),
    "training": Form(),
    "data": Form(),
    "speed": Form(),
    "fit": Form(),
    "compare": Form("models", "alone"),
    "dial": Form("input", "text", live=True),
    "calculator": Form("nothing", "alone", live=True),
}
KINDS: Final = tuple(FORMS)
LIVE: Final = tuple(kind for kind, form in FORMS.items() if form.live)
