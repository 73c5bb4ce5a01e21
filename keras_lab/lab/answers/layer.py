"""Answers about one layer of a model: weights, filters, activations, attention; and saliency of the model's input.

A question names the model (see `asked_model`), the layer by its name and place among the rows of the summary, and,
where a sample is looked at, `data` (a variable, or "" for what was last trained with) and its `index`. A model under
training is looked at by the training's own thread, between two steps.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from keras_lab.doctor import ask, insights, trainer
from keras_lab.graph.rows import model_rows
from keras_lab.lab import samples
from keras_lab.lab.answers.asked_model import model_named
from keras_lab.lab.protocol import JSON
from keras_lab.lab.real import package
from keras_lab.lab.real.portrait import portrait
from keras_lab.lab.views import insights as views
from keras_lab.registry import suggest

Found = JSON | Future[JSON]


def look(lab: Any, params: JSON) -> Found:
    """The weights in numbers, and what else can be asked (`protocol.LayerLook`)."""
    model, layer = _asked(lab, params)
    trained_with = lab.samples.of(model)

    def answer() -> Any:
        sources = samples.sources(lab.shell.user_ns, model, trained_with) if model.built else []
        return views.look(layer, sources)

    return _safely(model, answer)


def filters(lab: Any, params: JSON) -> Found:
    """The filters of a convolution as `protocol.Tiles`; `channel`: of the input, null for their mean or colours."""
    model, layer = _asked(lab, params)
    channel = params.get("channel")
    return _safely(model, lambda: views.filters(insights.filters(model, layer), channel))


def activations(lab: Any, params: JSON) -> Found:
    """What the layer makes of a sample (`protocol.Activity`)."""
    model, layer = _asked(lab, params)
    x = _sample(lab, model, params)
    return _safely(model, lambda: views.activity(layer, insights.activations(model, x, layer)[0]))


def attention(lab: Any, params: JSON) -> Found:
    """Where each head of the layer looks in a sample, as `protocol.Tiles`."""
    model, layer = _asked(lab, params)
    x = _sample(lab, model, params)

    def answer() -> Any:
        maps = insights.attention_maps(model, x)
        if layer.name not in maps:
            raise ValueError(f"{layer.name!r} pays no attention that could be seen here.")
        return views.attention(maps[layer.name][0])

    return _safely(model, answer)


def saliency(lab: Any, params: JSON) -> Found:
    """What the model's answer to a sample hangs on (`protocol.Saliency`)."""
    model = model_named(lab, params)
    x = _sample(lab, model, params)
    return _safely(model, lambda: views.saliency(model, x))


def _asked(lab: Any, params: JSON) -> tuple[Any, Any]:
    model, name, place = model_named(lab, params), str(params.get("layer")), params.get("place")
    rows = model_rows(portrait(model), expand_nested=True)
    if isinstance(place, int) and 0 <= place < len(rows) and rows[place].name == name:
        return model, rows[place].layer
    named = {row.name: row.layer for row in reversed(rows)}
    if name not in named:
        raise LookupError(f"{model.name} has no layer {name!r}.{suggest(name, named)}")
    return model, named[name]


def _sample(lab: Any, model: Any, params: JSON) -> Any:
    if package.is_model(model):
        raise ValueError(
            f"{model.name} is a model of Keras itself: only keras_lab's are looked into with a sample."
        )
    if not model.built:
        raise ValueError(f"{model.name} is not built yet: the shape of its input is not known.")
    name, index = str(params.get("data") or ""), params.get("index")
    number = index if isinstance(index, int) else 0
    return samples.sample(lab.shell.user_ns, lab.samples.of(model), name, number)


def _safely(model: Any, answer: Callable[[], Any]) -> Found:
    """The answer; by the training's own thread where the model is being trained."""
    steering = trainer(model)
    return answer() if steering is None else ask(steering, lambda model, x, y, weight: answer())


ANSWERS = {
    "look": look,
    "filters": filters,
    "activations": activations,
    "attention": attention,
    "saliency": saliency,
}
