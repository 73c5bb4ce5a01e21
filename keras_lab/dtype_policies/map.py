"""Policies of single layers by their paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from keras_lab import dtype_policies
from keras_lab.configurable import serialize
from keras_lab.dtype_policies.policy import DTypePolicy
from keras_lab.registry import custom_object_scope


class DTypePolicyMap(DTypePolicy):
    """A mapping from regular expressions to policies, which itself acts as its default policy.

    Args:
        default_policy: for paths that match none; None: the policy in force.
        policy_map: expressions, each of which has to match a whole path, → policies (or their names).
    """

    def __init__(self, default_policy: Any = None, policy_map: Mapping[str, Any] | None = None) -> None:
        if isinstance(default_policy, DTypePolicyMap):
            raise ValueError("DTypePolicyMap: the default policy cannot be a map itself.")
        if policy_map is not None and not isinstance(policy_map, Mapping):
            raise TypeError(f"DTypePolicyMap: policy_map must be a dict. Received: {policy_map!r}")
        self._given_default = default_policy
        self._default = dtype_policies.get(default_policy)
        super().__init__(self._default.name)
        self._map: dict[str, DTypePolicy] = {}
        for key, policy in (policy_map or {}).items():
            self[key] = policy

    @property
    def name(self) -> str:
        """`"map_"` and the name of the default policy."""
        return f"map_{self._default.name}"

    @property
    def default_policy(self) -> DTypePolicy:
        """The policy of paths that match no expression."""
        return self._default

    def __getitem__(self, key: str) -> DTypePolicy:
        if key in self._map:
            return self._map[key]
        found = [pattern for pattern in self._map if re.fullmatch(pattern, key)]
        if len(found) > 1:
            raise ValueError(f"DTypePolicyMap: several expressions match the path {key!r}: {found}.")
        return self._map[found[0]] if found else self._default

    def __setitem__(self, key: str, policy: Any) -> None:
        if key in self._map:
            raise ValueError(f"DTypePolicyMap: there is a policy for {key!r} already: {self._map[key]!r}.")
        self._map[key] = dtype_policies.get(policy)

    def __delitem__(self, key: str) -> None:
        del self._map[key]

    def __contains__(self, key: str) -> bool:
        return key in self._map

    def __len__(self) -> int:
        return len(self._map)

    def __iter__(self) -> Iterator[str]:
        return iter(self._map)

    get, keys, values, items = (
        MutableMapping.get,
        MutableMapping.keys,
        MutableMapping.values,
        MutableMapping.items,
    )
    pop, clear, update = MutableMapping.pop, MutableMapping.clear, MutableMapping.update

    def __eq__(self, other: Any) -> bool:
        same = isinstance(other, DTypePolicyMap) and other._map == self._map
        return same and other._default == self._default

    def __hash__(self) -> int:
        return hash((self._default, *self._map))

    def __repr__(self) -> str:
        mapping = [(path, policy.name) for path, policy in self._map.items()]
        return f"<DTypePolicyMap default_policy={self._default.name!r}, mapping={mapping}>"

    def get_config(self) -> dict[str, Any]:
        return {"default_policy": serialize(self._given_default), "policy_map": serialize(self._map)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """A new map from what `get_config` returned."""
        with custom_object_scope(custom_objects or {}):
            return cls(**config)
