"""The layers one may add, by family, those used most first."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from keras_lab.lab.builder import values
from keras_lab.lab.builder.document import INPUT, LISTS, ONE_BY_ONE
from keras_lab.lab.builder.names import layer_class
from keras_lab.lab.protocol import BuilderPalette, PaletteLayer, Takes

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "core": (INPUT, "Dense", "Flatten", "Activation", "Embedding", "EinsumDense", "Identity", "Masking"),
    "convolution": (
        "Conv2D", "Conv1D", "Conv3D", "SeparableConv2D", "SeparableConv1D", "DepthwiseConv2D", "DepthwiseConv1D",
        "Conv2DTranspose", "Conv1DTranspose", "Conv3DTranspose", "LocallyConnected2D", "LocallyConnected1D",
    ),
    "pooling": (
        "MaxPooling2D", "GlobalAveragePooling2D", "AveragePooling2D", "GlobalMaxPooling2D", "MaxPooling1D",
        "GlobalAveragePooling1D", "AveragePooling1D", "GlobalMaxPooling1D", "MaxPooling3D", "AveragePooling3D",
        "GlobalAveragePooling3D", "GlobalMaxPooling3D", "AdaptiveAveragePooling2D", "AdaptiveMaxPooling2D",
        "AdaptiveAveragePooling1D", "AdaptiveMaxPooling1D", "AdaptiveAveragePooling3D", "AdaptiveMaxPooling3D",
    ),
    "regularization": (
        "Dropout", "SpatialDropout2D", "SpatialDropout1D", "SpatialDropout3D", "GaussianDropout", "GaussianNoise",
        "AlphaDropout", "ActivityRegularization",
    ),
    "normalization": (
        "BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization", "UnitNormalization",
        "SpectralNormalization", "Normalization", "Rescaling",
    ),
    "activation": ("ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax"),
    "recurrent": (
        "LSTM", "GRU", "SimpleRNN", "Bidirectional", "TimeDistributed", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D",
    ),
    "attention": ("MultiHeadAttention", "Attention", "AdditiveAttention", "GroupQueryAttention"),
    "merging": ("Add", "Concatenate", "Multiply", "Average", "Subtract", "Maximum", "Minimum", "Dot"),
    "shape": (
        "Reshape", "Permute", "RepeatVector", "ZeroPadding2D", "ZeroPadding1D", "ZeroPadding3D", "Cropping2D",
        "Cropping1D", "Cropping3D", "UpSampling2D", "UpSampling1D", "UpSampling3D",
    ),
    "image": (
        "Resizing", "CenterCrop", "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomCrop",
        "RandomShear", "RandomBrightness", "RandomContrast", "RandomHue", "RandomSaturation", "RandomColorJitter",
        "RandomGrayscale", "RandomSharpness", "RandomErasing", "RandomGaussianBlur", "RandomPerspective",
        "RandomElasticTransform", "AutoContrast", "Equalization", "Solarization",
    ),
    "preprocessing": ("CategoryEncoding", "Discretization", "Hashing", "MelSpectrogram", "STFTSpectrogram"),
}  # fmt: skip

#: What a new layer begins with: arguments that must be given, as source.
_START: Mapping[str, str] = {
    "units": "64", "filters": "32", "kernel_size": "3", "rate": "0.25", "stddev": "0.1", "activation": '"relu"',
    "input_dim": "1000", "output_dim": "64", "n": "2", "num_heads": "4", "key_dim": "32", "head_dim": "32",
    "num_query_heads": "4", "num_key_value_heads": "2", "height": "128", "width": "128", "factor": "0.2",
    "height_factor": "0.2", "width_factor": "0.2", "output_size": "4", "scale": "0.00392", "target_shape": "(-1,)",
    "dims": "(2, 1)", "axes": "1", "num_bins": "8", "num_tokens": "10", "layer": "layers.Dense(32)",
    "equation": '"abc,cd->abd"',
}  # fmt: skip
_START_OF: Mapping[str, Mapping[str, str]] = {
    INPUT: {"shape": "(28, 28, 1)"},
    "Bidirectional": {"layer": "layers.LSTM(32)"},
    "EinsumDense": {"equation": '"ab,bc->ac"', "output_shape": "64"},
    "Normalization": {"mean": "0.0", "variance": "1.0"},
    "Discretization": {"bin_boundaries": "(0.0, 0.5, 1.0)"},
    "CategoryEncoding": {"num_tokens": "10"},
}


@cache
def palette() -> BuilderPalette:
    """All families."""
    return {
        "families": [
            {"family": family, "layers": [_entry(name) for name in names]}
            for family, names in FAMILIES.items()
        ]
    }


def _entry(name: str) -> PaletteLayer:
    return {"name": name, "summary": summary_of(name), "takes": takes(name), "start": _start(name)}


def takes(name: str) -> Takes:
    """How many inputs a layer takes."""
    if name == INPUT:
        return "none"
    return "query" if name in ONE_BY_ONE else "several" if name in LISTS else "one"


def _start(name: str) -> dict[str, str]:
    if name in _START_OF:
        return dict(_START_OF[name])
    return {each: _START[each] for each in values.required(layer_class(name))}


def summary_of(layer: str) -> str:
    """The first sentence of a layer's docstring."""
    if layer == INPUT:
        return "Where the model begins: the shape of one sample."
    return first_sentence(layer_class(layer))


def first_sentence(thing: Any) -> str:
    """The first sentence of a docstring, without the marks of its markup."""
    paragraph = (inspect.getdoc(thing) or "").split("\n\n")[0]
    text = " ".join(paragraph.split()).replace("`", "")
    return re.split(r"(?<=[a-z)\]])[.:] (?=[A-Z])|; see ", text)[0].rstrip(".")
