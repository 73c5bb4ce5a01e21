"""Keras 2's estimators around functions that build models."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab.models import Sequential
from keras_lab.registry import suggest
from keras_lab.utils.generic_utils import has_arg
from keras_lab.utils.np_utils import to_categorical

Array = np.ndarray[Any, np.dtype[Any]]

_CATEGORICAL = ("categorical_crossentropy", "CategoricalCrossentropy")


class BaseWrapper:
    """What the classifier and the regressor share.

    Args:
        build_fn: a function, or an object with `__call__`, that makes a compiled model; a subclass may define
            `__call__` instead.
        **sk_params: arguments of `build_fn` and of the model's `fit`, `predict` and `evaluate`.

    Attributes:
        model: the trained model.

    Raises:
        ValueError: for arguments that none of them takes.
    """

    _estimator_type = ""

    def __init__(self, build_fn: Callable[..., Any] | None = None, **sk_params: Any) -> None:
        self.build_fn = build_fn
        self.sk_params = sk_params
        self.check_params(sk_params)

    def _builder(self) -> Callable[..., Any]:
        if self.build_fn is None:
            return self.__call__  # type: ignore[operator]
        plain = inspect.isfunction(self.build_fn) or inspect.ismethod(self.build_fn)
        return self.build_fn if plain else self.build_fn.__call__  # type: ignore[operator]

    def check_params(self, params: dict[str, Any]) -> None:
        """Refuses parameters that neither `build_fn` nor the model takes."""
        takers = [Sequential.fit, Sequential.predict, Sequential.evaluate, self._builder()]
        known = {"nb_epoch"}.union(*(inspect.signature(taker).parameters for taker in takers))
        for name in params:
            if name not in known and not has_arg(self._builder(), name, accept_all=True):
                raise ValueError(f"{name} is not a legal parameter.{suggest(name, known)}")

    def get_params(self, **params: Any) -> dict[str, Any]:
        """All parameters, `build_fn` among them."""
        return {**copy.deepcopy(self.sk_params), "build_fn": self.build_fn}

    def set_params(self, **params: Any) -> BaseWrapper:
        """Sets parameters.

        Raises:
            ValueError: for names that are not known.
        """
        params = dict(params)
        build_fn = params.pop("build_fn", self.build_fn)
        self.check_params(params)
        self.build_fn = build_fn
        self.sk_params.update(params)
        return self

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Builds a new model and trains it.

        Args:
            x, y: inputs and targets.
            **kwargs: further arguments of the model's `fit`.

        Returns:
            The `History`.
        """
        builder = self._builder()
        self.model = builder(**self.filter_sk_params(builder))
        y = self._rows(np.asarray(y))
        arguments = {**self.filter_sk_params(Sequential.fit), **kwargs}
        return self.model.fit(x, y, **arguments)

    def _rows(self, y: Array) -> Array:
        """Class numbers as rows with a single one, if the model's loss wants them so."""
        loss = self.model._compile_arguments["loss"]
        name = loss if isinstance(loss, str) else getattr(loss, "__name__", type(loss).__name__)
        return to_categorical(y) if name in _CATEGORICAL and y.ndim != 2 else y

    def filter_sk_params(
        self, fn: Callable[..., Any], override: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Those of the parameters that `fn` takes, and `override`."""
        found = {name: value for name, value in self.sk_params.items() if has_arg(fn, name)}
        return {**found, **(override or {})}

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn 1.6 and later wants to know."""
        from sklearn.utils import ClassifierTags, RegressorTags, Tags, TargetTags

        classifies = self._estimator_type == "classifier"
        return Tags(
            estimator_type=self._estimator_type,
            target_tags=TargetTags(required=True),
            classifier_tags=ClassifierTags() if classifies else None,
            regressor_tags=None if classifies else RegressorTags(),
        )


class KerasClassifier(BaseWrapper):
    """A classifier of scikit-learn around a function that builds a model (see `BaseWrapper`).

    Attributes:
        classes_: the classes, sorted; `n_classes_`: how many.
        model: the trained model.
    """

    _estimator_type = "classifier"

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> Any:
        """Builds a new model and trains it.

        Args:
            x: inputs.
            y: classes, or rows with a single one.
            sample_weight: a weight for each sample.
            **kwargs: further arguments of the model's `fit`.

        Raises:
            ValueError: for targets of another shape.
        """
        y = np.asarray(y)
        if y.ndim == 2 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
        elif y.ndim == 1 or (y.ndim == 2 and y.shape[1] == 1):
            self.classes_, y = np.unique(y, return_inverse=True)
            y = y.reshape(-1)
        else:
            raise ValueError(f"Classes are given by an array of rank 1 or 2. Received shape {y.shape}.")
        self.n_classes_ = len(self.classes_)
        if sample_weight is not None:
            kwargs["sample_weight"] = sample_weight
        return super().fit(x, y, **kwargs)

    def predict(self, x: Any, **kwargs: Any) -> Array:
        """The likeliest class of each sample."""
        outputs = self.model.predict(x, **self.filter_sk_params(Sequential.predict, kwargs))
        if outputs.shape[-1] > 1:
            return self.classes_[outputs.argmax(axis=-1)]
        return self.classes_[(outputs > 0.5).astype("int32")]

    def predict_proba(self, x: Any, **kwargs: Any) -> Array:
        """The probability of each class, of shape `(samples, classes)`, also for a model with a single output."""
        outputs = self.model.predict(x, **self.filter_sk_params(Sequential.predict, kwargs))
        return np.hstack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The share of samples that are classified rightly.

        Raises:
            ValueError: if the model was not compiled with `metrics=["accuracy"]`.
        """
        y = np.asarray(y)
        numbers = y if y.ndim == 2 and y.shape[1] > 1 else np.searchsorted(self.classes_, y.reshape(-1))
        arguments = self.filter_sk_params(Sequential.evaluate, {"return_dict": True, "verbose": 0, **kwargs})
        found = self.model.evaluate(x, self._rows(numbers), **arguments)
        for name in (
            "accuracy",
            "acc",
            "binary_accuracy",
            "categorical_accuracy",
            "sparse_categorical_accuracy",
        ):
            if name in found:
                return found[name]
        raise ValueError('score() needs a model that was compiled with metrics=["accuracy"].')


class KerasRegressor(BaseWrapper):
    """A regressor of scikit-learn around a function that builds a model (see `BaseWrapper`)."""

    _estimator_type = "regressor"

    def predict(self, x: Any, **kwargs: Any) -> Array:
        """The outputs of the model, without axes of size 1 at the end."""
        outputs = self.model.predict(x, **self.filter_sk_params(Sequential.predict, kwargs))
        return outputs[..., 0] if outputs.ndim > 1 and outputs.shape[-1] == 1 else outputs

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The loss on the data with its sign changed, so that greater is better."""
        arguments = self.filter_sk_params(Sequential.evaluate, {"return_dict": True, "verbose": 0, **kwargs})
        return -self.model.evaluate(x, y, **arguments)["loss"]
