"""Families of layers: what kind of layer it is, told from the names of its class and the classes above it."""

from __future__ import annotations

import re
from typing import Any

from keras_lab.graph.calls import is_model
from keras_lab.graph.symbolic import OpCall

#: Tried from top to bottom on the name of the class, then on those above it.
_PATTERNS = {
    "input": r"^Input",
    "normalization": r"Normalization|^Rescaling|Standardization",
    "regularization": r"Dropout|Noise|Regularization",
    "attention": r"Attention",
    "pooling": r"Pool",
    "recurrent": r"LSTM|GRU|RNN|Bidirectional|TimeDistributed",
    "convolution": r"Conv",
    "embedding": r"Embedding|Hashing|Lookup|Encoding|Vectorization",
    "merging": r"^(Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot|Merge)$",
    "activation": r"Activation|ReLU|ELU|Softmax",
    "shape": r"Flatten|Reshape|Permute|Repeat|Cropping|Padding|UpSampling|Masking|Resizing",
    "core": r"Dense|Identity|Lambda",
}
FAMILIES = (*_PATTERNS, "model", "op", "other")


def family_of(operation: Any) -> str:
    """One of `FAMILIES`: `convolution` for a Conv2D or a class derived from it, `other` for unknown ones."""
    if isinstance(operation, OpCall):
        return "op"
    if is_model(operation):
        return "model"
    families = (family_of_name(cls.__name__) for cls in type(operation).__mro__)
    return next((family for family in families if family != "other"), "other")


def family_of_name(name: str) -> str:
    """The same for the name of a class."""
    return next((family for family, pattern in _PATTERNS.items() if re.search(pattern, name)), "other")
