"""The form of a layer, made from its constructor's signature and its docstrings."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from keras_lab import activations, constraints, initializers, regularizers
from keras_lab.lab.builder import palette, values
from keras_lab.lab.builder.document import INPUT
from keras_lab.lab.builder.names import layer_class
from keras_lab.lab.protocol import BuilderForm, FieldKind, FormField
from keras_lab.registry import snake_case

Parameter = inspect.Parameter

#: Rarely used, whatever the layer.
_RARE = re.compile(
    r"(.*_)?(initializer|regularizer|constraint)|lora_.*|.*_config|trainable|dtype|autocast|seed|name|data_format|"
    r"groups|dilation_rate|noise_shape|unroll|stateful|go_backwards|zero_output_for_mask|use_cudnn|return_state|"
    r"unit_forget_bias|recurrent_activation|recurrent_dropout|renorm.*|synchronized|sparse|ragged|optional|batch_.*|"
    r"flash_attention|use_gate|sliding_window|bounding_box_format|encoding|salt|input_length|sparse_gradients|"
    r"output_padding|antialias|fill_value|backward_layer"
)
_DATA_FORMATS = ("channels_last", "channels_first")
_INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
#: Arguments with few values; None where it is one of them.
_CHOICES: Mapping[str, tuple[str | None, ...]] = {
    "data_format": (None, *_DATA_FORMATS),
    "merge_mode": ("concat", "sum", "mul", "ave", None),
    "interpolation": _INTERPOLATIONS,
    "score_mode": ("dot", "concat"),
    "fill_mode": ("constant", "reflect", "wrap", "nearest"),
}
_FREQUENT = (
    "relu", "softmax", "sigmoid", "tanh", "gelu", "silu", "elu", "selu", "linear",
    "glorot_uniform", "glorot_normal", "he_normal", "he_uniform", "zeros", "ones", "l2", "l1", "l1_l2", "max_norm",
)  # fmt: skip
_NO_CHOICE = frozenset({"initializer", "regularizer", "constraint", "stft", "l1l2", "keras_2_hard_sigmoid"})
_PADDINGS = ("valid", "same")
_DTYPES = (
    "float32",
    "float16",
    "bfloat16",
    "mixed_float16",
    "mixed_bfloat16",
    "float64",
    "int32",
    "bool",
    "string",
)


def _tables() -> dict[str, tuple[Any, bool]]:
    """Ending of an argument's name → the table of what it may be named, and whether None is among that."""
    return {
        "activation": (activations._TABLE, True),
        "initializer": (initializers._TABLE, False),
        "regularizer": (regularizers._TABLE, True),
        "constraint": (constraints._TABLE, True),
    }


@cache
def form(layer: str) -> BuilderForm:
    """The form of a layer; raises `LookupError` if there is no such layer."""
    if layer == INPUT:
        from keras_lab.layers import Input

        shown = ("shape", "dtype", "batch_size", "name", "sparse", "ragged", "optional")
        known = inspect.signature(Input).parameters
        fields = [_field(Input, layer, known[name], _helps(Input)) for name in shown]
        fields[0]["default"] = None
        fields[1]["more"] = False
        return {"layer": layer, "summary": palette.summary_of(layer), "takes": "none", "fields": fields}
    cls = layer_class(layer)
    helps = _helps(cls)
    made = [_field(cls, layer, each, helps) for each in values.parameters_of(cls).values()]
    return {
        "layer": cls.__name__,
        "summary": palette.summary_of(cls.__name__),
        "takes": palette.takes(cls.__name__),
        "fields": sorted(made, key=_rank),
    }


def _rank(field: FormField) -> int:
    """What must be given first, then the activation, then what is used often."""
    if field["default"] is None:
        return 0
    return 3 if field["more"] else 1 if field["name"] == "activation" else 2


def _field(make: Callable[..., Any], layer: str, parameter: Parameter, helps: Mapping[str, str]) -> FormField:
    name, default = parameter.name, parameter.default
    kind, choices = _kind(layer, parameter)
    needed = default is Parameter.empty
    return {
        "name": name,
        "kind": kind,
        "default": None if needed else values.text(default),
        "choices": [values.text(choice) for choice in choices],
        "help": helps.get(name, ""),
        "more": bool(_RARE.fullmatch(name)) and not needed,
    }


def _kind(layer: str, parameter: Parameter) -> tuple[FieldKind, list[Any]]:
    name, default, hint = parameter.name, parameter.default, str(parameter.annotation)
    for ending, (table, optional) in _tables().items():
        if name == ending or name.endswith(f"_{ending}"):
            names = _names(table)
            kind: FieldKind = "choice" if ending == "activation" else "suggest"
            return kind, [*([None] if optional or default is None else []), *names]
    if name == "padding" and isinstance(default, str):
        return "choice", [*_PADDINGS, *(["causal"] if layer in ("Conv1D", "SeparableConv1D") else [])]
    if name in _CHOICES and (default is None or default in _CHOICES[name]):
        return "choice", list(_CHOICES[name])
    if name == "dtype":
        return "suggest", [None, *_DTYPES]
    if isinstance(default, bool) or hint == "bool":
        return "flag", []
    if hint in ("int", "float", "int | None", "float | None"):
        return "number", []
    return ("text" if hint in ("str", "str | None") else "expression"), []


def _names(table: Mapping[str, Any]) -> list[str]:
    """One name for each thing in a table, those used most first."""
    names = {snake_case(getattr(thing, "__name__", name)) for name, thing in table.items()}
    known = {name for name in {*names, *_FREQUENT} if name in table and name not in _NO_CHOICE}
    return [*(name for name in _FREQUENT if name in known), *sorted(known - {*_FREQUENT})]


# ---- help ----------------------------------------------------------------------------------------------------


def _helps(thing: Any) -> dict[str, str]:
    """What the docstrings say of each argument; of a class, those of the classes above it and of those they
    refer to ("see `LSTMCell`") as well."""
    found: dict[str, str] = {}
    for each in reversed(thing.__mro__) if inspect.isclass(thing) else (thing,):
        for name, text in _section(each.__doc__ if each is thing else each.__dict__.get("__doc__")).items():
            told = _told_elsewhere(each, name, text) if text.startswith("see ") else text
            if told or name not in found:
                found[name] = told
    return found


def _told_elsewhere(thing: Any, name: str, text: str) -> str:
    there = vars(sys.modules[thing.__module__])
    for word in re.findall(r"\w+", text)[1:]:
        other = there.get(word)
        if inspect.isclass(other) and other is not thing:
            told = _helps(other).get(name)
            if told:
                return told
    return ""


def _section(docstring: str | None) -> dict[str, str]:
    """The section `Args` of a docstring: name → what is said of it."""
    lines = inspect.cleandoc(docstring or "").splitlines()
    if "Args:" not in lines:
        return {}
    body: list[str] = []
    for line in lines[lines.index("Args:") + 1 :]:
        if line and not line.startswith(" "):
            break
        if re.match(r"    \S", line):
            body.append(line.strip())
        elif line and body:
            body[-1] += f" {line.strip()}"
    found = {}
    for entry in body:
        names, _, text = entry.partition(": ")
        found.update({name.strip(): text.replace("`", "") for name in names.split(",")})
    return found
