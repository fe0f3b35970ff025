"""Models of the truth and what their weights take, for tests of storage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.catalogue.model import model_of_config
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.scenario.subject import Subject
from mkdocs_paramsize.storage import weights

FACTS = Facts()
FOLDER = Path(__file__).parent / "truth"
RELEASED = {
    row["id"]: row for row in json.loads((FOLDER / "models.json").read_text(encoding="utf-8"))
}


def of_config(config: dict[str, Any], name: str = "mine") -> Subject:
    return Subject(text=name, model=model_of_config(name, config, "config.json"))


def released(name: str, **fields: object) -> Subject:
    return of_config({**RELEASED[name]["config"], **fields}, name)


def size(subject: Subject, precision: str) -> Quantity:
    return weights(subject, FACTS.precision(precision), FACTS)
