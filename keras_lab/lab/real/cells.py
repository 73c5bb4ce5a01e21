"""`%%keras --real-keras`: while such a cell runs, each `fit` of a model of Keras itself is attended."""

from __future__ import annotations

import functools
from typing import Any

from keras_lab.asked import asked
from keras_lab.lab.real import package


def attend_cells() -> None:
    """Lets each `fit` that is asked for in a `%%keras --real-keras` cell be a run of the lab.

    Raises:
        ImportError: if Keras 3 is not installed.
    """
    package.package()
    base = package.model_class()
    inherited = base.fit
    if hasattr(inherited, "_keras_lab_original"):
        return

    @functools.wraps(inherited)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not asked().others:
            return inherited(self, *args, **kwargs)
        from keras_lab.lab.real.fit import attended

        return attended(inherited, self, args, kwargs)

    fit._keras_lab_original = inherited  # type: ignore[attr-defined]
    base.fit = fit


def forget_cells() -> None:
    """Undoes `attend_cells`."""
    base = package.model_class()
    if base is not None and hasattr(base.__dict__.get("fit"), "_keras_lab_original"):
        del base.fit
