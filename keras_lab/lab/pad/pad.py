"""`DigitPad`: a drawing, the image that the model gets of it, and what the model makes of that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from keras_lab.lab.pad import strokes as drawing
from keras_lab.lab.pad.strokes import Array
from keras_lab.lab.protocol import JSON, PadStroke
from keras_lab.lab.shelf import Shelf

PADS: Shelf[DigitPad] = Shelf("pad")
MOST_LABELS = 20  # shown: the likeliest


class DigitPad:
    """A pad to draw on, beside it what an image classifier sees and thinks.

    Arguments:
        model: takes one image of fixed size: `(h, w)`, `(h, w, 1 or 3)`, `(1 or 3, h, w)`, or a square that is flat
            (`(64,)`, `(784,)` …); gives a score for each class.
        size: `(height, width)` or a number for both; default: from the model.
        labels: what the classes are called; default: their numbers.
        preprocess: takes the image, float32 `(height, width)` from 0 (paper) to 1 (ink), and returns it as the model
            was trained on it, `lambda image: 16 * image` for instance; it may also return the whole batch of one.
        centered: whether the drawing is made as large as MNIST's digits are and moved to the middle, as those were.
        pen: width of the pen, as a share of the pad's; default: two pixels of the model's.

    Attributes:
        strokes: what is drawn.
        image: the array the model gets, without the batch axis.

    Raises:
        ValueError: if the model takes something else than one image, or `labels` are too few or too many.
    """

    def __init__(
        self,
        model: Any,
        size: int | tuple[int, int] | None = None,
        labels: Sequence[Any] | None = None,
        preprocess: Callable[[Array], Any] | None = None,
        *,
        centered: bool = True,
        pen: float | None = None,
    ) -> None:
        self.model = model
        shape = _input_shape(model)
        self.height, self.width = _image_size(shape, size, model.name)
        self._shape = shape
        self._preprocess = preprocess
        self.labels = _labels(model, labels)
        self.centered = centered
        self.pen = pen or float(np.clip(2 / min(self.height, self.width), 0.06, 0.22))
        self.strokes: list[PadStroke] = []
        self.lock = threading.RLock()
        self.id = PADS.put(self)

    @property
    def grey(self) -> Array:
        """The drawing in the model's size: float32 `(height, width)`, 0 for paper, 1 for ink."""
        return drawing.image(self.strokes, self.height, self.width, self.pen, self.centered)

    @property
    def image(self) -> Array:
        """The array the model gets, without the batch axis."""
        return self._batch()[0]

    @property
    def scores(self) -> dict[str, float]:
        """Label → how likely the model thinks it is; empty as long as nothing is drawn."""
        if not any(not stroke["erase"] for stroke in self.strokes):
            return {}
        return dict(zip(self.labels, self.predict().tolist(), strict=True))

    def draw(self, strokes: Sequence[Any], centered: bool | None = None) -> None:
        """Takes these strokes for the drawing: dicts with `points` (x and y in turn, 0 to 1000) and `erase`.

        Raises:
            ValueError: for anything else.
        """
        with self.lock:
            self.strokes = drawing.checked(strokes)
            self.centered = self.centered if centered is None else centered

    def clear(self) -> None:
        """Takes a new sheet."""
        self.draw([])

    def predict(self) -> Array:
        """The probabilities of the labels for what is drawn."""
        scores = np.asarray(self.model.predict_on_batch(self._batch()), np.float64)[0].ravel()
        if len(scores) == 1:
            chance = scores[0] if 0 <= scores[0] <= 1 else 1 / (1 + np.exp(-scores[0]))
            return np.array([1 - chance, chance])
        if scores.min() < 0 or not np.isclose(scores.sum(), 1, atol=1e-2):  # logits
            powers = np.exp(scores - scores.max())
            return np.asarray(powers / powers.sum())
        return scores

    def picture(self) -> JSON:
        """The MIME bundle that a notebook keeps."""
        from keras_lab.lab.views import pad as views

        with self.lock:
            return views.bundle(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        return self.picture()

    def _batch(self) -> Array:
        given = self.grey
        image = np.asarray(given if self._preprocess is None else self._preprocess(given), np.float32)
        wanted = tuple(size or 0 for size in self._shape)
        for candidate in (image, image[0] if image.ndim and len(image) == 1 else image):
            if candidate.shape == wanted:
                return candidate[None]
        if image.shape != (self.height, self.width):
            raise ValueError(
                f"preprocess must return an image of shape {(self.height, self.width)} or {wanted}. "
                f"Received: {image.shape}"
            )
        if len(wanted) == 3:
            axis = -1 if wanted[-1] in (1, 3) else 0
            image = np.repeat(np.expand_dims(image, axis), wanted[axis], axis)
        return image[None] if 0 in wanted else image.reshape(1, *wanted)


def _input_shape(model: Any) -> tuple[int | None, ...]:
    """Without the batch axis."""
    inputs = getattr(model, "inputs", None)
    if not inputs or len(inputs) != 1:
        raise ValueError(
            f"The model {model.name!r} must have one input, of known shape: build it, or begin it with Input(shape)."
        )
    return tuple(inputs[0].shape[1:])


def _image_size(
    shape: tuple[int | None, ...], size: int | tuple[int, int] | None, name: str
) -> tuple[int, int]:
    if size is not None:
        return (size, size) if isinstance(size, int) else (int(size[0]), int(size[1]))
    known = tuple(each for each in shape if each is not None)
    if len(known) == len(shape):
        if len(shape) == 1 and round(known[0] ** 0.5) ** 2 == known[0] > 1:
            return round(known[0] ** 0.5), round(known[0] ** 0.5)
        if len(shape) == 2:
            return known[0], known[1]
        if len(shape) == 3 and known[-1] in (1, 3):
            return known[0], known[1]
        if len(shape) == 3 and known[0] in (1, 3):
            return known[1], known[2]
    raise ValueError(
        f"The input of {name!r} is of shape {shape}, which is no image of fixed size: say which size=(height, width) "
        "the images have."
    )


def _labels(model: Any, labels: Sequence[Any] | None) -> list[str]:
    count = int(np.prod([size or 1 for size in model.outputs[0].shape[1:]]))
    count = 2 if count == 1 else count
    names = [str(label) for label in (range(count) if labels is None else labels)]
    if len(names) != count:
        raise ValueError(
            f"The model {model.name!r} tells {count} classes apart. Received {len(names)} labels."
        )
    return names
