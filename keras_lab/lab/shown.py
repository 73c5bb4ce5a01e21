"""The models that outputs show, to be found again when a front end asks about one.

A model shown by a cell need not be in a variable. Its output carries a key, under which the kernel keeps a weak
reference: showing a model keeps nothing alive.
"""

from __future__ import annotations

import itertools
import secrets
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

_life = secrets.token_hex(4)  # of this kernel: keys of an earlier one are not ours
_numbers = itertools.count(1)
_models: WeakValueDictionary[str, Any] = WeakValueDictionary()
_keys: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


def key_of(model: Any) -> str:
    """The key of `model`, always the same one."""
    key = _keys.get(model)
    if key is None:
        key = _keys[model] = f"{_life}-{next(_numbers)}"
        _models[key] = model
    return key


def model_of(key: str) -> Any:
    """The model of a key.

    Raises:
        LookupError: if it is gone, or was another kernel's.
    """
    model = _models.get(key)
    if model is None:
        ours = key.startswith(f"{_life}-")
        why = "nothing refers to it any more" if ours else "it was shown by an earlier kernel"
        raise LookupError(f"This model is no longer in memory: {why}. Run the cell again that shows it.")
    return model
