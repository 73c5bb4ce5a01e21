"""Keras 1 and 2 words, understood everywhere through one table.

`RULES` is keyed by class name and inherited along the bases; `FUNCTIONS` by `"Class.method"`. Using an
old word gives one DeprecationWarning that names the new one.
"""

from __future__ import annotations

import functools
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from inspect import Parameter
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)

LAYOUTS = {"tf": "channels_last", "th": "channels_first", "default": None}


@dataclass(frozen=True)
class Rule:
    """How old arguments become new ones.

    Attributes:
        rename: old name → new name.
        values: old name → {old value: new value}, applied before renaming.
        merge: new name → the old names whose values make a tuple.
        drop: old names that are accepted and ignored.
        ints: how many positional ints after the first argument make one tuple (`Convolution2D(32, 3, 3)`).
        only: arguments of Keras 3 that are accepted with these values only, which need nothing done.
    """

    rename: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    merge: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    ints: int = 0
    only: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


_KERNEL = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
_LAYOUT = {"dim_ordering": "data_format"}
_CONVOLUTION = {
    **_KERNEL,
    **_LAYOUT,
    "nb_filter": "filters",
    "subsample": "strides",
    "border_mode": "padding",
}
_RECURRENT = {
    **_KERNEL,
    "output_dim": "units",
    "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation",
    "U_regularizer": "recurrent_regularizer",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
}

RULES: dict[str, Rule] = {
    "Dense": Rule(rename={**_KERNEL, "output_dim": "units"}),
    "Dropout": Rule(rename={"p": "rate"}),
    "SpatialDropout2D": Rule(rename=_LAYOUT, values={"dim_ordering": LAYOUTS}),
    "GaussianDropout": Rule(rename={"p": "rate"}),
    "GaussianNoise": Rule(rename={"sigma": "stddev"}),
    "Embedding": Rule(
        rename={
            "init": "embeddings_initializer",
            "W_regularizer": "embeddings_regularizer",
            "W_constraint": "embeddings_constraint",
        },
        drop=("dropout",),
    ),
    "Convolution": Rule(rename=_CONVOLUTION, values={"dim_ordering": LAYOUTS}),
    "Conv1D": Rule(rename={"filter_length": "kernel_size", "subsample_length": "strides"}),
    "Conv2D": Rule(merge={"kernel_size": ("nb_row", "nb_col")}),
    "Conv3D": Rule(merge={"kernel_size": ("kernel_dim1", "kernel_dim2", "kernel_dim3")}),
    # only under Keras 1's names: `Conv2D(32, 3, 2)` has strides of 2 since Keras 2
    "Convolution2D": Rule(ints=2),
    "Convolution3D": Rule(ints=3),
    "AtrousConvolution1D": Rule(rename={"atrous_rate": "dilation_rate"}),
    "AtrousConvolution2D": Rule(rename={"atrous_rate": "dilation_rate"}, ints=2),
    "TransposedConvolution": Rule(rename=_CONVOLUTION, values={"dim_ordering": LAYOUTS}),
    "Conv2DTranspose": Rule(merge={"kernel_size": ("nb_row", "nb_col")}),
    "Deconvolution2D": Rule(ints=2, drop=("output_shape",)),
    "ByChannel": Rule(
        rename={**_CONVOLUTION, "init": "depthwise_initializer"}, values={"dim_ordering": LAYOUTS}
    ),
    "SeparableConv2D": Rule(merge={"kernel_size": ("nb_row", "nb_col")}),
    "SeparableConvolution2D": Rule(ints=2),
    "LocalConvolution": Rule(rename=_CONVOLUTION, values={"dim_ordering": LAYOUTS}),
    "LocallyConnected1D": Rule(rename={"filter_length": "kernel_size", "subsample_length": "strides"}),
    "LocallyConnected2D": Rule(merge={"kernel_size": ("nb_row", "nb_col")}),
    "Pooling": Rule(rename={**_LAYOUT, "border_mode": "padding"}, values={"dim_ordering": LAYOUTS}),
    "MaxPooling1D": Rule(rename={"pool_length": "pool_size", "stride": "strides"}),
    "AveragePooling1D": Rule(rename={"pool_length": "pool_size", "stride": "strides"}),
    "GlobalPooling": Rule(rename=_LAYOUT, values={"dim_ordering": LAYOUTS}),
    "LeakyReLU": Rule(rename={"alpha": "negative_slope"}),
    "PReLU": Rule(rename={"init": "alpha_initializer"}),
    "Border": Rule(rename=_LAYOUT, values={"dim_ordering": LAYOUTS}),
    "UpSampling1D": Rule(rename={"length": "size"}),
    "UpSampling2D": Rule(rename=_LAYOUT, values={"dim_ordering": LAYOUTS}),
    "UpSampling3D": Rule(rename=_LAYOUT, values={"dim_ordering": LAYOUTS}),
    "BatchNormalization": Rule(
        rename={"beta_init": "beta_initializer", "gamma_init": "gamma_initializer"}, drop=("mode",)
    ),
    "EinsumDense": Rule(only={"gptq_unpacked_column_size": (None,)}),
    "UnitsRNN": Rule(rename=_RECURRENT, drop=("consume_less",), only={"implementation": (0, 1, 2)}),
    "StackedRNNCells": Rule(only={"reverse_state_order": (False,)}),
    "RecurrentCell": Rule(only={"implementation": (0, 1, 2)}),
    "ConvLSTM": Rule(
        rename=_CONVOLUTION,
        values={"dim_ordering": LAYOUTS},
        merge={"kernel_size": ("nb_row", "nb_col")},
        drop=("forget_bias_init",),
    ),
    "LSTM": Rule(drop=("forget_bias_init",)),
    "Model": Rule(rename={"input": "inputs", "output": "outputs"}),
    "Optimizer": Rule(rename={"lr": "learning_rate"}),
    "Nadam": Rule(drop=("schedule_decay",)),
    "L1": Rule(rename={"l": "l1"}),
    "L2": Rule(rename={"l": "l2"}),
    "MaxNorm": Rule(rename={"m": "max_value"}),
    "MinMaxNorm": Rule(rename={"low": "min_value", "high": "max_value"}),
}

_GENERATOR = {"max_q_size": "max_queue_size", "nb_worker": "workers", "pickle_safe": "use_multiprocessing"}

FUNCTIONS: dict[str, Rule] = {
    "RNN.call": Rule(rename={"inputs": "sequences"}),
    "Layer.add_loss": Rule(rename={"losses": "loss"}),
    "Layer.compute_mask": Rule(rename={"mask": "previous_mask"}),
    "activations.relu": Rule(rename={"alpha": "negative_slope"}),
    "to_categorical": Rule(rename={"y": "x", "nb_classes": "num_classes"}),
    "load_img": Rule(
        rename={"grayscale": "color_mode"}, values={"grayscale": {True: "grayscale", False: "rgb"}}
    ),
    "img_to_array": Rule(rename=_LAYOUT, values={"dim_ordering": LAYOUTS}),
    "array_to_img": Rule(rename=_LAYOUT, values={"dim_ordering": LAYOUTS}),
    "ImageDataGenerator": Rule(rename=_LAYOUT, values={"dim_ordering": LAYOUTS}),
    "ImageDataGenerator.flow_from_dataframe": Rule(drop=("has_ext",)),
    "Tokenizer": Rule(rename={"nb_words": "num_words"}),
    "TensorBoard": Rule(drop=("batch_size", "write_grads", "embeddings_layer_names", "embeddings_data")),
    "ReduceLROnPlateau": Rule(rename={"epsilon": "min_delta"}),
    "imdb.load_data": Rule(rename={"nb_words": "num_words"}),
    "reuters.load_data": Rule(rename={"nb_words": "num_words"}),
    "Model.compile": Rule(drop=("sample_weight_mode",), only={"target_tensors": (None,)}),
    "Model.fit_generator": Rule(rename={**_GENERATOR, "nb_epoch": "epochs"}),
    "Model.evaluate_generator": Rule(rename=_GENERATOR),
    "Model.predict_generator": Rule(rename=_GENERATOR),
    "Model.evaluate": Rule(
        drop=("workers", "use_multiprocessing", "max_queue_size"), only={"show_accuracy": (False,)}
    ),
    "Model.predict": Rule(drop=("workers", "use_multiprocessing", "max_queue_size")),
    "Model.fit": Rule(
        rename={"nb_epoch": "epochs"}, drop=("workers", "use_multiprocessing", "max_queue_size")
    ),
}


def translate(
    cls: type, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Positional and keyword arguments of `cls(...)` with the new words for the old ones.

    Raises:
        TypeError: if an old word and its new word are both given.
    """
    kwargs = dict(kwargs)
    for base in cls.__mro__:
        rule = RULES.get(base.__name__) if base.__module__.startswith("keras_lab.") else None
        if rule is not None:
            args, kwargs = _apply(rule, cls.__name__, args, kwargs)
    return args, kwargs


def words(cls: type, parameters: Sequence[Parameter]) -> list[Parameter]:
    """The older words that `cls(...)` takes besides `parameters`, as parameters by keyword."""
    rules = (RULES.get(base.__name__) for base in cls.__mro__ if base.__module__.startswith("keras_lab."))
    found: dict[str, Parameter] = {}
    for rule in rules:
        if rule is not None:
            found = {**_words(rule, parameters), **found}
    return list(found.values())


def _words(rule: Rule, parameters: Sequence[Parameter]) -> dict[str, Parameter]:
    defaults = {parameter.name: parameter.default for parameter in parameters}
    values = {old: _default(defaults.get(new)) for old, new in rule.rename.items()}
    values.update((old, None) for olds in rule.merge.values() for old in olds)
    values.update((name, None) for name in rule.drop)
    values.update((name, fine[0]) for name, fine in rule.only.items())
    return {name: Parameter(name, Parameter.KEYWORD_ONLY, default=value) for name, value in values.items()}


def _default(value: Any) -> Any:
    return None if value is Parameter.empty else value


def accepts_old_words(name: str) -> Callable[[Function], Function]:
    """Decorator for a function or method whose rule stands in `FUNCTIONS` under `name`."""

    def decorate(fn: Function) -> Function:
        @functools.wraps(fn)
        def call(*args: Any, **kwargs: Any) -> Any:
            _, kwargs = _apply(FUNCTIONS[name], name, (), kwargs)
            return fn(*args, **kwargs)

        signature = inspect.signature(fn)
        known = list(signature.parameters.values())
        rest = [p for p in known if p.kind is Parameter.VAR_KEYWORD]
        own = [p for p in known if p.kind is not Parameter.VAR_KEYWORD]
        more = [p for old, p in _words(FUNCTIONS[name], known).items() if old not in signature.parameters]
        call.__signature__ = signature.replace(parameters=[*own, *more, *rest])  # type: ignore[attr-defined]
        return call  # type: ignore[return-value]

    return decorate


def _apply(
    rule: Rule, owner: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    args = _gather_ints(rule, owner, args)
    for old in [name for name in kwargs if name in rule.drop]:
        kwargs.pop(old)
        _warn(f"{owner}: the argument {old!r} has no effect any more.")
    for name in [name for name in kwargs if name in rule.only]:
        _refuse_unless(kwargs.pop(name) in rule.only[name], f"{owner}: {name} is not supported.")
    for new, olds in rule.merge.items():
        _merge(owner, kwargs, new, olds)
    for old in [name for name in kwargs if name in rule.rename]:
        _rename(owner, kwargs, old, rule)
    return args, kwargs


def _refuse_unless(fine: bool, message: str) -> None:
    if not fine:
        raise ValueError(message)


def _gather_ints(rule: Rule, owner: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    sizes = args[1 : 1 + rule.ints]
    old_style = rule.ints and len(sizes) == rule.ints and all(type(size) is int for size in sizes)
    if not old_style:
        return args
    _warn(f"{owner}: write {sizes} as one tuple.")
    return (args[0], sizes, *args[1 + rule.ints :])


def _merge(owner: str, kwargs: dict[str, Any], new: str, olds: tuple[str, ...]) -> None:
    if all(old in kwargs for old in olds):
        kwargs[new] = tuple(kwargs.pop(old) for old in olds)
        _warn(f"{owner}: {' and '.join(olds)} are now one argument, {new}={kwargs[new]}.")


def _rename(owner: str, kwargs: dict[str, Any], old: str, rule: Rule) -> None:
    new = rule.rename[old]
    if new in kwargs:
        raise TypeError(f"{owner} was given both {old!r} and its new name {new!r}.")
    value = kwargs.pop(old)
    known = rule.values.get(old, {})
    kwargs[new] = known.get(value, value) if isinstance(value, (str, bool)) else value
    _warn(f"{owner}: the argument {old!r} is now called {new!r}.")


@contextmanager
def quiet() -> Iterator[None]:
    """Inside a `with` block old words are taken without a warning: nobody wrote them now, a file has them."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def _warn(text: str) -> None:
    if _quiet.get():
        return
    warnings.warn(text, DeprecationWarning, stacklevel=_levels_to_user())


def _levels_to_user() -> int:
    """How far up the stack the first frame outside keras_lab is, for the warning to point there."""
    frame, level = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("keras_lab"):
        frame, level = frame.f_back, level + 1
    return level
