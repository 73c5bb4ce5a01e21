"""Configurations rewritten as Keras 2 wrote them, for files that it shall read: the reverse of `old_configs`.

Objects are named by their class, functions by their names; words that Keras 2 did not know are left out where they
say what always held there. Graphs are rewritten by `keras_2_graph`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab.python_code import LAMBDA
from keras_lab.saving import keras_2_graph

#: Words that Keras 2 did not know, with what always held there; for any class.
_ALWAYS: dict[str, tuple[Any, ...]] = {
    "activity_regularizer": (None,),
    "antialias": (False,),
    "bounding_box_format": (None,),
    "flash_attention": (None, False, True),
    "from_sorted_ids": (False,),
    "gradient_accumulation_steps": (None,),
    "groups": (1,),
    "has_input_vocabulary": (None, False, True),
    "input_axes": (None,),
    "keepdims": (False,),
    "lora_alpha": (None,),
    "lora_rank": (None,),
    "loss_scale_factor": (None,),
    "oov_method": ("floormod",),
    "optional": (False,),
    "output_axes": (None,),
    "pad_to_aspect_ratio": (False,),
    "quantization_config": (None,),
    "ragged": (False, None),
    "renorm": (False,),
    "renorm_clipping": (None,),
    "renorm_momentum": (0.99,),
    "rms_scaling": (False,),
    "seed": (None,),
    "sliding_window": (None,),
    "synchronized": (False,),
    "use_cudnn": ("auto", False, True),
    "use_gate": (False,),
    "vocabulary_size": (None,),
    "zero_output_for_mask": (False,),
}
_LAST = ("channels_last", None)
_IMAGES: dict[str, tuple[Any, ...]] = {"data_format": _LAST, "value_range": ((0, 255), [0, 255])}
#: The same for words that other classes know.
_ALWAYS_IN: dict[str, dict[str, tuple[Any, ...]]] = {
    "AdditiveAttention": {"score_mode": ("dot",)},
    "CenterCrop": _IMAGES,
    "Cropping1D": _IMAGES,
    "EinsumDense": {"use_bias": (True,)},
    "IntegerLookup": {"salt": (None,)},
    "RandomBrightness": {"data_format": _LAST},
    "RandomContrast": _IMAGES,
    "RandomCrop": _IMAGES,
    "RandomFlip": _IMAGES,
    "RandomRotation": _IMAGES,
    "RandomTranslation": _IMAGES,
    "RandomZoom": _IMAGES,
    "Resizing": {**_IMAGES, "fill_mode": ("constant",), "fill_value": (0.0,)},
    "SparseCategoricalCrossentropy": {"axis": (-1,)},
    "StringLookup": {"salt": (None,)},
    "ZeroPadding1D": _IMAGES,
}
#: Words that had another name.
_OLD_WORDS = {
    "InputLayer": {"batch_shape": "batch_input_shape"},
    "LeakyReLU": {"negative_slope": "alpha"},
}


def older(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration of a model in the words of Keras 2; as it is, if that had no words for it."""
    try:
        fresh = rewritten(config)
    except keras_2_graph.NotInKeras2Error:
        return config
    return {**fresh, "build_config": config.get("build_config")}


def rewritten(nest: Any, key: str = "") -> Any:
    """A nest of configurations in the words of Keras 2.

    Args:
        key: under which name it stands.

    Raises:
        NotInKeras2Error: for a graph that calls what was no layer there.
    """
    if isinstance(nest, (list, tuple)):
        return [rewritten(item, key) for item in nest]
    if not isinstance(nest, dict):
        return nest
    if isinstance(nest.get("class_name"), str) and "config" in nest:
        return _object(nest, key)
    return {name: rewritten(value, name) for name, value in nest.items()}


def _object(config: dict[str, Any], key: str) -> Any:
    name, inner = config["class_name"], config["config"]
    if name == "function" or (name == "DTypePolicy" and key == "dtype"):
        return inner if name == "function" else inner["name"]
    if name == LAMBDA or not isinstance(inner, dict):
        return config
    is_ours = config.get("registered_name") is None
    dropped = ["build_config"] if is_ours else []
    dropped += ["module", "registered_name"] if key in _NAMED_ALONE or not is_ours else []
    fresh = {k: v for k, v in config.items() if k not in dropped}
    fresh["class_name"] = config.get("registered_name") or name
    if name == "Functional" and is_ours:
        fresh.update({"class_name": "Model", **({"module": "keras"} if "module" in fresh else {})})
    if "input_layers" in inner:
        inner = keras_2_graph.older(inner)
    if is_ours:
        inner = _in_old_words(name, inner, config.get("module"))
    if is_ours and key == "optimizer_config":
        inner = _optimizer(name, inner)
    return {**fresh, "config": {word: rewritten(value, word) for word, value in inner.items()}}


#: Where objects were named by their class alone; elsewhere Keras 3 wants to know of the module, too.
_NAMED_ALONE = ("", "layers", "loss", "metrics", "weighted_metrics", "optimizer_config")


def _in_old_words(name: str, inner: dict[str, Any], module: Any) -> dict[str, Any]:
    always = {**_ALWAYS, **_ALWAYS_IN.get(name, {})}
    if module == "keras.losses":
        always["dtype"] = (inner.get("dtype"),)
    inner = {word: value for word, value in inner.items() if not _is_in(value, always.get(word, ()))}
    words = _OLD_WORDS.get(name, {})
    inner = {words.get(word, word): value for word, value in inner.items()}
    return _FIXES[name](inner) if name in _FIXES else inner


def _is_in(value: Any, values: tuple[Any, ...]) -> bool:
    return any(type(value) is type(each) and value == each for each in values)


def _lambda(inner: dict[str, Any]) -> dict[str, Any]:
    """What kind of function it is stood beside the function."""
    fresh = dict(inner)
    for argument in ("function", "output_shape", "mask"):
        value = inner.get(argument)
        kind = value.get("class_name") if isinstance(value, dict) else None
        if isinstance(value, dict) and kind == LAMBDA:
            fresh[argument] = [value["config"].get(part) for part in ("code", "defaults", "closure")]
        is_named = kind == "function" or isinstance(value, str)
        fresh[f"{argument}_type"] = "lambda" if kind == LAMBDA else "function" if is_named else "raw"
    return fresh


#: Optimizers that Keras 2 always had, and their words that came late, with what always held.
_OLD_OPTIMIZERS = ("Adadelta", "Adagrad", "Adam", "Adamax", "RMSprop", "SGD")
_LATE: dict[str, tuple[Any, ...]] = {
    "clipnorm": (None,),
    "clipvalue": (None,),
    "ema_momentum": (0.99,),
    "ema_overwrite_frequency": (None,),
    "global_clipnorm": (None,),
    "use_ema": (False,),
    "weight_decay": (None,),
}


def _optimizer(name: str, inner: dict[str, Any]) -> dict[str, Any]:
    """In the words that every version of Keras 2 knows, or marked as one of those that came with Keras 2.11."""
    fresh = {word: value for word, value in inner.items() if not _is_in(value, _LATE.get(word, ()))}
    is_old = name in _OLD_OPTIMIZERS and not {"use_ema", "weight_decay"} & set(fresh)
    return fresh if is_old else {**inner, "is_legacy_optimizer": False}


def _attention(inner: dict[str, Any]) -> dict[str, Any]:
    """Keras 2 wants to be told of shapes, which it also learns from the call."""
    return {**inner, "query_shape": None, "key_shape": None, "value_shape": None}


_FIXES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "Lambda": _lambda,
    "MultiHeadAttention": _attention,
}
