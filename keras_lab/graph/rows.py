"""The rows of a model's summary: one for each layer or op, whatever the kind of model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from keras_lab import tree
from keras_lab.graph.calls import Call, calls_of, has_graph, is_model, operations_of, type_name
from keras_lab.graph.plain import plain_config
from keras_lab.graph.shapes import layer_dtype, output_text
from keras_lab.graph.work import NOTHING, Work, work_of_calls, work_of_layer


@dataclass(frozen=True)
class Row:
    """What a summary tells of one layer or op.

    Attributes:
        name: the layer's name.
        type: its class, or the op's name.
        output: its output shape(s) as text, `?` where they are not known.
        dtype: of its outputs, or None.
        params: how many numbers its weights hold; None before it is built.
        trainable: whether training may change it; None if it has nothing that could be changed.
        inputs: names of the layers it gets its inputs from, without repetition.
        connected_to: the same, each input; `name[call][output]` where the name alone is not enough. Nothing
            in a model of one's own, where things without a row of their own may lie between the layers.
        depth: 0, or how many models it is nested in.
        layer: the layer or `OpCall` itself.
        calls: its calls, where they are known.
        work: what it computes, all its calls together; None if that was not asked for.
    """

    name: str
    type: str
    output: str
    dtype: str | None
    params: int | None
    trainable: bool | None
    inputs: tuple[str, ...]
    connected_to: tuple[str, ...]
    depth: int
    layer: Any = field(repr=False, compare=False)
    calls: tuple[Call, ...] = field(repr=False, compare=False, default=())
    work: Work | None = None

    @cached_property
    def config(self) -> dict[str, Any]:
        """The layer's configuration, or the arguments of the op's call, as plain JSON data."""
        return plain_config(self.layer)

    @cached_property
    def weights(self) -> list[dict[str, Any]]:
        """`{"name", "shape", "dtype"}` of each weight."""
        variables = list(getattr(self.layer, "weights", []))
        names = [variable.name for variable in variables]
        if len(set(names)) < len(names):
            names = [variable.path for variable in variables]
        return [
            {"name": name, "shape": list(variable.shape), "dtype": str(variable.dtype)}
            for name, variable in zip(names, variables, strict=True)
        ]


def model_rows(model: Any, expand_nested: bool = False, with_work: bool = False) -> list[Row]:
    """The rows of `model`, in Keras's order of layers.

    A layer called several times has one row, which lists the inputs of all its calls.

    Args:
        model: built or not.
        expand_nested: whether the rows of models inside follow the row of each, one level deeper.
        with_work: whether they tell what the layers compute.
    """
    return list(_rows(model, expand_nested, with_work, 0))


def _rows(model: Any, expand_nested: bool, with_work: bool, depth: int) -> Iterator[Row]:
    calls = calls_of(model) or []
    work = work_of_calls(calls) if with_work else None
    by_id = {call.id: call for call in calls}
    by_operation: dict[Any, list[Call]] = {}
    for call in calls:
        by_operation.setdefault(call.operation, []).append(call)
    for operation in operations_of(model):
        own = by_operation.get(operation, [])
        row = _row(operation, own, by_id, depth, has_graph(model))
        yield row if work is None else replace(row, work=_work(operation, own, work))
        if expand_nested and is_model(operation):
            yield from _rows(operation, expand_nested, with_work, depth + 1)


def _work(operation: Any, calls: list[Call], work: dict[str, Work]) -> Work:
    """What an operation computes in all its calls."""
    return sum((work[call.id] for call in calls), NOTHING) if calls else work_of_layer(operation)


def _row(operation: Any, calls: list[Call], by_id: dict[str, Call], depth: int, connected: bool) -> Row:
    sources = [(by_id[source.call], source.output) for call in calls for source in call.sources]
    weights = getattr(operation, "weights", [])
    return Row(
        name=operation.name,
        type=type_name(operation),
        output=output_text(operation, calls),
        dtype=layer_dtype(operation, calls),
        params=count_of(operation),
        trainable=bool(operation.trainable) if weights else None,
        inputs=tuple(dict.fromkeys(call.operation.name for call, _ in sources)),
        connected_to=tuple(_reference(call, output) for call, output in sources if connected),
        depth=depth,
        layer=operation,
        calls=tuple(calls),
    )


def _reference(call: Call, output: int) -> str:
    single = not call.repeated and len(tree.flatten(call.outputs)) == 1
    return call.operation.name if single else f"{call.operation.name}[{call.number}][{output}]"


def count_of(operation: Any) -> int | None:
    """How many numbers the weights of a layer hold; 0 for an op, None for a layer that is not built."""
    if not hasattr(operation, "count_params"):
        return 0
    return int(operation.count_params()) if operation.built else None
