"""From the parts of an architecture to a model: input, body, top or pooling, weights."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from keras_lab import layers
from keras_lab.applications.blocks import classified, pooled
from keras_lab.applications.options import ARGUMENTS, Options, Shape
from keras_lab.applications.weights import Published, load_into
from keras_lab.graph.symbolic import is_symbolic
from keras_lab.models import Model
from keras_lab.utils.layer_utils import get_source_inputs

#: Scores from the features of an image: of (features, classes, activation).
Top = Callable[[Any, int, Any], Any]


def assembled(
    options: Options,
    shape: Shape,
    body: Callable[[Any], Any],
    published: Published,
    *,
    top: Top = classified,
    pool: Callable[[Any, str | None], Any] = pooled,
) -> Model:
    """The model that `options` ask for.

    Args:
        options: what the caller of the architecture gave.
        shape: of an image.
        body: from the symbolic image to its features.
        published: the trained weights.
        top: from features to scores.
        pool: from features to the output without top.
    """
    start = options.input_tensor
    if start is None:
        image = inputs = layers.Input(shape=shape)
    else:
        image = start if is_symbolic(start) else layers.Input(tensor=start)
        found = get_source_inputs(image)
        inputs = found[0] if len(found) == 1 else found
    x = body(image)
    if options.include_top:
        outputs = top(x, options.classes, options.classifier_activation)
    else:
        outputs = pool(x, options.pooling)
    model = Model(inputs, outputs, name=options.name)
    load_into(model, options, published)
    return model


def architecture(build: Callable[..., Model], title: str, name: str, about: str, *numbers: Any) -> Any:
    """The public function for an architecture with the arguments that nearly all have.

    Args:
        build: makes the model from `Options` and `numbers`.
        title: of the function.
        name: of the model, by default.
        about: what it is, with its source.
        *numbers: what tells this member of the family from the others.
    """

    def make(
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = 1000,
        classifier_activation: Any = "softmax",
        name: str | None = name,
    ) -> Model:
        options = Options(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        return build(options, *numbers)

    make.__name__ = make.__qualname__ = title
    make.__module__ = build.__module__
    make.__doc__ = f"{title}: {about}"
    return described(make)


def described(make: Any) -> Any:
    """Decorator: adds the arguments that all architectures have to the description of one."""
    about = inspect.cleandoc(make.__doc__)
    arguments = ARGUMENTS if "Args:" not in about else ARGUMENTS.partition("Args:\n")[2]
    make.__doc__ = f"{about}\n{arguments}"
    return make
