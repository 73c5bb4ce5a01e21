"""Inception v3 (Szegedy et al., 2015, arXiv:1512.00567): convolutions of several sizes side by side."""

from __future__ import annotations

from typing import Any

from keras_lab.applications.assembly import architecture, assembled
from keras_lab.applications.blocks import joined
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.inception import Step, branched, chain, stem, unit
from keras_lab.applications.options import Options
from keras_lab.applications.weights import kernels
from keras_lab.models import Model

__all__ = ["InceptionV3", "decode_predictions", "preprocess_input"]

ABOUT = (
    "convolutions of several sizes side by side.\n\n"
    "Szegedy et al., 2015 (arXiv:1512.00567). Images: 299 × 299, from `preprocess_input`."
)
_FILES = kernels(
    "inception_v3", "inception_v3", "9a0d58056eeedaa3f26cb7ebd46da564", "bcbd6486424b2319ff4ef7d526e38f63"
)

Branches = list[list[Step]]


def _small(last: int) -> Branches:
    """Windows up to 5 × 5; `last` channels from pooling."""
    return [
        [(64, 1, 1)],
        [(48, 1, 1), (64, 5, 5)],
        [(64, 1, 1), (96, 3, 3), (96, 3, 3)],
        ["average", (last, 1, 1)],
    ]


def _long(n: int) -> Branches:
    """Windows of 7 × 1 and 1 × 7 with `n` channels."""
    return [
        [(192, 1, 1)],
        [(n, 1, 1), (n, 1, 7), (192, 7, 1)],
        [(n, 1, 1), (n, 7, 1), (n, 1, 7), (n, 7, 1), (192, 1, 7)],
        ["average", (192, 1, 1)],
    ]


_HALVE_FIRST: Branches = [[(384, 3, 3, 2)], [(64, 1, 1), (96, 3, 3), (96, 3, 3, 2)], ["max"]]
_HALVE_AGAIN: Branches = [
    [(192, 1, 1), (320, 3, 3, 2)],
    [(192, 1, 1), (192, 1, 7), (192, 7, 1), (192, 3, 3, 2)],
    ["max"],
]
BLOCKS = [
    *(_small(last) for last in (32, 64, 64)),
    _HALVE_FIRST,
    *(_long(n) for n in (128, 160, 160, 192)),
    _HALVE_AGAIN,
]


def _forked(x: Any, number: int) -> Any:
    """One of the two last blocks, in which branches fork once more."""
    one = unit(x, 320)
    two = _fork(unit(x, 384), f"mixed9_{number}")
    three = _fork(chain(x, [(448, 1, 1), (384, 3, 3)]), None)
    four = chain(x, ["average", (192, 1, 1)])
    return joined([one, two, three, four], f"mixed{9 + number}")


def _fork(x: Any, name: str | None) -> Any:
    return branched(x, [[(384, 1, 3)], [(384, 3, 1)]], name)


def inception_v3(options: Options) -> Model:
    """The Inception v3 network."""

    def body(x: Any) -> Any:
        x = stem(x)
        for number, branches in enumerate(BLOCKS):
            x = branched(x, branches, f"mixed{number}")
        return _forked(_forked(x, 0), 1)

    return assembled(options, options.image_shape(299, 75), body, _FILES)


preprocess_input = preprocessing("tf")

InceptionV3 = architecture(inception_v3, "InceptionV3", "inception_v3", ABOUT)
