"""What the B in 70B means, computed: sizes of language models for documentation sites.

The door for programs. Pages come in by `mkdocs_paramsize.markdown` and by the MkDocs plugin,
terminals by the command `paramsize`; all of them ask the same questions. Importing this
package imports nothing else: each function brings what it needs when it is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mkdocs_paramsize.errors import ParamsizeError

if TYPE_CHECKING:
    from mkdocs_paramsize.answer import Answer
    from mkdocs_paramsize.facts import Facts
    from mkdocs_paramsize.ledger import Ledger

__all__ = ["ParamsizeError", "ask", "count"]


def count(config: Mapping[str, Any]) -> Ledger:
    """The ledger of the model that the fields of a Hugging Face `config.json` describe.

    Counts are exact integers of parameters. Raises ConfigError for a missing, mistyped or
    impossible field, UnknownArchitectureError for a family that is not counted here; both are
    a ParamsizeError.

    >>> count({"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12,
    ...        "n_positions": 1024, "vocab_size": 50257}).total
    124439808
    """
    from mkdocs_paramsize.architecture import read
    from mkdocs_paramsize.ledger import Ledger

    return Ledger(read(config))


def ask(
    marker: str, facts: Facts | None = None, scenario: Mapping[str, Any] | None = None
) -> Answer:
    """The answer to a marker, written as on a page but without `<<` and `>>`.

    `facts` hold a site's own models, GPUs and tiers; without them those of the package are
    used, which are read anew: who asks often makes one `mkdocs_paramsize.facts.Facts` for all.
    `scenario` are inputs that hold where the marker says nothing else. The numbers of the
    answer are quantities: `value` is exact, `unit` and `label` stand beside it. Raises
    ParamsizeError for whatever is wrong with the marker or the scenario.

    >>> [weights] = ask("memory: 70B, of: weights, precision: bf16").numbers
    >>> weights.value, weights.unit, weights.label
    (140000000000, 'byte', 'nominal')
    >>> [weights] = ask("memory: 70B, of: weights", scenario={"precision": "int4"}).numbers
    >>> weights.value
    35000000000
    """
    from mkdocs_paramsize.facts import Facts
    from mkdocs_paramsize.kinds import answer, question, require_names
    from mkdocs_paramsize.marker import parse
    from mkdocs_paramsize.scenario import Scenario, read_settings

    known, given = facts or Facts(), read_settings(scenario or {}, "scenario")
    require_names(given, known)
    return answer(question(parse(marker), Scenario.of(site=given), known))
