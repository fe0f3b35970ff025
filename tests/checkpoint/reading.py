"""What a site says of the checkpoints in its folder, and what is known of released ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from mkdocs_paramsize.catalogue import Catalogue, Model, OwnModels
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import answer, question
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.subject import Subject, resolve

TRUTH = Path(__file__).parents[1] / "truth"
RELEASED = {
    row["id"]: row for row in json.loads((TRUTH / "models.json").read_text(encoding="utf-8"))
}


def site(folder: Path) -> Facts:
    return Facts(Catalogue(OwnModels((folder,), folder)))


def model(folder: Path, name: str) -> Model:
    found = site(folder).catalogue.model(name)
    assert found.witness is not None
    return found


def subject(folder: Path, name: str) -> Subject:
    return resolve(name, site(folder).catalogue)


def noted(folder: Path, marker: str) -> list[str]:
    """Keys of the notes beside an answer."""
    facts = site(folder)
    made = answer(question(parse(marker), Scenario(()), facts))
    return [note.key for note in made.block.notes if hasattr(note, "key")]


def told_of(action: Callable[[], object]) -> object:
    """What an action gives, or the message of the error that refuses it."""
    try:
        return action()
    except ParamsizeError as error:
        return str(error)


def either_read_or_refused(folder: Path) -> None:
    """A count, or an error that names the file."""
    told = told_of(lambda: subject(folder, "mine").total().value)
    assert isinstance(told, int) or str(told).startswith("mine.")
