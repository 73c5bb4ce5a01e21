"""Keras 3's estimators around models."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

try:
    from sklearn import base
    from sklearn.utils.multiclass import type_of_target
    from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data
except ImportError as error:
    raise ImportError("This estimator needs scikit-learn 1.6 or later: pip install scikit-learn") from error

from keras_lab.models import Model
from keras_lab.wrappers.fresh import fresh_model

Array = np.ndarray[Any, np.dtype[Any]]


class _Estimator(base.BaseEstimator):
    """What the three estimators share.

    Args:
        model: a compiled model, of which a copy with fresh weights is trained; or a function
            `(X, y, **model_kwargs) → compiled model`.
        warm_start: whether the given model itself is trained, and trained on by a second `fit`.
        model_kwargs: what the function is given besides.
        fit_kwargs: arguments of every `model.fit`.

    Attributes:
        model_: the trained model.
        history_: what its `fit` returned.
        n_features_in_: columns of `X`.
    """

    def __init__(
        self,
        model: Model | Callable[..., Model],
        warm_start: bool = False,
        model_kwargs: dict[str, Any] | None = None,
        fit_kwargs: dict[str, Any] | None = None,
    ) -> None:
        self.model = model
        self.warm_start = warm_start
        self.model_kwargs = model_kwargs
        self.fit_kwargs = fit_kwargs

    def fit(self, X: Any, y: Any, **kwargs: Any) -> Any:
        """Trains the model.

        Args:
            X: of shape `(samples, features)`.
            y: targets.
            **kwargs: further arguments of `model.fit`, which win over `fit_kwargs`.

        Raises:
            ValueError: for data that are none.
            RuntimeError: if the model is not compiled with a loss.
        """
        X, y = validate_data(self, X, y, multi_output=True)
        targets = self._encode(y)
        model = self._model(X, targets)
        if not model.compiled or model._compile_arguments["loss"] is None:
            raise RuntimeError(f"{type(self).__name__} needs a compiled model: compile(optimizer, loss).")
        self.history_ = model.fit(X, targets, **{**(self.fit_kwargs or {}), **kwargs})
        self.model_ = model
        return self

    def _model(self, X: Array, y: Array) -> Model:
        if not isinstance(self.model, Model):
            if self.warm_start and hasattr(self, "model_"):
                return self.model_
            return self.model(X=X, y=y, **(self.model_kwargs or {}))
        return self.model if self.warm_start else fresh_model(self.model)

    def _outputs(self, X: Any) -> Array:
        check_is_fitted(self)
        return self.model_.predict(validate_data(self, X, reset=False), verbose=0)

    def _encode(self, y: Array) -> Array:
        """The targets as the model is trained on them: with two axes."""
        type_of_target(y, raise_unknown=True)
        self._flat = y.ndim == 1
        return y[:, None] if self._flat else y

    def predict(self, X: Any) -> Array:
        """The outputs of the model, of the shape of the targets."""
        outputs = self._outputs(X)
        return outputs[:, 0] if self._flat and outputs.ndim == 2 and outputs.shape[1] == 1 else outputs

    @property
    def epoch_(self) -> int:
        """How many epochs the last `fit` took."""
        return len(self.history_.epoch) if hasattr(self, "history_") else 0

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "model_")

    def __sklearn_clone__(self) -> Any:
        """For `sklearn.base.clone`: the same settings, not trained; a model is copied."""
        parameters = self.get_params(deep=False)
        if isinstance(self.model, Model):
            parameters["model"] = copy.deepcopy(self.model)
        return type(self)(**parameters)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.non_deterministic = True
        tags.target_tags.required = True
        return tags


class SKLearnClassifier(base.ClassifierMixin, _Estimator):
    """A classifier of scikit-learn around a model, which is trained on rows with a single one for the class.

    Args:
        model, warm_start, model_kwargs, fit_kwargs: see `SKLearnRegressor`. The model's last layer has an output for
            each class (the function finds the number in `y.shape[1]`).

    Attributes:
        classes_: the classes, sorted.
        model_, history_, n_features_in_: see `SKLearnRegressor`.
    """

    def decision_function(self, X: Any) -> Array:
        """The outputs of the model, one for each class."""
        return self._outputs(X)

    def predict(self, X: Any) -> Array:
        """The likeliest class of each sample."""
        outputs = self._outputs(X)
        return self.classes_[np.argmax(outputs, axis=1)]

    def _encode(self, y: Array) -> Array:
        kind = type_of_target(y, raise_unknown=True)
        if kind not in ("binary", "multiclass"):
            raise ValueError(
                f"Only binary and multiclass targets can be classified. Unknown label type: {kind}. "
                "Only binary and multiclass target types are supported."
            )
        y = column_or_1d(y, warn=True)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) == 1:
            raise ValueError("Classifier can't train when only one class is present.")
        return np.eye(len(self.classes_))[numbers]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True
        return tags


class SKLearnRegressor(base.RegressorMixin, _Estimator):
    __doc__ = (_Estimator.__doc__ or "").replace(
        "What the three estimators share.", "A regressor of scikit-learn around a model."
    )

    def predict(self, X: Any) -> Array:
        """The outputs of the model, of the shape of the targets, as scikit-learn wants numbers: float64."""
        return super().predict(X).astype(np.float64)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        tags.target_tags.multi_output = True
        return tags


class SKLearnTransformer(base.TransformerMixin, _Estimator):
    __doc__ = (_Estimator.__doc__ or "").replace(
        "What the three estimators share.",
        "A transformer of scikit-learn around a model: its outputs are new features.",
    )

    def transform(self, X: Any) -> Array:
        """The outputs of the model."""
        return self._outputs(X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags
