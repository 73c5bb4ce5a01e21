"""Configurations written by Keras 1 and 2, rewritten as Keras 3 would have written them: data in, data out.

Old words for arguments are left to `legacy`, which constructors ask; here are the things that no constructor
sees: graphs in lists (`old_graphs`), classes that are gone, settings of files that mean nothing any more.
"""

from __future__ import annotations

from typing import Any

from keras_lab import old_graphs

#: Settings that only Keras 2's implementation needed; any value.
_MEANINGLESS = frozenset({
    "implementation", "consume_less", "query_shape", "key_shape", "value_shape", "softmax_robust_masking",
    "is_legacy_optimizer", "fused", "input_spec",
})  # fmt: skip
#: Settings that are left out if they have this value, which is what always holds here.
_AS_ALWAYS: dict[str, tuple[Any, ...]] = {
    "time_major": (False,),
    "ragged": (False, None),
    "sparse": (False, None),
    "optional": (False, None),
    "virtual_batch_size": (None,),
    "adjustment": (None,),
    "jit_compile": (False, True, None),
    "num_constants": (0, None),
    "partitioner": (None,),
}
#: The layers and optimizers that take such a setting themselves.
_TAKEN = {"InputLayer": ("sparse", "optional"), "CategoryEncoding": ("sparse",), "Hashing": ("sparse",)}
_SPARSE = ("TextVectorization", "StringLookup", "IntegerLookup", "IndexLookup", "Discretization", "RNN")

_MERGES = {
    "sum": "Add", "mul": "Multiply", "ave": "Average", "max": "Maximum", "concat": "Concatenate",
    "dot": "Dot", "cos": "Dot",
}  # fmt: skip
_CLASSES = {
    "TruncatedNormalV2": "TruncatedNormal",
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "SyncBatchNormalization": "BatchNormalization",
    "LSTMV2": "LSTM",
    "GRUV2": "GRU",
    "L1L2Regularizer": "L1L2",
    "WeightRegularizer": "L1L2",
}


def is_old(config: Any) -> bool:
    """Whether a configuration says that Keras 1 or 2 wrote it."""
    version = config.get("keras_version") if isinstance(config, dict) else None
    return str(version).split(".")[0] in ("1", "2") and config.get("backend") != "keras_lab"


def modern(nest: Any, key: str = "", is_old: bool = False) -> Any:
    """The same configuration, or nest of them, without what only older versions of Keras understood.

    Args:
        key: under which name it stands.
        is_old: whether words that meant something else in Keras 1 and 2 are to mean that.
    """
    if is_old:
        nest = _with_old_meanings(nest, key)
    if isinstance(nest, (list, tuple)):
        items = [modern(item, key) for item in nest]
        return tuple(items) if isinstance(nest, tuple) else items
    if not isinstance(nest, dict):
        return nest
    if key.endswith(("_regularizer", "_constraint")) and "name" in nest and "class_name" not in nest:
        nest = _named(nest)
    if isinstance(nest.get("class_name"), str) and "config" in nest:
        nest = _object(nest, key)
    if not isinstance(nest, dict):
        return nest
    fresh = {name: modern(value, name) for name, value in nest.items()}
    return old_graphs.modern(fresh) if isinstance(fresh.get("layers"), list) else fresh


def _with_old_meanings(nest: Any, key: str) -> Any:
    if isinstance(nest, (list, tuple)):
        return [_with_old_meanings(item, key) for item in nest]
    if not isinstance(nest, dict):
        hard = nest == "hard_sigmoid" and key.endswith("activation")  # a steeper one, then
        return "keras_2_hard_sigmoid" if hard else nest
    fresh = {name: _with_old_meanings(value, name) for name, value in nest.items()}
    if nest.get("class_name") in ("GRU", "GRUCell") and isinstance(nest.get("config"), dict):
        fresh["config"].setdefault("reset_after", False)
    return fresh


def _named(config: dict[str, Any]) -> dict[str, Any]:
    """Keras 1's regularizers and constraints: a name among the settings."""
    settings = {name: value for name, value in config.items() if name != "name"}
    return {"class_name": config["name"], "config": settings}


def _object(config: dict[str, Any], key: str) -> dict[str, Any]:
    name = config["class_name"]
    package, _, short = name.rpartition(">")
    name = short if package in ("Custom", "Addons") and "module" not in config else name
    name = _CLASSES.get(name, name)
    inner = config["config"]
    if name in ("Policy", "PolicyV1") and isinstance(inner, dict) and key == "dtype":
        return inner.get("name") or config
    if not isinstance(inner, dict):
        return {**config, "class_name": name}
    inner = {k: v for k, v in inner.items() if not _is_meaningless(name, k, v)}
    if name in _FIXES:
        name, inner = _FIXES[name](inner)
    if key.endswith("initializer"):
        inner.pop("dtype", None)
    if isinstance(inner.get("reduction"), str) and "fn" in inner:
        inner = {k: v for k, v in inner.items() if k != "fn"}
    if inner.get("reduction") == "auto":
        inner = {**inner, "reduction": "sum_over_batch_size"}
    return {**config, "class_name": name, "config": inner}


def _is_meaningless(name: str, key: str, value: Any) -> bool:
    if key in _TAKEN.get(name, ()) or (key == "sparse" and name in _SPARSE):
        return False
    if key in _MEANINGLESS:
        return True
    return not isinstance(value, (list, dict)) and key in _AS_ALWAYS and value in _AS_ALWAYS[key]


def _batch_normalization(inner: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    axis = inner.get("axis", -1)
    if isinstance(axis, (list, tuple)) and len(axis) == 1:
        inner = {**inner, "axis": axis[0]}
    return "BatchNormalization", {k: v for k, v in inner.items() if k != "mode"}


def _merge(inner: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Keras 1's one layer for all ways to merge."""
    mode = inner.get("mode", "sum")
    if mode not in _MERGES:
        raise ValueError(f"Keras 1's Merge with the mode {mode!r} has no counterpart.")
    settings: dict[str, Any] = {"name": inner["name"]} if "name" in inner else {}
    if mode == "concat":
        settings["axis"] = inner.get("concat_axis", -1)
    if mode in ("dot", "cos"):
        settings.update(axes=inner.get("dot_axes", -1), normalize=mode == "cos")
    return _MERGES[mode], settings


def _lambda(inner: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Keras 2 wrote what kind of function it is beside the function."""
    fresh = {k: v for k, v in inner.items() if not k.endswith("_type") and not k.endswith("module")}
    for argument in ("function", "output_shape", "mask"):
        kind, value = inner.get(f"{argument}_type"), inner.get(argument)
        if kind == "lambda" and isinstance(value, (list, tuple)):
            fresh[argument] = {"class_name": "__lambda__", "config": list(value)}
    return "Lambda", fresh


#: What Keras 2 wrote for layers with kernels of another kind as well.
_KERNEL = ("groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint")


def _without(name: str, *unused: str) -> Any:
    return lambda inner: (name, {k: v for k, v in inner.items() if k not in unused})


_FIXES: dict[str, Any] = {
    "BatchNormalization": _batch_normalization,
    "Merge": _merge,
    "Lambda": _lambda,
    **{f"Conv{n}DTranspose": _without(f"Conv{n}DTranspose", "groups") for n in (1, 2, 3)},
    **{
        name: _without(name, *_KERNEL)
        for name in ("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D")
    },
}
