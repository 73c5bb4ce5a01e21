"""`Config`: a dict with attributes that can be frozen."""

from __future__ import annotations

import json

import pytest

from keras_lab.utils import Config


def test_a_dict_with_attributes() -> None:
    config = Config(rate=0.1)
    config.momentum = 0.9
    config["seed"] = 3
    assert config.rate == 0.1 and config["momentum"] == 0.9 and "seed" in config and len(config) == 3
    assert json.loads(config.to_json()) == config.as_dict() == {"rate": 0.1, "momentum": 0.9, "seed": 3}
    config.update({"rate": 0.2}, seed=4)
    assert config.pop("seed") == 4 and config.get("seed", 5) == 5 and sorted(config) == ["momentum", "rate"]
    with pytest.raises(AttributeError, match="Did you mean 'momentum'"):
        _ = config.momentun


def test_frozen() -> None:
    config = Config(rate=0.1)
    config.freeze()
    assert config.frozen
    for change in (
        lambda: config.update(rate=1),
        lambda: config.pop("rate"),
        lambda: setattr(config, "a", 1),
    ):
        with pytest.raises(ValueError, match="frozen"):
            change()
    config.unfreeze()
    config.rate = 1
