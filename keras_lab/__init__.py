"""keras_lab: Keras, made again for the notebook.

`import keras_lab as keras` is all that most programs need; in a notebook, `%load_ext keras_lab`. Everything is
loaded when it is first used, so importing this is quick and starts no engine.
"""

from __future__ import annotations

from typing import Any

from keras_lab.lazy import attach

__version__ = "0.1.0"

__getattr__, __dir__ = attach(
    __name__,
    {
        "DTypePolicy": "keras_lab.dtype_policies",
        "DTypePolicyMap": "keras_lab.dtype_policies",
        "FloatDTypePolicy": "keras_lab.dtype_policies",
        "Function": "keras_lab.graph.function",
        "Initializer": "keras_lab.initializers",
        "Input": "keras_lab.layers",
        "InputSpec": "keras_lab.layers",
        "KerasTensor": "keras_lab.graph",
        "Layer": "keras_lab.layers",
        "Loss": "keras_lab.losses",
        "Metric": "keras_lab.metrics",
        "Model": "keras_lab.models",
        "Operation": "keras_lab.graph",
        "Optimizer": "keras_lab.optimizers",
        "RematScope": "keras_lab.rematerialization",
        "Quantizer": "keras_lab.quantizers",
        "Regularizer": "keras_lab.regularizers",
        "Sequential": "keras_lab.models",
        "StatelessScope": "keras_lab.scopes",
        "SymbolicScope": "keras_lab.scopes",
        "Variable": "keras_lab.variables",
        "device": "keras_lab.devices",
        "name_scope": "keras_lab.naming",
        "remat": "keras_lab.rematerialization",
    },
    [
        "activations", "applications", "backend", "callbacks", "config", "constraints", "control", "datasets",
        "distillation", "distribution", "doctor", "dtype_policies", "engine", "events", "graph", "initializers",
        "layers", "losses", "metrics", "mixed_precision", "models", "ops", "optimizers", "preprocessing",
        "quantizers", "random", "regularizers", "runs", "saving", "tree", "utils", "visualization", "wrappers",
    ],
)  # fmt: skip


def version() -> str:
    """The version of keras_lab."""
    return __version__


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext keras_lab`: the magics, live views and the kernel's side of the JupyterLab extension."""
    from keras_lab.lab.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext keras_lab`."""
    from keras_lab.lab.extension import unload

    unload(shell)
