"""Looks at the model of a run as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from keras_lab.lab.protocol.looks import (
    ConfusionLook,
    LayerNumbers,
    Look,
    NumbersOf,
    ResidualsLook,
    SampleLook,
    SamplesLook,
    StatisticsLook,
)
from keras_lab.lab.views.axis import short
from keras_lab.lab.views.text import aligned, bars

_TITLES = {
    "confusion": "Confusion matrix",
    "residuals": "Residuals",
    "samples": "Samples",
    "statistics": "Layers",
}


def heading(look: Look) -> str:
    """`Confusion matrix · 288 validation samples · step 1,440 · accuracy 93 %`."""
    data = "watched" if look["kind"] == "samples" and look["watched"] else "training"
    data = "validation" if look["held_out"] and data != "watched" else data
    parts = [_TITLES[look["kind"]], f"{look['samples']:,} {data} samples", f"step {look['step']:,}"]
    if look["kind"] == "confusion":
        parts.append(f"accuracy {look['accuracy']:.1%}")
    if look["kind"] == "residuals":
        parts += [f"mean absolute error {short(look['mean_absolute'])}", f"R² {short(look['r2'])}"]
    return " · ".join(parts)


def text(look: Look) -> str:
    """The heading and a table."""
    return "\n".join([heading(look), *_HOW[look["kind"]](look)])


def arrays(layers: Sequence[LayerNumbers]) -> Iterator[tuple[str, NumbersOf, LayerNumbers | None]]:
    """What there is of each layer: name, numbers and, of outputs, the layer."""
    for layer in layers:
        for row in layer["weights"]:
            yield f"{layer['name']} {row['name']}", row["numbers"], None
        if layer["activations"] is not None:
            yield f"{layer['name']} output", layer["activations"], layer
        for row in layer["gradients"]:
            yield f"{layer['name']} {row['name']} gradient", row["numbers"], None


def cells(numbers: NumbersOf, layer: LayerNumbers | None) -> list[str]:
    """Mean, std, norm, zeros, dead units and NaN."""
    dead = "" if layer is None or layer["dead"] is None else f"{layer['dead']:.0%}"
    return [
        *(short(number) for number in (numbers["mean"], numbers["std"], numbers["norm"])),
        f"{numbers['zeros']:.0%}", dead, f"{numbers['bad']:.0%}",
    ]  # fmt: skip


def values(item: SampleLook) -> str:
    """The first outputs."""
    return "  ".join(short(value) for value in item["values"])


def _confusion(look: ConfusionLook) -> list[str]:
    rows = [
        [name, *(str(count or "·") for count in counts)]
        for name, counts in zip(look["classes"], look["counts"], strict=True)
    ]
    mistakes = [f"{each['truth']} taken for {each['taken']}: {each['count']}" for each in look["mistakes"]]
    return [*aligned([["true ↓", *look["classes"]], *rows]), *mistakes]


def _residuals(look: ResidualsLook) -> list[str]:
    errors = look["errors"]
    return [
        f"errors from {short(errors['low'])} to {short(errors['high'])}, mean {short(errors['mean'])}, "
        f"std {short(errors['std'])}  {bars(errors['bins'])}"
    ]


def _samples(look: SamplesLook) -> list[str]:
    rows = []
    for item in look["items"]:
        said = ", ".join(f"{guess['label']} {guess['share']:.0%}" for guess in item["guesses"])
        mark = {True: "✓", False: "✗", None: ""}[item["right"]]
        rows.append([mark, item["truth"] or "", said or values(item), item["input"]])
    return aligned([["", "true", "predicted", "input"], *rows])


def _layers(look: StatisticsLook) -> list[str]:
    rows = [
        [name, *cells(numbers, layer), bars(numbers["bins"])]
        for name, numbers, layer in arrays(look["layers"])
    ]
    return aligned([["layer", "mean", "std", "norm", "zeros", "dead", "NaN", ""], *rows])


_HOW: Mapping[str, Callable[[Any], list[str]]] = {
    "confusion": _confusion,
    "residuals": _residuals,
    "samples": _samples,
    "statistics": _layers,
}
