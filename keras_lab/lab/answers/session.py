"""Answers about the kernel: which engines it has, and what they compute on."""

from __future__ import annotations

import importlib.util
import os
import sys
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, cast

from traitlets import TraitError

from keras_lab import config, engine
from keras_lab.lab import memory
from keras_lab.lab.protocol import JSON
from keras_lab.lab.protocol.session import Devices, EngineState
from keras_lab.lab.rundata import replay
from keras_lab.lab.views import curves
from keras_lab.lab.views.bundle import FINAL_SVG
from keras_lab.runs import query

_CONFIGURED = {"live", "refresh", "doctor"}


def devices(lab: Any, params: JSON) -> JSON:
    """The engines and their devices as `protocol.Devices`; loads no engine to find out."""
    of_kernel, of_device = memory.in_use()
    found: Devices = {
        "engines": [_engine(name, module) for name, (module, _) in config.REQUIREMENTS.items()],
        "processors": os.cpu_count() or 1,
        "memory": of_kernel,
        "device_memory": of_device,
    }
    return cast(JSON, found)


def _engine(name: str, module: str) -> EngineState:
    loaded = f"{engine.__name__}.{name}" in [each.__name__ for each in engine.loaded()]
    names: list[str] = []
    with suppress(RuntimeError):  # a driver that is broken: the engine is there all the same
        names = list(engine.load(name).devices()) if loaded else []
    return {
        "name": name,
        "installed": importlib.util.find_spec(module) is not None,
        "loaded": loaded,
        "in_use": name == config.engine_name(),
        "version": getattr(sys.modules.get(module), "__version__", None) if loaded else None,
        "devices": names,
    }


def configure(lab: Any, params: JSON) -> JSON:
    """Sets what `%config KerasLab` sets; `params`: names and values. Answers with what is in force then."""
    try:
        for name in _CONFIGURED & params.keys():
            setattr(lab.config, name, params[name])
    except TraitError as error:
        raise ValueError(str(error)) from None
    return {name: getattr(lab.config, name) for name in _CONFIGURED}


def picture(lab: Any, params: JSON) -> Future[JSON]:
    """The curves of a run of this kernel or of the ledger as `{"svg": text}`. `run`: its id."""
    future: Future[JSON] = Future()

    def draw() -> None:
        try:
            run = str(params.get("run"))
            data = lab.publisher.runs.get(run) or replay(query.load_run(run).events())
            future.set_result({"svg": curves.svg(data, FINAL_SVG)})
        except Exception as error:
            future.set_exception(error)

    lab.publisher.soon(draw)  # its thread changes the data
    return future


ANSWERS = {"devices": devices, "configure": configure, "picture": picture}
