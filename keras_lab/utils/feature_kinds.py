"""What a `FeatureSpace` consists of: features, each with a layer that encodes it, and crosses of features."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keras_lab import layers
from keras_lab.configurable import serialize_object
from keras_lab.naming import unique_name
from keras_lab.registry import suggest

#: The module under which Keras's files know these classes.
_MODULE = "keras.src.layers.preprocessing.feature_space"


class Feature:
    """A feature and how it is encoded.

    Args:
        dtype: of the data: `"float32"`, `"int32"`, `"string"`, …
        preprocessor: a layer that takes columns of shape `(batch, 1)`.
        output_mode: `"int"`, `"one_hot"` (what the layer gives is encoded further) or `"float"` (left as it is).
    """

    def __init__(self, dtype: str, preprocessor: Any, output_mode: str) -> None:
        _check_mode(output_mode, ("int", "one_hot", "float"))
        self.dtype = dtype
        self.preprocessor = _layer(preprocessor) if isinstance(preprocessor, dict) else preprocessor
        self.output_mode = output_mode

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments as plain data."""
        layer = serialize_object(self.preprocessor)
        return {"dtype": self.dtype, "preprocessor": layer, "output_mode": self.output_mode}


class Cross:
    """Features whose combinations are one feature more.

    Args:
        feature_names: of the features.
        crossing_dim: the number of bins that combinations are put into.
        output_mode: `"int"` or `"one_hot"`.
    """

    def __init__(self, feature_names: Sequence[str], crossing_dim: int, output_mode: str = "one_hot") -> None:
        _check_mode(output_mode, ("int", "one_hot"))
        self.feature_names = tuple(feature_names)
        self.crossing_dim = crossing_dim
        self.output_mode = output_mode

    @property
    def name(self) -> str:
        """The names of the features with `_X_` in between."""
        return "_X_".join(self.feature_names)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            "feature_names": list(self.feature_names),
            "crossing_dim": self.crossing_dim,
            "output_mode": self.output_mode,
        }


def serialized(thing: Feature | Cross) -> dict[str, Any]:
    """A feature or cross as plain data, in Keras's form."""
    name = type(thing).__name__
    return {"module": _MODULE, "class_name": name, "config": thing.get_config(), "registered_name": name}


def _check_mode(mode: Any, known: tuple[str, ...]) -> None:
    if mode not in known:
        raise ValueError(
            f"Invalid value for argument `output_mode`. Expected one of {known}. Received: output_mode={mode!r}"
        )


def _layer(config: Mapping[str, Any]) -> Any:
    if config.get("class_name") == "TFDIdentity":  # Keras's, which is not public
        return layers.Identity(name=config["config"].get("name"))
    return layers.deserialize(config)


class Kinds:
    """The kinds of features, by name: class methods that make a `Feature`."""

    @classmethod
    def cross(cls, feature_names: Sequence[str], crossing_dim: int, output_mode: str = "one_hot") -> Cross:
        """Combinations of features; see `Cross`."""
        return Cross(feature_names, crossing_dim, output_mode)

    @classmethod
    def feature(cls, dtype: str, preprocessor: Any, output_mode: str) -> Feature:
        """A feature encoded by a layer of one's own; see `Feature`."""
        return Feature(dtype, preprocessor, output_mode)

    @classmethod
    def float(cls, name: str | None = None) -> Feature:
        """Numbers as they are."""
        return _made("float", name, "float32", "float", layers.Identity)

    @classmethod
    def float_rescaled(cls, scale: Any = 1.0, offset: Any = 0.0, name: str | None = None) -> Feature:
        """Numbers times `scale` plus `offset`."""
        return _made("float_rescaled", name, "float32", "float", layers.Rescaling, scale=scale, offset=offset)

    @classmethod
    def float_normalized(cls, name: str | None = None) -> Feature:
        """Numbers brought to a mean of zero and a variance of one."""
        return _made("float_normalized", name, "float32", "float", layers.Normalization, axis=-1)

    @classmethod
    def float_discretized(
        cls, num_bins: int, bin_boundaries: Any = None, output_mode: str = "one_hot", name: str | None = None
    ) -> Feature:
        """Numbers as the bins they fall into."""
        bins = {"num_bins": num_bins, "bin_boundaries": bin_boundaries}
        return _made("float_discretized", name, "float32", output_mode, layers.Discretization, **bins)

    @classmethod
    def integer_categorical(
        cls,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        output_mode: str = "one_hot",
        name: str | None = None,
    ) -> Feature:
        """Whole numbers looked up in a vocabulary."""
        options = {"max_tokens": max_tokens, "num_oov_indices": num_oov_indices}
        return _made("integer_categorical", name, "int32", output_mode, layers.IntegerLookup, **options)

    @classmethod
    def string_categorical(
        cls,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        output_mode: str = "one_hot",
        name: str | None = None,
    ) -> Feature:
        """Strings looked up in a vocabulary."""
        options = {"max_tokens": max_tokens, "num_oov_indices": num_oov_indices}
        return _made("string_categorical", name, "string", output_mode, layers.StringLookup, **options)

    @classmethod
    def string_hashed(cls, num_bins: int, output_mode: str = "one_hot", name: str | None = None) -> Feature:
        """Strings put into bins by their hash."""
        return _made("string_hashed", name, "string", output_mode, layers.Hashing, num_bins=num_bins)

    @classmethod
    def integer_hashed(cls, num_bins: int, output_mode: str = "one_hot", name: str | None = None) -> Feature:
        """Whole numbers put into bins by their hash."""
        return _made("integer_hashed", name, "int32", output_mode, layers.Hashing, num_bins=num_bins)


def _made(
    kind: str, name: str | None, dtype: str, mode: str, layer: Callable[..., Any], **options: Any
) -> Feature:
    return Feature(dtype, layer(name=f"{name or unique_name(kind)}_preprocessor", **options), mode)


def standardized(name: str, feature: Any, hashing_dim: int, num_bins: int) -> Feature:
    """The feature that a person, or a configuration, means.

    Raises:
        ValueError: for a kind that there is not.
    """
    if isinstance(feature, Feature):
        return feature
    if isinstance(feature, Mapping):
        return Feature(**feature["config"])
    makers: dict[str, Callable[[], Feature]] = {
        "float": lambda: Kinds.float(name),
        "float_normalized": lambda: Kinds.float_normalized(name),
        "float_rescaled": lambda: Kinds.float_rescaled(name=name),
        "float_discretized": lambda: Kinds.float_discretized(num_bins, name=name),
        "integer_categorical": lambda: Kinds.integer_categorical(name=name),
        "string_categorical": lambda: Kinds.string_categorical(name=name),
        "integer_hashed": lambda: Kinds.integer_hashed(hashing_dim, name=name),
        "string_hashed": lambda: Kinds.string_hashed(hashing_dim, name=name),
    }
    if feature not in makers:
        raise ValueError(f"Invalid feature type of {name!r}: {feature!r}.{suggest(feature, makers)}")
    return makers[feature]()
