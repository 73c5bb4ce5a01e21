"""Settings of the whole library: float type, epsilon, image layout, engine.

Read once from `~/.keras/keras.json` (or `$KERAS_HOME/keras.json`) and the environment variables
`KERAS_LAB_ENGINE` and `KERAS_BACKEND`; changed by the functions below.
"""

from __future__ import annotations

import importlib.util
import json
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keras_lab.python_code import enable_unsafe_deserialization as enable_unsafe_deserialization
from keras_lab.registry import suggest

FLOATS = ("bfloat16", "float16", "float32", "float64")
LAYOUTS = ("channels_last", "channels_first")

#: What each engine needs to be installed: engine name → (importable name, what to type).
REQUIREMENTS = {
    "tensorflow": ("tensorflow", "pip install tensorflow"),
    "jax": ("jax", 'pip install "keras-lab[jax]"'),
}


@dataclass
class _Settings:
    floatx: str = "float32"
    epsilon: float = 1e-7
    image_data_format: str = "channels_last"
    engine: str = "tensorflow"
    max_epochs: int | None = None
    max_steps_per_epoch: int | None = None
    interactive_logging: bool = True


def keras_home() -> Path:
    """The folder for settings and data sets: `$KERAS_HOME` or `~/.keras`."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")


def _read() -> _Settings:
    settings = _Settings()
    stored = _read_file(keras_home() / "keras.json")
    if stored.get("floatx") in FLOATS:
        settings.floatx = stored["floatx"]
    if isinstance(stored.get("epsilon"), float):
        settings.epsilon = stored["epsilon"]
    if stored.get("image_data_format") in LAYOUTS:
        settings.image_data_format = stored["image_data_format"]
    chosen = os.environ.get("KERAS_LAB_ENGINE") or os.environ.get("KERAS_BACKEND") or stored.get("backend")
    settings.engine = str(chosen or settings.engine)
    return settings


def _read_file(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        warnings.warn(f"The settings in {path} cannot be read and are ignored: {error}", stacklevel=2)
        return {}
    return stored if isinstance(stored, dict) else {}


_settings = _read()


def floatx() -> str:
    """The float type of layers and data by default, `"float32"` unless changed."""
    return _settings.floatx


def set_floatx(value: str) -> None:
    """Sets the default float type: one of bfloat16, float16, float32, float64."""
    _settings.floatx = _one_of(value, FLOATS, "floatx")


def epsilon() -> float:
    """The small number that keeps divisions and logarithms finite, 1e-7 unless changed."""
    return _settings.epsilon


def set_epsilon(value: float) -> None:
    """Sets the small number that keeps divisions and logarithms finite."""
    _settings.epsilon = float(value)


def image_data_format() -> str:
    """`"channels_last"` or `"channels_first"`, for layers that do not say."""
    return _settings.image_data_format


def set_image_data_format(data_format: str) -> None:
    """Sets the layout of images for layers that do not say."""
    _settings.image_data_format = _one_of(data_format, LAYOUTS, "data_format")


def standardize_data_format(data_format: str | None) -> str:
    """`data_format` checked, or the default where it is None."""
    return (
        _settings.image_data_format if data_format is None else _one_of(data_format, LAYOUTS, "data_format")
    )


def engine_name() -> str:
    """The name of the engine in use (which need not be loaded yet)."""
    return _settings.engine


backend = engine_name


def set_engine(name: str) -> None:
    """Chooses the engine: `"tensorflow"` or `"jax"`. Existing weights move over when next used.

    Raises:
        ValueError: if there is no engine of that name.
        ImportError: if the library it runs on is not installed; the message says what to type.
    """
    check_engine(name)
    _settings.engine = name


def check_engine(name: str) -> None:
    """Raises what `set_engine` raises, and changes nothing."""
    if name not in REQUIREMENTS:
        known = ", ".join(REQUIREMENTS)
        raise ValueError(f"There is no engine {name!r}; there are: {known}.{suggest(name, REQUIREMENTS)}")
    module, command = REQUIREMENTS[name]
    if importlib.util.find_spec(module) is None:
        raise ImportError(
            f"The engine {name!r} needs the package {module!r}, which is not installed: {command}"
        )


set_backend = set_engine


# ---- switches ---------------------------------------------------------------------------------------


def dtype_policy() -> Any:
    """The policy of layers that do not say; see `keras_lab.dtype_policies`."""
    from keras_lab import dtype_policies

    return dtype_policies.dtype_policy()


def set_dtype_policy(policy: Any) -> None:
    """Sets the policy of layers made from now on: a name (`"mixed_bfloat16"`) or a `DTypePolicy`."""
    from keras_lab import dtype_policies

    dtype_policies.set_dtype_policy(policy)


def max_epochs() -> int | None:
    """The most epochs that a `fit` may take, or None."""
    return _settings.max_epochs


def set_max_epochs(max_epochs: int | None) -> None:
    """Sets the most epochs that a `fit` may take (None: as many as it was told), for trials of long programs."""
    _settings.max_epochs = _positive(max_epochs, "max_epochs")


def max_steps_per_epoch() -> int | None:
    """The most steps that an epoch may have, or None."""
    return _settings.max_steps_per_epoch


def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Sets the most steps that an epoch may have (None: as many as there are)."""
    _settings.max_steps_per_epoch = _positive(max_steps_per_epoch, "max_steps_per_epoch")


def _positive(value: int | None, what: str) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise ValueError(f"{what} must be a positive integer or None. Received: {value!r}")
    return value


def is_interactive_logging_enabled() -> bool:
    """Whether progress is shown on standard output (else it goes to the log)."""
    return _settings.interactive_logging


def enable_interactive_logging() -> None:
    """Progress is shown on standard output; this is how it is unless changed."""
    _settings.interactive_logging = True


def disable_interactive_logging() -> None:
    """Progress goes to the log, for jobs that nobody watches."""
    _settings.interactive_logging = False


def is_traceback_filtering_enabled() -> bool:
    """False: tracebacks are short enough to be shown whole."""
    return False


def enable_traceback_filtering() -> None:
    """Has no effect: there is nothing to be left out."""


def disable_traceback_filtering() -> None:
    """Has no effect: nothing is left out."""


def is_flash_attention_enabled() -> bool | None:
    """None: the engine decides how attention is computed."""
    return None


def enable_flash_attention() -> None:
    """Has no effect: the engine decides how attention is computed."""


def disable_flash_attention() -> None:
    """Has no effect: the engine decides how attention is computed."""


def is_nnx_enabled() -> bool:
    """False: variables are this library's own."""
    return False


def _one_of(value: str, known: tuple[str, ...], what: str) -> str:
    if value not in known:
        raise ValueError(f"{what} must be one of {', '.join(known)}. Received: {value!r}")
    return value
