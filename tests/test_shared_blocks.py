"""Models whose layers share a block: it stands in the checkpoint once and works in each of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.catalogue import Catalogue, OwnModels
from mkdocs_paramsize.errors import ScenarioError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import Question, answer
from mkdocs_paramsize.kinds.profile import matmul_inputs
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.words import Words
from tests.asking import asked, notes
from tests.cache import Held

TRUTH = Path(__file__).parent / "truth"
ZAMBA = {
    "model_type": "zamba",
    "hidden_size": 3712,
    "intermediate_size": 14848,
    "num_hidden_layers": 76,
    "num_attention_heads": 16,
    "vocab_size": 32000,
}


def ledger(**fields: Any) -> Ledger:
    return Ledger(read(fields))


def multiplied(made: Ledger) -> float:
    return matmul_inputs(Held("held", held=made))["matmul"].low


def test_what_zamba_multiplies_is_its_block_once_a_hybrid_layer() -> None:
    made = ledger(**ZAMBA)
    (block,) = {t.passed for t in made.parameters if "shared_transf." in t.name}
    matrices = [t for t in made.parameters if "shared_transf." in t.name and len(t.shape) == 2]

    assert made.total == made.active == 7_232_490_496
    assert block is not None
    assert len(block) == 13
    without = 7_221_473_280 - sum(t.count for t in matrices)
    assert multiplied(made) == without + 13 * sum(t.count for t in matrices) == 11_520_503_808


@pytest.mark.parametrize(
    "config",
    [
        row["config"]
        for name in ("zamba", "zamba2")
        for row in json.loads((TRUTH / f"{name}.json").read_text("utf-8"))
    ],
)
def test_a_token_works_alike_whether_layers_share_a_block_or_hold_one_each(
    config: dict[str, Any],
) -> None:
    shared = ledger(**{**config, "tie_word_embeddings": True})
    apart = ledger(**{**config, "tie_word_embeddings": False})

    assert multiplied(shared) == multiplied(apart)
    assert sorted(map(str, shared.layers)) == sorted(map(str, apart.layers))
    assert not apart.architecture.shares_blocks


def test_a_token_passes_through_the_adapters_of_its_layer_alone() -> None:
    (config, *_) = json.loads((TRUTH / "zamba2.json").read_text("utf-8"))
    apart = ledger(**{**config["config"], "tie_word_embeddings": False})
    adapters = [t for t in apart.parameters if "adapter_list" in t.name]

    # Two blocks take turns in six layers, so that each of them holds three sets of adapters.
    assert apart.total - apart.active == sum(t.count for t in adapters) * 2 // 3


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    (tmp_path / "zamba.json").write_text(json.dumps(ZAMBA), "utf-8")
    return Facts(Catalogue(OwnModels((tmp_path,), tmp_path)))


def test_what_is_computed_from_its_parameters_is_said_to_be_too_low(facts: Facts) -> None:
    def one(marker: str) -> Question:
        return asked(marker, facts)

    remark = Words.of("en").text("remark.shared")
    training = answer(one("training: zamba"))
    flops = answer(one("training: zamba, of: flops, tokens: 1T")).inline
    by_matrices = answer(one("training: zamba, of: flops-matmul, tokens: 1T")).inline

    assert remark in notes(training)
    assert isinstance(flops, Quantity)
    assert isinstance(by_matrices, Quantity)
    assert flops.remarks == ("shared",)
    assert by_matrices.remarks == ()
    assert by_matrices.low > 1.5 * flops.low
    total = answer(one("params: zamba")).inline
    assert isinstance(total, Quantity)
    assert total.remarks == ()


def test_no_bound_of_its_speed_is_computed(facts: Facts) -> None:
    with pytest.raises(ScenarioError, match="zamba sends a token through the same block in sev"):
        answer(asked("speed: zamba, gpu: A100 80GB, context: 512", facts))
