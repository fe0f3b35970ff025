"""What a model caches and computes a token, as the inputs of formulas."""

from __future__ import annotations

from mkdocs_paramsize.architecture import Mixing
from mkdocs_paramsize.quantity import Quantity, Unit
from mkdocs_paramsize.subject import Subject


def leaf(subject: Subject, name: str, value: float, unit: Unit = "element") -> Quantity:
    """A number that the shape of a model gives, as sure as the shape."""
    return Quantity(
        name=name,
        value=value,
        unit=unit,
        label=subject.shape_label,
        source=subject.source,
        origin="model" if subject.model else "typical",
        cell=subject.cell(name),
    )


def cache_inputs(subject: Subject) -> tuple[dict[str, Quantity], ...]:
    """The model's part of `kv_cache`: one set of inputs for each window that the model has.

    Numbers are summed over the layers of a group. Models have one window or none; the first
    set carries the layers that see everything and the constant states.
    """
    mixing = subject.ledger.architecture.mixing
    windows = sorted({int(group.window) for group in mixing if group.window is not None})
    full = sum(_per_token(group) for group in mixing if group.window is None)
    state = sum(len(group.layers) * int(group.constant) for group in mixing)
    sets = []
    for place, window in enumerate(windows or [0]):
        windowed = sum(_per_token(group) for group in mixing if group.window == window)
        sets.append(
            {
                "full": leaf(subject, "full", 0 if place else full),
                "windowed": leaf(subject, "windowed", windowed),
                "window": leaf(subject, "window", window, "token"),
                "state": leaf(subject, "state", 0 if place else state),
            }
        )
    return tuple(sets)


def matmul_inputs(subject: Subject) -> dict[str, Quantity]:
    """The model's part of `matmul_flops`: weights that multiply a token, and attention scores.

    The input lookup is left out; the head counts even where it is tied. A model with several
    windows is counted by the largest of them.
    """
    architecture = subject.ledger.architecture
    weights = sum(
        tensor.active
        for tensor in subject.ledger.parameters
        if len(tensor.shape) >= 2
        and tensor.component not in ("position_embedding", "norm")
        and (tensor.component != "embedding" or architecture.tied)
    )
    windows = [int(group.window) for group in architecture.mixing if group.window is not None]
    full = sum(_scores(group) for group in architecture.mixing if group.window is None)
    windowed = sum(_scores(group) for group in architecture.mixing if group.window is not None)
    return {
        "matmul": leaf(subject, "matmul", weights, "parameter"),
        "scores": leaf(subject, "scores", full),
        "windowed_scores": leaf(subject, "windowed_scores", windowed),
        "window": leaf(subject, "window", max(windows, default=0), "token"),
    }


def _scores(group: Mixing) -> int:
    return len(group.layers) * int(group.scores)


def _per_token(group: Mixing) -> int:
    return len(group.layers) * int(group.per_token)
