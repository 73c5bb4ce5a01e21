"""FeatureSpace: the columns of a table encoded for a network, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab import layers, ops
from keras_lab.engine import P, dtypes
from keras_lab.layers.layer import Layer
from keras_lab.layers.preprocessing.data_layer import inputs_of
from keras_lab.utils.feature_kinds import Cross, Feature, Kinds, serialized, standardized

#: So many samples of a data set that hands them out one by one are adapted to at once.
_GROUP = 32


class FeatureSpace(Kinds, Layer):
    """Encodes a dict of columns: numbers, categories, strings, and combinations of them.

    Args:
        features: name → kind: `"float"`, `"float_normalized"`, `"float_rescaled"`, `"float_discretized"`,
            `"integer_categorical"`, `"string_categorical"`, `"integer_hashed"`, `"string_hashed"`, or what the class
            methods of these names give, which take options.
        output_mode: `"concat"`: one vector a sample; `"dict"`: each encoded feature by its name.
        crosses: tuples of names, or what `FeatureSpace.cross` gives.
        crossing_dim, hashing_dim, num_discretization_bins: numbers of bins where a kind is given by its name.

    Call arguments:
        data: a dict of columns of shape `(batch,)` or `(batch, 1)`, or of single values.

    Example:

        space = FeatureSpace({"age": "float_normalized", "job": "string_categorical"}, crosses=[("age", "job")])
        space.adapt(table)
        model = Model(space.get_inputs(), Dense(1)(space.get_encoded_features()))
    """

    #: What saving asks of models.
    compiled = False
    optimizer = None

    def __init__(
        self,
        features: Mapping[str, Any],
        output_mode: str = "concat",
        crosses: Sequence[Any] | None = None,
        crossing_dim: int | None = 32,
        hashing_dim: int = 32,
        num_discretization_bins: int = 32,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        if not features:
            raise ValueError("The `features` argument cannot be None or empty.")
        if output_mode not in ("dict", "concat"):
            raise ValueError(
                "Invalid value for argument `output_mode`. Expected one of {'dict', 'concat'}. "
                f"Received: output_mode={output_mode!r}"
            )
        self.output_mode = output_mode
        self.crossing_dim = crossing_dim
        self.hashing_dim = hashing_dim
        self.num_discretization_bins = num_discretization_bins
        self.features = {
            name: standardized(name, feature, hashing_dim, num_discretization_bins)
            for name, feature in features.items()
        }
        self.crosses = [self._cross(cross) for cross in crosses or ()]
        self.preprocessors = {name: feature.preprocessor for name, feature in self.features.items()}
        self.crossers = {x.name: layers.HashedCrossing(x.crossing_dim, name=x.name) for x in self.crosses}
        self.inputs = {
            name: layers.Input((1,), dtype=feature.dtype, name=name)
            for name, feature in self.features.items()
        }
        self.encoded_features: Any = None
        self.one_hot_encoders: dict[str, Layer] = {}
        self._is_adapted = False

    def _cross(self, cross: Any) -> Cross:
        if isinstance(cross, Mapping):
            return Cross(**cross["config"])
        if isinstance(cross, Cross):
            return cross
        if not self.crossing_dim:
            raise ValueError(
                "When specifying `crosses`, the argument `crossing_dim` should be specified as well."
            )
        unknown = [name for name in cross if name not in self.features]
        if unknown:
            raise ValueError(
                "All features referenced in the `crosses` argument should be present in the `features` dict. "
                f"Received unknown features: {unknown}"
            )
        return Cross(cross, self.crossing_dim)

    # ---- adapting -----------------------------------------------------------------------------------------

    def adapt(self, dataset: Any) -> None:
        """Finds the vocabularies, bins, means and variances of the features.

        Args:
            dataset: a dict of columns, or a data set that yields dicts, of batches or of single samples.
        """
        if not isinstance(dataset, Mapping) and not hasattr(dataset, "__iter__"):
            raise ValueError(
                "`adapt()` can only be called on a data set or a dict of arrays/lists. "
                f"Received instead: {dataset!r} (of type {type(dataset).__name__})"
            )
        for name in self._adaptable():
            self.preprocessors[name].adapt(_columns(dataset, name))
        self._is_adapted = True
        self.encoded_features = None
        self.built = True

    def _adaptable(self) -> list[str]:
        """The features whose layers have something to find out."""
        return [
            name
            for name, layer in self.preprocessors.items()
            if hasattr(layer, "adapt")
            and getattr(layer, "input_mean", None) is None
            and not getattr(getattr(layer, "_lookup_layer", layer), "_has_input_vocabulary", False)
            and not (isinstance(layer, layers.Discretization) and layer.num_bins is None)
        ]

    def _check_adapted(self) -> None:
        if not self._is_adapted and self._adaptable():
            raise ValueError(
                f"You need to call `.adapt(dataset)` on the FeatureSpace {self.name!r} before you can start using it."
            )

    # ---- encoding -----------------------------------------------------------------------------------------

    def get_inputs(self) -> dict[str, Any]:
        """An `Input` for each feature, by name."""
        self._check_adapted()
        return self.inputs

    def get_encoded_features(self) -> Any:
        """What the features become, for `get_inputs()`: the beginning of a model."""
        self._check_adapted()
        if self.encoded_features is None:
            self.encoded_features = self._encoded(self.inputs)
        return self.encoded_features

    def __call__(self, data: Any) -> Any:
        """The encoded features of a dict of columns or single values."""
        self._check_adapted()
        if not isinstance(data, dict):
            raise ValueError(
                f"A FeatureSpace can only be called with a dict. Received: {data!r} (of type {type(data).__name__})"
            )
        known = {
            name: x if hasattr(x, "shape") else np.asarray(x)
            for name, x in data.items()
            if name in self.features
        }
        return super().__call__(known)

    def build(self, input_shape: Any = None) -> None:
        """Does nothing: the features' layers are built by `adapt`."""

    def call(self, data: Any) -> Any:
        single = any(len(x.shape) == 0 for x in data.values())
        encoded = self._encoded({name: _as_column(x) for name, x in data.items()})
        if not single:
            return encoded
        if isinstance(encoded, dict):
            return {name: _first(x) for name, x in encoded.items()}
        return _first(encoded)

    def _encoded(self, columns: Mapping[str, Any]) -> Any:
        plain = {name: self.preprocessors[name](column) for name, column in columns.items()}
        crossed = {
            x.name: self.crossers[x.name]([plain[name] for name in x.feature_names]) for x in self.crosses
        }
        crosses = {cross.name: cross for cross in self.crosses}
        parts = {name: self._finished(name, plain[name], self.features[name]) for name in sorted(plain)}
        parts.update((name, self._finished(name, crossed[name], crosses[name])) for name in sorted(crossed))
        return parts if self.output_mode == "dict" else ops.concatenate(list(parts.values()), axis=-1)

    def _finished(self, name: str, column: Any, told: Feature | Cross) -> Any:
        dtype = dtypes.standardize(column.dtype)
        if told.output_mode == "one_hot":
            if not dtypes.is_int(dtype):
                raise ValueError(
                    f"Feature {name!r} has `output_mode='one_hot'`, so its preprocessor should return an integer "
                    f"dtype. Instead it returns {dtype}."
                )
            return self._encoder(name)(column)
        if self.output_mode == "concat" and not dtypes.is_float(dtype):
            raise ValueError(
                f"Cannot concatenate features because feature {name!r} has not been encoded (it has dtype {dtype}). "
                "Consider using `output_mode='dict'`."
            )
        return column

    def _encoder(self, name: str) -> Layer:
        """The layer that makes rows of ones of the ints of a feature or cross."""
        if name not in self.one_hot_encoders:
            layer = self.preprocessors.get(name) or self.crossers[name]
            self.one_hot_encoders[name] = layers.CategoryEncoding(
                _cardinality(name, layer), output_mode="multi_hot"
            )
        return self.one_hot_encoders[name]

    # ---- keeping ------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        return {
            "features": {name: serialized(feature) for name, feature in self.features.items()},
            "output_mode": self.output_mode,
            "crosses": [serialized(cross) for cross in self.crosses],
            "crossing_dim": self.crossing_dim,
            "hashing_dim": self.hashing_dim,
            "num_discretization_bins": self.num_discretization_bins,
        }

    def get_build_config(self) -> dict[str, Any]:
        """What each feature's layer was built with."""
        return {name: layer.get_build_config() for name, layer in self.preprocessors.items()}

    def build_from_config(self, config: Mapping[str, Any]) -> None:
        """Builds the features' layers; what they found out comes with the weights and assets."""
        for name, told in config.items():
            if told and not self.preprocessors[name].built:
                self.preprocessors[name].build_from_config(told)
        self._is_adapted = self.built = True

    def save(self, filepath: Any) -> None:
        """Writes the whole of it to a `.keras` file, which `load_model` reads."""
        from keras_lab import saving

        saving.save_model(self, filepath)


def _as_column(x: Any) -> Any:
    if len(x.shape) > 1:
        return x
    return x.reshape(-1, 1) if isinstance(x, np.ndarray) else P.reshape(x, (-1, 1))


def _first(x: Any) -> Any:
    return x[0] if isinstance(x, np.ndarray) else P.getitem(x, 0)


def _columns(dataset: Any, name: str) -> Iterator[np.ndarray]:
    """The batches of one feature, of shape `(batch, 1)` (or more)."""
    group = []
    for element in [dataset] if isinstance(dataset, Mapping) else dataset:
        x = np.asarray(inputs_of(element)[name])
        if x.ndim:
            yield x[:, None] if x.ndim == 1 else x
            continue
        group.append(x.item())
        if len(group) == _GROUP:
            yield np.asarray(group)[:, None]
            group = []
    if group:
        yield np.asarray(group)[:, None]


def _cardinality(name: str, layer: Any) -> int:
    """How many different ints a layer gives."""
    if isinstance(layer, (layers.IntegerLookup, layers.StringLookup)):
        return layer.vocabulary_size()
    if isinstance(layer, layers.CategoryEncoding):
        return layer.num_tokens
    if isinstance(layer, layers.Discretization) and layer.num_bins is None:
        return len(layer.bin_boundaries or []) + 1
    if isinstance(layer, (layers.Discretization, layers.HashedCrossing, layers.Hashing)):
        return int(layer.num_bins or 0)
    raise ValueError(
        f"Feature {name!r} has `output_mode='one_hot'`, but it is no standard feature and the dimensionality of its "
        "output space is not known, thus it cannot be one-hot encoded. Try using `output_mode='int'`."
    )
