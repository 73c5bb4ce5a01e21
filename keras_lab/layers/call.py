"""What a call of a layer needs to know: training or not, masks, and how `call` and `build` are written."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from keras_lab import engine, tree
from keras_lab.layers import context
from keras_lab.masks import get_mask, mask_table

_local = threading.local()


def current_training() -> bool | None:
    """Whether the layer call under way is for training; None outside of calls."""
    return getattr(_local, "training", None)


def depth() -> int:
    """How many layer calls are under way, one inside another."""
    return getattr(_local, "depth", 0)


@contextmanager
def calling(training: bool | None, more: dict[str, Any] | None = None) -> Iterator[None]:
    """Marks a layer call; layers called inside inherit `training` and `more` (see `layers.context`)."""
    before, around = (current_training(), depth()), context.current()
    _local.training, _local.depth = training, before[1] + 1
    context.set_current(around if more is None else more)
    try:
        with mask_table():
            yield
    finally:
        _local.training, _local.depth = before
        context.set_current(around)


@contextmanager
def observed(
    observer: Callable[[Any, Any], None], attention: Callable[[Any, Any], None] | None = None
) -> Iterator[None]:
    """Inside, `observer(layer, outputs)` hears of every call of a layer in this thread that computes, and
    `attention(layer, weights)` of the weights that layers of attention use."""
    before = getattr(_local, "observer", None), getattr(_local, "attention", None)
    _local.observer, _local.attention = observer, attention
    try:
        yield
    finally:
        _local.observer, _local.attention = before


def tell(layer: Any, outputs: Any) -> None:
    """Tells the observer, if there is one, of a call that is done."""
    observer = getattr(_local, "observer", None)
    if observer is not None and not engine.in_spec_mode():
        observer(layer, outputs)


def tell_attention(layer: Any, weights: Any) -> None:
    """Tells the observer of attention, if there is one, of the weights in a call under way."""
    observer = getattr(_local, "attention", None)
    if observer is not None and not engine.in_spec_mode():
        observer(layer, weights)


class Signature:
    """The parameters of a layer's `call` (or `build`), looked at once per class.

    Attributes:
        names: all parameters but self.
        first: the name of the first one, or None.
        anything: whether it takes arbitrary keywords.
    """

    def __init__(self, function: Any) -> None:
        parameters = list(inspect.signature(function).parameters.values())[1:]
        plain = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        self.parameters = {p.name: p for p in parameters if p.kind in plain}
        self.names = list(self.parameters)
        self.first = self.names[0] if self.names else None
        self.anything = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters)
        self.many = any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters)

    def takes(self, name: str) -> bool:
        """Whether there is a parameter of that name."""
        return name in self.parameters

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """The arguments by name (positional ones beyond the names are left out)."""
        return {**dict(zip(self.names, args, strict=False)), **kwargs}


@cache
def signature_of(function: Any) -> Signature:
    """The `Signature` of an unbound method."""
    return Signature(function)


def fill_training(signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | None:
    """Decides `training` for a call and, where `call` takes it, puts it into `kwargs`.

    An argument given wins, then the layer call around this one, then the default of `call`, then False.
    """
    given = kwargs.get("training")
    if given is None and signature.takes("training"):
        given = signature.bind(args, {}).get("training")
    training = given if given is not None else current_training()
    if not signature.takes("training"):
        kwargs.pop("training", None) if not signature.anything else None
        return training
    if training is None:
        default = signature.parameters["training"].default
        training = bool(default) if default not in (None, inspect.Parameter.empty) else False
    if "training" not in signature.names[: len(args)]:
        kwargs["training"] = training
    return training


def fill_masks(signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Puts the masks of the inputs into `kwargs` where `call` takes them and none were given.

    With one input the parameter is `mask`; with several `query_mask`, `value_mask`, … after their names.
    """
    for name, value in signature.bind(args, kwargs).items():
        alone = name == signature.first and signature.takes("mask")
        wanted = "mask" if alone else f"{name}_mask"
        if (
            signature.takes(wanted)
            and kwargs.get(wanted) is None
            and wanted not in signature.names[: len(args)]
        ):
            masks = masks_of(value)
            if any(mask is not None for mask in tree.flatten(masks)):
                kwargs[wanted] = masks


def masks_of(structure: Any) -> Any:
    """The nest of masks of a nest of tensors."""
    return tree.map_structure(get_mask, structure)
