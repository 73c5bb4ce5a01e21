"""Named values that can be frozen: Keras's `Config`."""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping
from typing import Any

from keras_lab.registry import suggest


class Config(MutableMapping[str, Any]):
    """A dict whose values are attributes too, and that can be frozen.

    Args:
        **kwargs: the values.

    Example:

        config = Config(learning_rate=0.1)
        config.momentum = 0.9
        config.freeze()
    """

    def __init__(self, **kwargs: Any) -> None:
        object.__setattr__(self, "_values", dict(kwargs))
        object.__setattr__(self, "_frozen", False)

    @property
    def frozen(self) -> bool:
        """Whether nothing can be changed."""
        return self.__dict__["_frozen"]

    def freeze(self) -> None:
        """From now on nothing can be changed."""
        self.__dict__["_frozen"] = True

    def unfreeze(self) -> None:
        """Lets values be changed again."""
        self.__dict__["_frozen"] = False

    def as_dict(self) -> dict[str, Any]:
        """The values in a dict."""
        return dict(self._values)

    def to_json(self) -> str:
        """The values as JSON."""
        return json.dumps(self._values)

    def _check(self) -> None:
        if self.frozen:
            raise ValueError("Cannot mutate attribute(s) because the config is frozen.")

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, item: Any) -> None:
        self._check()
        self._values[key] = item

    def __delitem__(self, key: str) -> None:
        self._check()
        del self._values[key]

    def get(self, keyname: str, value: Any = None) -> Any:
        """The value of that name, else `value`."""
        return self._values.get(keyname, value)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._values))

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__.get("_values", {})
        if name in values:
            return values[name]
        raise AttributeError(f"This Config has no {name!r}.{suggest(name, values)}")

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self._values:
            raise AttributeError(f"This Config has no {name!r}.")
        del self[name]

    def __repr__(self) -> str:
        return f"<Config {self._values}>"
