"""Settings that Keras 3 has: some do something, the others say that they do not."""

from __future__ import annotations

import pytest

from keras_lab import config


def test_limits() -> None:
    config.set_max_epochs(3)
    config.set_max_steps_per_epoch(5)
    assert (config.max_epochs(), config.max_steps_per_epoch()) == (3, 5)
    config.set_max_epochs(None)
    config.set_max_steps_per_epoch(None)
    assert (config.max_epochs(), config.max_steps_per_epoch()) == (None, None)
    with pytest.raises(ValueError, match="max_epochs must be a positive integer or None"):
        config.set_max_epochs(0)


def test_logging() -> None:
    config.disable_interactive_logging()
    assert not config.is_interactive_logging_enabled()
    config.enable_interactive_logging()
    assert config.is_interactive_logging_enabled()


def test_policy() -> None:
    config.set_dtype_policy("mixed_bfloat16")
    assert config.dtype_policy().compute_dtype == "bfloat16"
    config.set_dtype_policy("float32")
    assert config.dtype_policy().name == "float32"


def test_without_effect() -> None:
    config.enable_flash_attention()
    config.disable_flash_attention()
    config.enable_traceback_filtering()
    config.disable_traceback_filtering()
    assert config.is_flash_attention_enabled() is None
    assert not config.is_traceback_filtering_enabled()
    assert not config.is_nnx_enabled()
