"""Which array of a file is which variable of an optimizer: Keras 1, 2 and 3 each had an order of their own.

Keras 3: count of steps, learning rate, then all states of the first weight, of the second, … tf-keras writes no
learning rate, and TensorFlow's older optimizers the first state of all weights, then the second, …, with names
that tell; Keras 2 the same without such names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab.variables import Variable

#: What older versions called a state, and what it may be called here.
_SYNONYMS = {
    "m": ("momentum",), "v": ("velocity", "norm"), "u": ("norm",), "vhat": ("velocity_hat",),
    "rms": ("velocity",), "mg": ("average_gradient",), "momentum": ("momentum",),
    "accum_grad": ("accumulated_grad",), "accum_var": ("accumulated_delta_var",),
}  # fmt: skip
_COUNTS = ("iter", "iteration", "iterations")

Plan = list[tuple[Variable, int]]


def newer(optimizer: Any) -> list[tuple[str, Variable]]:
    """Names and variables as Keras 2.11 and later order them; the learning rate stands in the configuration."""
    written = [v for v in optimizer.variables if v is not optimizer._learning_rate]
    return [(f"{index}/{variable.name}", variable) for index, variable in enumerate(written)]


def older(optimizer: Any) -> list[tuple[str, Variable]]:
    """The same as older ones do: the count of steps, one kind of state of all weights, the next; names tell which."""
    kind = type(optimizer).__name__
    state = [
        (f"{kind}/{weight.path}/{slot}:0", variable)
        for slot, variables in _slots(optimizer.variables, optimizer).items()
        for weight, variable in zip(optimizer._trainable, variables, strict=True)
    ]
    return [(f"{kind}/iteration:0", optimizer.counter), *state]


def plan(names: Sequence[str], shapes: Sequence[tuple[int, ...]], optimizer: Any) -> Plan | None:
    """Variables of a built optimizer, each with the place in the file of the array it is set to.

    Args:
        names: what the file calls its arrays; empty strings where it does not.
        shapes: of the arrays.

    Returns:
        None if the file has not what the optimizer needs.
    """
    wanted = optimizer.variables
    if [tuple(v.shape) for v in wanted] == list(shapes) and not _is_grouped(names, optimizer):
        return list(zip(wanted, range(len(wanted)), strict=True))
    if not any(shapes) and (found := _of_no_step(shapes, optimizer)):
        return found
    if any(_slot_in(name) for name in names):
        return _by_name(names, shapes, optimizer)
    rest = [v for v in wanted if v is not optimizer._learning_rate]
    for order in (rest, _grouped(rest, optimizer), _grouped(rest[1:], optimizer)):
        if order and [tuple(v.shape) for v in order] == list(shapes):
            return list(zip(order, range(len(order)), strict=True))
    return None


def _of_no_step(shapes: Sequence[tuple[int, ...]], optimizer: Any) -> Plan | None:
    """For a file from before the first step, which has only what an optimizer has that knows no weights yet."""
    unbuilt = type(optimizer).from_config(optimizer.get_config())
    for fresh in (unbuilt.variables, [v for v in unbuilt.variables if v is not unbuilt._learning_rate]):
        if [tuple(v.shape) for v in fresh] == list(shapes):
            built = iter(optimizer.variables)  # the same and more, in this order
            return [(next(v for v in built if v.name == one.name), place) for place, one in enumerate(fresh)]
    return None


def _is_grouped(names: Sequence[str], optimizer: Any) -> bool:
    slots = [slot for slot in map(_slot_in, names) if slot]
    return len(optimizer._trainable) > 1 and len(set(slots)) > 1 and slots[0] == slots[1]


def _slot_in(name: str) -> str | None:
    """The kind of state that a name of TensorFlow's speaks of: `Adam/m/dense/kernel:0`, `Adam/dense/kernel/m:0`."""
    parts = name.removesuffix(":0").split("/")
    if len(parts) < 3:
        return None
    known = {*_SYNONYMS, "accumulator", "linear", "velocity", "average_gradient", "accumulated_grad",
             "accumulated_delta_var", "velocity_hat", "norm"}  # fmt: skip
    return next((part for part in (parts[1], parts[-1]) if part in known), None)


def _by_name(names: Sequence[str], shapes: Sequence[tuple[int, ...]], optimizer: Any) -> Plan | None:
    places: dict[str, list[int]] = {}
    found: Plan = []
    for place, name in enumerate(names):
        slot = _slot_in(name)
        if slot is not None:
            places.setdefault(slot, []).append(place)
        elif name.removesuffix(":0").split("/")[-1] in _COUNTS:
            found.append((optimizer.counter, place))
    ours = _slots(optimizer.variables, optimizer)
    for theirs, at in places.items():
        slot = next((s for s in (theirs, *_SYNONYMS.get(theirs, ())) if s in ours), "")
        if len(ours.get(slot, ())) != len(at):
            return None
        found.extend(zip(ours.pop(slot), at, strict=True))
    fits = all(tuple(variable.shape) == shapes[place] for variable, place in found)
    return found if fits and not ours else None


def _slots(variables: Sequence[Variable], optimizer: Any) -> dict[str, list[Variable]]:
    """Kind of state → the variables of that kind, in the order of the weights."""
    found: dict[str, list[Variable]] = {}
    prefixes = sorted((w.path.replace("/", "_") for w in optimizer._trainable), key=len, reverse=True)
    for variable in variables:
        prefix = next((p for p in prefixes if variable.name.startswith(f"{p}_")), None)
        if prefix is not None:
            found.setdefault(variable.name[len(prefix) + 1 :], []).append(variable)
    return found


def _grouped(variables: Sequence[Variable], optimizer: Any) -> list[Variable]:
    """The same variables as Keras 2 ordered them: those of the optimizer itself, then one kind after the other."""
    slots = _slots(variables, optimizer)
    of_weights = [variable for kind in slots.values() for variable in kind]
    return [*(v for v in variables if not any(v is each for each in of_weights)), *of_weights]
