"""What the turns gave: medians, ranges, ratios and losses; as text, as data for a picture."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.training.cases import CASES
from benchmarks.training.measured import Measured

#: (who, than whom, at least so many times as fast); "best" is of Keras everywhere and PyTorch by hand.
Target = tuple[str, str, float]
TF, JAX = "keras_lab on TensorFlow", "keras_lab on JAX"
_LIMIT: tuple[Target, ...] = ((TF, "best", 1.05), (TF, "TensorFlow by hand", 0.95))
TARGETS: Mapping[str, tuple[Target, ...]] = {
    "mlp": (
        (TF, "Keras on TensorFlow", 12), (TF, "Keras on TensorFlow, best", 3), (TF, "Keras on JAX, best", 1.2),
        (TF, "PyTorch by hand", 3), (TF, "TensorFlow by hand", 0.9),
        (JAX, "Keras on TensorFlow", 15), (JAX, "Keras on TensorFlow, best", 4), (JAX, "Keras on JAX, best", 1.7),
        (JAX, "PyTorch by hand", 3), (JAX, "JAX by hand", 0.9),
    ),
    **{f"mlp, batch {size}": ((TF, "best", 1.0),) for size in (1, 256, 4096)},
    **dict.fromkeys(("cnn", "lstm", "stacked lstm", "transformer", "resnet"), _LIMIT),
    "branches": ((TF, "Keras on TensorFlow", 3),),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One peer in one case: steps per second (median, least, most), seconds of the first epoch, the loss."""

    peer: str
    rate: float
    slowest: float
    fastest: float
    first: float
    loss: float
    megabytes: float
    rounds: int


def rows(measured: Iterable[Measured]) -> list[Row]:
    """A row for each peer that trained; of the epochs after the first, in which all compile."""
    found: dict[str, list[Measured]] = {}
    for each in measured:
        if not each.failure:
            found.setdefault(each.peer, []).append(each)
    return [_row(peer, each) for peer, each in found.items()]


def _rate(measured: Measured) -> float:
    return CASES[measured.case].steps / statistics.median(measured.seconds[1:])


def _row(peer: str, measured: list[Measured]) -> Row:
    rates = [_rate(each) for each in measured]
    return Row(
        peer, statistics.median(rates), min(rates), max(rates), statistics.median(e.seconds[0] for e in measured),
        statistics.median(e.loss for e in measured), max(e.megabytes for e in measured), len(measured),
    )  # fmt: skip


def best(table: list[Row]) -> Row | None:
    """The fastest of Keras everywhere and PyTorch by hand."""
    those = [row for row in table if row.peer.startswith(("Keras", "PyTorch"))]
    return max(those, key=lambda row: row.rate, default=None)


def rate_of(name: str, table: list[Row]) -> float | None:
    """Steps per second of a peer, or the best of several: `"best"`, `"Keras on JAX, best"`."""
    if name == "best":
        first = best(table)
        return first.rate if first else None
    return max((row.rate for row in table if _is_meant(row.peer, name)), default=None)


def _is_meant(peer: str, name: str) -> bool:
    """Whether a target's `name` is that peer's, or `"Keras on JAX, best"` and it is one of those."""
    family = name.removesuffix(", best")
    return peer == name if family == name else peer.startswith(family)


def shown(rate: float) -> str:
    """`12,345`, `123`, `12.3`."""
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.3g}"


def aimed_at(case: str, who: str) -> bool:
    """Whether a target of the case names it, not only as one of all peers."""
    return any(_is_meant(who, name) for target in TARGETS[case] for name in target[:2])


def text(case: str, table: list[Row]) -> str:
    """The table and, below it, what is aimed at."""
    lines = [f"{case:34}{'steps/s':>9}{'range':>17}{'first epoch':>13}{'loss':>9}{'MB':>7}{'rounds':>8}"]
    for row in sorted(table, key=lambda row: -row.rate):
        span = f"{shown(row.slowest)}–{shown(row.fastest)}"
        lines.append(
            f"{row.peer:34}{shown(row.rate):>9}{span:>17}{row.first:11.2f} s{row.loss:9.4f}"
            f"{row.megabytes:7.0f}{row.rounds:8}"
        )
    lines += _disagreeing(table)
    for who, than, wanted in TARGETS[case]:
        ours, theirs = rate_of(who, table), rate_of(than, table)
        if ours and theirs:
            verdict = "reached" if ours / theirs >= wanted else "MISSED"
            lines.append(f"  {who}: {ours / theirs:.2f} × {than} (aim {wanted:g}): {verdict}")
    return "\n".join(lines)


#: Losses after training differ by the order of the samples and by how weights begin; by more than this they disagree.
TOLERANCE = 0.15


def _disagreeing(table: list[Row]) -> list[str]:
    middle = statistics.median(row.loss for row in table)
    far = [row for row in table if abs(row.loss - middle) > TOLERANCE * max(middle, 1.0)]
    return [f"  {row.peer}: its loss {row.loss:.4f} is far from the others' {middle:.4f}" for row in far]


def panels(measured: Iterable[Measured]) -> dict[str, dict[str, list[float]]]:
    """For a picture: steps per second of each peer, case by case."""
    made: dict[str, dict[str, list[float]]] = {}
    for each in measured:
        if not each.failure:
            made.setdefault(each.case, {}).setdefault(each.peer, []).append(_rate(each))
    return made
