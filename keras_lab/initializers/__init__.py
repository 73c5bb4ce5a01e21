"""Initial values of weights, drawn with NumPy: no engine is needed, and all engines get the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from keras_lab import configurable
from keras_lab.configurable import name_table, resolve
from keras_lab.initializers.constant import Constant, Identity, Ones, Zeros
from keras_lab.initializers.initializer import Initializer
from keras_lab.initializers.random import Orthogonal, RandomNormal, RandomUniform, TruncatedNormal
from keras_lab.initializers.scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from keras_lab.initializers.stft import STFT
from keras_lab.registry import custom_object_scope

zeros = Zeros
ones = Ones
constant = Constant
identity = IdentityInitializer = Identity
random_normal = RandomNormal
random_uniform = RandomUniform
truncated_normal = TruncatedNormal
variance_scaling = VarianceScaling
glorot_uniform = GlorotUniform
glorot_normal = GlorotNormal
he_uniform = HeUniform
he_normal = HeNormal
lecun_uniform = LecunUniform
lecun_normal = LecunNormal
orthogonal = OrthogonalInitializer = Orthogonal
stft = STFTInitializer = STFT
zero, one, normal, uniform = Zeros, Ones, RandomNormal, RandomUniform

_TABLE = name_table(
    *(Initializer, Zeros, Ones, Constant, Identity, RandomNormal, RandomUniform, TruncatedNormal, Orthogonal),
    *(VarianceScaling, GlorotUniform, GlorotNormal, HeUniform, HeNormal, LecunUniform, LecunNormal),
    zero=Zeros,
    one=Ones,
    normal=RandomNormal,
    uniform=RandomUniform,
    IdentityInitializer=Identity,
    OrthogonalInitializer=Orthogonal,
    STFT=STFT,
    STFTInitializer=STFT,
    stft=STFT,
)


def get(identifier: Any) -> Any:
    """An initializer from its name, a config, a class, a callable, an array, or None (which stays None)."""
    if hasattr(identifier, "shape") and not callable(identifier):
        return Constant(np.asarray(identifier))
    return resolve(identifier, _TABLE, "initializer")


def serialize(initializer: Any) -> Any:
    """An initializer as plain data."""
    return configurable.serialize(initializer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """An initializer from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return get(config)
