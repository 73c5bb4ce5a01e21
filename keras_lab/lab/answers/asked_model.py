"""Which model a question is about."""

from __future__ import annotations

from typing import Any

from keras_lab.lab import shown
from keras_lab.lab.models import models_in
from keras_lab.lab.protocol import JSON
from keras_lab.registry import suggest


def model_named(lab: Any, params: JSON) -> Any:
    """The model that was shown under `params["key"]`, or else is in the variable `params["variable"]`.

    Raises:
        LookupError: if there is none.
    """
    if params.get("key") is not None:
        return shown.model_of(str(params["key"]))
    models = models_in(lab.shell.user_ns)
    variable = str(params.get("variable"))
    if variable not in models:
        raise LookupError(f"There is no model in the variable {variable!r}.{suggest(variable, models)}")
    return models[variable]
