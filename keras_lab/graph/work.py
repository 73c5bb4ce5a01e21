"""How much a model computes, and how much memory its outputs take, without computing: from shapes alone.

Each layer's call is run on shapes, and every primitive it uses is counted: so a layer needs no formula of its own,
and one of somebody else's that is written with `keras_lab.ops` is counted as well. The convention: a multiplication
and the addition that goes with it are two operations; any other arithmetic, comparison or function of a number is
one; moving numbers about is none. Borders count as if they were inside. All is for one sample, forward.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keras_lab import engine, tree
from keras_lab.engine.dtypes import BITS
from keras_lab.engine.spec import Spec
from keras_lab.graph.calls import Call
from keras_lab.graph.counter import Counter
from keras_lab.graph.symbolic import OpCall, is_symbolic, to_specs
from keras_lab.layers.call import calling
from keras_lab.layers.symbolic_call import specs_of_shapes
from keras_lab.variables import Scope


@dataclass(frozen=True)
class Work:
    """What calls of a layer cost for one sample.

    Attributes:
        flops: operations; None if they cannot be counted (the sizes are not known, or the code of the layer does
            not run on shapes).
        bytes: of the outputs; None if their sizes are not known.
    """

    flops: int | None
    bytes: int | None

    def __add__(self, other: Work) -> Work:
        return Work(_sum(self.flops, other.flops), _sum(self.bytes, other.bytes))


NOTHING = Work(0, 0)


def work_of_calls(calls: Sequence[Call]) -> dict[str, Work]:
    """The work of each call, by its id; `calls` are those of one model, with shapes or without."""
    known: dict[Any, Any] = {}
    found = {}
    with Scope({}), calling(False):
        batch = _batch(calls)
        for call in calls:
            found[call.id] = _work(call, known, batch) if call.node else work_of_layer(call.operation)
    return found


def work_of_layer(layer: Any) -> Work:
    """What a layer costs when it is called with the shapes it was built for; nothing known before that."""
    config = getattr(layer, "_build_config", None)
    if not getattr(layer, "built", False) or not config or not _is_ours(layer):
        return Work(None, None)
    specs = [specs_of_shapes(shape, layer.compute_dtype) for shape in config.values()]
    with Scope({}), calling(False):
        return _counted(layer, tuple(tree.map_structure(_one_sample, specs)), {}, 1)[0]


def _work(call: Call, known: dict[Any, Any], batch: int) -> Work:
    """The work of a call on what the calls before it gave (`known`, to which its outputs are added)."""
    node = call.node
    assert node is not None

    def fill(structure: Any) -> Any:
        return tree.map_structure(lambda x: known.get(x, x.spec) if is_symbolic(x) else x, structure)

    if not _is_ours(call.operation):
        return Work(None, _bytes(tree.map_structure(_spec_of, call.outputs), batch))
    if node.is_input:
        work, outputs = NOTHING, None
    else:
        work, outputs = _counted(call.operation, fill(node.args), fill(node.kwargs), batch)
    recorded = tree.map_structure(_one_sample, to_specs(node.outputs))
    outputs = recorded if outputs is None else outputs
    known.update(zip(tree.flatten(node.outputs), tree.flatten(outputs), strict=True))
    return Work(work.flops, _bytes(outputs, batch))


def _is_ours(operation: Any) -> bool:
    """Whether it runs on shapes at all: layers of another library can be shown, too."""
    return hasattr(operation, "apply_to") or isinstance(operation, OpCall)


def _spec_of(tensor: Any) -> Any:
    return _one_sample(Spec(tuple(tensor.shape), str(tensor.dtype))) if hasattr(tensor, "shape") else tensor


def _counted(
    operation: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], batch: int
) -> tuple[Work, Any]:
    """The work of a call, and its outputs, None where it does not run on shapes."""
    counter = Counter()
    try:
        with engine.counted_by(counter):
            outputs = operation(*args, **kwargs)
    except Exception:  # code of somebody else's may fail in any way on shapes; what it does is then not known
        return Work(None, None), None
    return Work(
        None if counter.count is None else round(counter.count / batch), _bytes(outputs, batch)
    ), outputs


def _batch(calls: Sequence[Call]) -> int:
    """The size of the batch where the model's inputs state it."""
    for call in calls:
        if call.node is not None and not call.sources:
            for output in tree.flatten(call.outputs):
                return (output.shape[0] if output.shape else None) or 1
    return 1


def _one_sample(spec: Any) -> Any:
    """A batch of unknown size as one of one sample."""
    if isinstance(spec, Spec) and spec.shape and spec.shape[0] is None:
        return Spec((1, *spec.shape[1:]), spec.dtype)
    return spec


def _bytes(outputs: Any, batch: int) -> int | None:
    total = 0
    for output in tree.flatten(outputs):
        if isinstance(output, Spec):
            if None in output.shape or output.dtype not in BITS:
                return None
            total += math.prod(n for n in output.shape if n is not None) * BITS[output.dtype] // 8
    return total // batch


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b
