"""The values that callbacks are told, which also answer to the names that Keras 2 gave them."""

from __future__ import annotations

from typing import Any

#: Keras 2's name of a metric in the logs → its name now, for `metrics=["accuracy", "mse", …]`.
OLD_NAMES = {
    "acc": "accuracy",
    "cosine_proximity": "cosine_similarity",
    "lr": "learning_rate",
    "mean_absolute_error": "mae",
    "mean_absolute_percentage_error": "mape",
    "mean_squared_error": "mse",
    "mean_squared_logarithmic_error": "msle",
}


class Logs(dict[str, Any]):
    """Name → value. What is not there by the name asked for is looked up under its other name.

    Example:

        logs = Logs({"val_accuracy": 0.9})
        logs["val_acc"], logs.get("val_acc"), "{val_acc:.2f}".format_map(logs)
    """

    def __missing__(self, name: str) -> Any:
        for other in _other_names(name):
            if other in self:
                return self[other]
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or `default` where it is there by neither name."""
        try:
            return self[name]
        except KeyError:
            return default


def _other_names(name: str) -> list[str]:
    pairs = [*OLD_NAMES.items(), *((new, old) for old, new in OLD_NAMES.items())]
    return [name.removesuffix(one) + other for one, other in pairs if f"_{name}".endswith(f"_{one}")]
