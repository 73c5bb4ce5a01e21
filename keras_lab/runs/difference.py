"""What differs between runs: in their configuration, and in their code."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from keras_lab.runs.query import Run

#: Names that are given anew each time, and what only says how something is written down.
_NOISE = {
    "build_config", "compile_config", "inbound_nodes", "input_layers", "module", "name", "output_layers",
    "registered_name", "shared_object_id",
}  # fmt: skip
_SAID_ELSEWHERE = {"hyperparameters", "optimizer_config", "values"}
_ENVIRONMENT = ("python", "platform", "keras_lab", "numpy", "engine_version")


def configuration(run: Run) -> dict[str, Any]:
    """Everything the run was configured by, as one table: `"layer 2.units"` → 32, `"optimizer.beta_1"` → 0.9,
    `"set lr"` → 0.1."""
    config = {name: value for name, value in run.config.items() if name not in _SAID_ELSEWHERE}
    optimizer = {**(run.config.get("optimizer_config") or {})}
    optimizer.pop("learning_rate", None)
    table: dict[str, Any] = {f"set {name}": value for name, value in run.values.items()}
    table |= dict(_flat(config)) | dict(_flat(optimizer, "optimizer."))
    table |= dict(_flat({name: value for name, value in run.params.items() if name != "verbose"}))
    table |= dict(_layers(run.architecture or {}))
    table["parameters"] = run.model.get("parameters")
    return table | {name: run.environment.get(name) for name in _ENVIRONMENT}


def differences(runs: Sequence[Run]) -> dict[str, list[Any]]:
    """What the runs do not have in common: name → the value of each; None where a run has none."""
    tables = [configuration(run) for run in runs]
    names = dict.fromkeys(name for table in tables for name in table)
    values = {name: [table.get(name) for table in tables] for name in names}
    return {name: each for name, each in values.items() if any(value != each[0] for value in each)}


def code_difference(one: Run, other: Run) -> str:
    """The code of two runs as a unified difference; empty where it is the same, or not known."""
    if one.code is None or other.code is None:
        return ""
    lines = difflib.unified_diff(
        one.code.splitlines(), other.code.splitlines(), one.name, other.name, lineterm="", n=2
    )
    return "\n".join(lines)


def _flat(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        yield prefix.rstrip("."), value
        return
    if set(value) >= {"class_name", "config"}:  # a part that was made by a class of its own
        yield prefix.rstrip("."), value["class_name"]
        value = value["config"] if isinstance(value["config"], Mapping) else {}
    for name, item in value.items():
        if name not in _NOISE:
            yield from _flat(item, f"{prefix}{name}.")


def _layers(architecture: Mapping[str, Any], place: str = "layer ") -> Iterator[tuple[str, Any]]:
    """The layers one after the other, those of nested models as `"layer 3.1"`."""
    config = architecture.get("config")
    layers = config.get("layers", ()) if isinstance(config, Mapping) else ()
    for number, layer in enumerate(layer for layer in layers if isinstance(layer, Mapping)):
        name = f"{place}{number}"
        inside = layer.get("config")
        if isinstance(inside, Mapping) and "layers" in inside:
            yield name, layer.get("class_name")
            yield from _layers(layer, f"{name}.")
        else:
            yield from _flat(layer, f"{name}.")
