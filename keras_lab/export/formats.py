"""`model.export`: the computation alone, in a format that other programs run."""

from __future__ import annotations

import os
from typing import Any

from keras_lab import tree
from keras_lab.export.archive import ExportArchive
from keras_lab.registry import suggest

_KNOWN = ("tf_saved_model",)
#: Formats of Keras 3 that need converters of their own.
_OTHERS = ("litert", "onnx", "openvino", "torch")


def export_model(
    model: Any,
    filepath: str | os.PathLike[str],
    format: str = "tf_saved_model",
    verbose: bool | None = None,
    input_signature: Any = None,
    **kwargs: Any,
) -> None:
    """Writes `model` so that it can be run without keras_lab, at inference, for any batch size.

    Args:
        filepath: of the folder.
        format: `"tf_saved_model"`: read by `tf.saved_model.load`; its signature is called `serve`.
        verbose: whether to say what was written.
        input_signature: specs (with `shape` and `dtype`) of the inputs; by default those of the model.
        **kwargs: passed on to `ExportArchive`.

    Raises:
        ValueError: for another format, or a model whose inputs are not known.
        NotImplementedError: on an engine that cannot write it.
    """
    if format not in _KNOWN:
        hint = "convert the SavedModel." if format in _OTHERS else suggest(format, _KNOWN)
        raise ValueError(f"format must be one of {', '.join(_KNOWN)}. Received: {format!r}. {hint}".strip())
    export_saved_model(model, filepath, verbose, input_signature, **kwargs)


def export_saved_model(
    model: Any,
    filepath: str | os.PathLike[str],
    verbose: bool | None = None,
    input_signature: Any = None,
    **kwargs: Any,
) -> None:
    """`export_model` with the format that TensorFlow reads."""
    signature = [input_signature_of(model)] if input_signature is None else list(input_signature)
    archive = ExportArchive(**kwargs)
    archive.track(model)
    archive.add_endpoint("serve", model, signature)
    archive.write_out(filepath, verbose=bool(verbose))


def input_signature_of(model: Any) -> Any:
    """The nest of the model's inputs as `(shape, dtype)` specs.

    Raises:
        ValueError: if it has not been built or called.
    """
    if not model.built:
        raise ValueError(
            f"{model.name!r} cannot be exported yet. It must be built: call build() or the model."
        )
    if getattr(model, "_graph", None) is not None:
        return tree.map_structure(lambda tensor: tensor.spec, model._graph.inputs)
    shapes = model.get_build_config() or {}
    if "input_shape" not in shapes:
        raise ValueError(
            f"The inputs of {model.name!r} are not known. It must be called with one input, or give input_signature=."
        )
    return _specs(shapes["input_shape"], model.compute_dtype)


def _specs(shape: Any, dtype: str) -> Any:
    from keras_lab.engine.spec import Spec

    if isinstance(shape, dict):
        return {name: _specs(each, dtype) for name, each in shape.items()}
    if all(size is None or isinstance(size, int) for size in shape):
        return Spec((None, *shape[1:]), dtype)
    return [_specs(each, dtype) for each in shape]
