"""Models as estimators of scikit-learn, which is needed for this."""

from __future__ import annotations

from keras_lab.lazy import attach

_NAMES = {
    "SKLearnClassifier": ".estimators",
    "SKLearnRegressor": ".estimators",
    "SKLearnTransformer": ".estimators",
}

__getattr__, __dir__ = attach(__name__, _NAMES, ["scikit_learn"])
