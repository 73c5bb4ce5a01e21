"""The base of the layers that change images, and along with them labels, bounding boxes and masks."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from keras_lab import config, engine, ops, tree
from keras_lab.engine import mapping
from keras_lab.engine.spec import Spec
from keras_lab.layers.layer import Layer
from keras_lab.ops import random

Tensor = Any
Transformation = Any
Boxes = dict[str, Any]

#: What may come along with images, in the order in which it is changed: key → name in `transform_single_…`.
_KINDS = {
    "images": "image",
    "bounding_boxes": "bounding_box",
    "labels": "label",
    "segmentation_masks": "segmentation_mask",
}
_METHODS = ("get_random_transformation", *(f"transform_{kind}" for kind in _KINDS))


def _mappable(method: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a method be called in a function that `tf.data` maps, whichever engine computes."""

    @functools.wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not mapping.is_mapped((args, kwargs)):
            return method(self, *args, **kwargs)
        a, k = mapping.specs_of((args, kwargs))
        with engine.spec_mode():
            found = tree.map_structure(_spec, method(self, *a, **k))
        return mapping.call_back(lambda a, k: _plain(method(self, *a, **k)), found, (args, kwargs))

    call.autograph_info__ = {}  # type: ignore[attr-defined]  # TensorFlow is not to rewrite it
    return call


def _spec(leaf: Any) -> Spec | None:
    return leaf if leaf is None or isinstance(leaf, Spec) else ops.convert_to_tensor(leaf)


def _plain(nest: Any) -> Any:
    return tree.map_structure(lambda x: x if x is None else ops.convert_to_numpy(x), nest)


class BaseImagePreprocessingLayer(Layer):
    """A layer that changes images.

    A layer of its kind defines `change`, which changes a batch of images, and, if it draws something at random,
    `draw`. What does not concern pixels alone changes masks (`change_masks`) and bounding boxes
    (`change_boxes`) too.

    Args:
        bounding_box_format: of the `bounding_boxes` that come along; see `keras_lab.utils.bounding_boxes`.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        Images `(batch, height, width, channels)` or `(height, width, channels)` of any type, or a dict of
        `images` and some of `labels`, `bounding_boxes` (a dict of `boxes` and `labels`) and
        `segmentation_masks` → the same.
    """

    #: Whether images are left as they are, of whatever type, outside of training.
    untouched = False
    #: Whether something is done only if something was drawn.
    draws = True
    generator: random.SeedGenerator
    bounding_box_format: Any

    def __init__(
        self, *, bounding_box_format: str | None = None, data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.bounding_box_format = bounding_box_format
        self.data_format = config.standardize_data_format(data_format)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in _METHODS:
            if name in cls.__dict__:
                setattr(cls, name, _mappable(cls.__dict__[name]))

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Applies the layer to images or to a dict of images and what comes along with them."""
        if isinstance(inputs, Mapping) and "bounding_boxes" in inputs:
            inputs = {**inputs, "bounding_boxes": _dense(inputs["bounding_boxes"])}
        if mapping.is_mapped((inputs, args, kwargs)):
            return self._in_data_set(inputs, *args, **kwargs)
        return super().__call__(inputs, *args, **kwargs)

    @_mappable
    def _in_data_set(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        """In the functions of data sets images become floats, whether the layer does something or not."""
        if isinstance(data, Mapping):
            data = {**data, "images": ops.cast(data["images"], self.compute_dtype)}
        else:
            data = ops.cast(data, self.compute_dtype)
        return super().__call__(data, *args, **kwargs)

    def call(self, data: Any, training: bool = True) -> Any:
        """Changes images, or the entries of a dict, all by the same transformation."""
        images = data["images"] if isinstance(data, Mapping) else data
        kinds = "transform_single_{1}" if len(self._image_shape(images)) == 3 else "transform_{0}"
        how = {
            "transformation": self.get_random_transformation(data, training=training),
            "training": training,
        }
        if not isinstance(data, Mapping):
            return getattr(self, kinds.format("images", "image"))(data, **how)
        changed = dict(data)
        for kind, one in _KINDS.items():
            if kind in data:
                changed[kind] = getattr(self, kinds.format(kind, one))(self._given(kind, data[kind]), **how)
        return changed

    def _given(self, kind: str, value: Any) -> Any:
        if kind != "bounding_boxes":
            return ops.convert_to_tensor(value)
        if self.bounding_box_format is None:
            raise ValueError(
                f"The layer {self.name!r} was given bounding boxes: it needs to know their "
                f"`bounding_box_format`, for example 'xyxy'."
            )
        return {
            **value,
            "boxes": ops.cast(value["boxes"], "float32"),
            "labels": ops.convert_to_tensor(value["labels"]),
        }

    # ---- what is drawn --------------------------------------------------------------------------------

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Transformation:
        """What is to be done with these images: a dict of tensors, or None for nothing."""
        if not training:
            return None
        images = data["images"] if isinstance(data, Mapping) else data
        self._image_shape(images)
        return self.draw(images, self.generator if seed is None else seed) if self.draws else None

    def draw(self, images: Any, seed: Any) -> Transformation:
        """What is to be done with these images, drawn at random."""
        raise NotImplementedError(f"{type(self).__name__} does not define draw(images, seed).")

    def _image_shape(self, images: Any) -> tuple[int, ...]:
        """The shape of images; while only shapes are computed 1 for what is not known."""
        shape = tuple(1 if size is None else size for size in ops.shape(images))
        if len(shape) not in (3, 4):
            raise ValueError(
                f"{type(self).__name__}: Expected the input image to be rank 3 or 4. "
                f"Received a tensor of shape {tuple(ops.shape(images))}."
            )
        return shape

    def _batch(self, images: Any) -> Any:
        return ops.shape(images)[0] if len(self._image_shape(images)) == 4 else 1

    def _size(self, shape: Any) -> tuple[Any, Any]:
        """Height and width, of the shape of one or of several images."""
        return (shape[-3], shape[-2]) if self.data_format == "channels_last" else (shape[-2], shape[-1])

    def _uniform(self, images: Any, low: float, high: float, seed: Any, *rest: int) -> Tensor:
        """A number for each image, of shape `(batch, *rest)`."""
        return random.uniform((self._batch(images), *rest), low, high, "float32", seed)

    def _pixelwise(self, images: Any, low: float, high: float, seed: Any) -> Tensor:
        """A number for each image that broadcasts with its pixels."""
        drawn = self._uniform(images, low, high, seed, 1, 1, 1)
        return drawn if len(self._image_shape(images)) == 4 else drawn[0]

    def _order(self, images: Any, seed: Any) -> Tensor:
        """The numbers of the images in random order."""
        return ops.argsort(self._uniform(images, 0.0, 1.0, seed), 0)

    def _chosen(self, images: Any, factor: tuple[float, float], seed: Any) -> Tensor:
        """For each image whether it is changed, with a probability drawn between the two numbers of `factor`."""
        likely = self._uniform(images, *factor, seed)
        return ops.less(self._uniform(images, 0.0, 1.0, seed), likely)

    # ---- what is done ---------------------------------------------------------------------------------

    def change(self, images: Tensor, transformation: Transformation) -> Tensor:
        """The images (of the compute dtype, unless `untouched`) as training sees them."""
        raise NotImplementedError(f"{type(self).__name__} does not define change(images, transformation).")

    def change_masks(self, masks: Tensor, transformation: Transformation) -> Tensor:
        """The segmentation masks that go with changed images."""
        return masks

    def change_boxes(self, bounding_boxes: Boxes, transformation: Transformation) -> Boxes:
        """The bounding boxes that go with changed images, in the layer's format before and after."""
        return bounding_boxes

    def _acts(self, transformation: Transformation, training: bool) -> bool:
        return bool(training) and (transformation is not None or not self.draws)

    def transform_images(
        self, images: Any, transformation: Transformation = None, training: bool = True
    ) -> Any:
        """Images changed as `transformation` says."""
        acts = self._acts(transformation, training)
        if not self.untouched or acts:
            images = ops.cast(images, self.compute_dtype)
        return self.change(images, transformation) if acts else images

    def transform_labels(
        self, labels: Any, transformation: Transformation = None, training: bool = True
    ) -> Any:
        """The labels of images that are changed."""
        return labels

    def transform_bounding_boxes(
        self, bounding_boxes: Any, transformation: Transformation = None, training: bool = True
    ) -> Any:
        """The bounding boxes in images that are changed."""
        acts = self._acts(transformation, training)
        return self.change_boxes(dict(bounding_boxes), transformation) if acts else bounding_boxes

    def transform_segmentation_masks(
        self, segmentation_masks: Any, transformation: Transformation = None, training: bool = True
    ) -> Any:
        """The segmentation masks of images that are changed."""
        acts = self._acts(transformation, training)
        return self.change_masks(segmentation_masks, transformation) if acts else segmentation_masks

    # ---- one image ------------------------------------------------------------------------------------

    def transform_single_image(
        self, image: Any, transformation: Transformation, training: bool = True
    ) -> Any:
        """`transform_images` of one image, without a batch axis."""
        return _alone(self.transform_images, image, transformation, training)

    def transform_single_label(
        self, label: Any, transformation: Transformation, training: bool = True
    ) -> Any:
        """`transform_labels` of one label, without a batch axis."""
        return _alone(self.transform_labels, label, transformation, training)

    def transform_single_bounding_box(
        self, bounding_box: Any, transformation: Transformation, training: bool = True
    ) -> Any:
        """`transform_bounding_boxes` of the boxes of one image, without a batch axis."""
        return _alone(self.transform_bounding_boxes, bounding_box, transformation, training)

    def transform_single_segmentation_mask(
        self, segmentation_mask: Any, transformation: Transformation, training: bool = True
    ) -> Any:
        """`transform_segmentation_masks` of one mask, without a batch axis."""
        return _alone(self.transform_segmentation_masks, segmentation_mask, transformation, training)

    @property
    def backend(self) -> Any:
        """The functions of tensors, for layers that are written as Keras's own: `self.backend.numpy.flip(…)`."""
        return ops

    def convert_weight(self, weight: Any) -> Tensor:
        """A weight as a tensor of the engine in charge."""
        return ops.convert_to_tensor(weight)


for _name in _METHODS:
    setattr(BaseImagePreprocessingLayer, _name, _mappable(BaseImagePreprocessingLayer.__dict__[_name]))


def _alone(transform: Callable[..., Any], item: Any, transformation: Transformation, training: bool) -> Any:
    batch = tree.map_structure(lambda x: ops.expand_dims(x, 0), item)
    made = transform(batch, transformation=transformation, training=training)
    return tree.map_structure(lambda x: ops.squeeze(x, 0), made)


def _dense(bounding_boxes: Mapping[str, Any]) -> Boxes:
    """Bounding boxes as many for each image: filled up with boxes of zeros and labels of -1."""
    if not isinstance(bounding_boxes, Mapping) or not {"boxes", "labels"} <= set(bounding_boxes):
        raise ValueError(f"Bounding boxes are a dict of 'boxes' and 'labels'. Received: {bounding_boxes!r}")
    boxes, labels = bounding_boxes["boxes"], bounding_boxes["labels"]
    if hasattr(boxes, "to_tensor"):  # ragged, from TensorFlow
        boxes, labels = boxes.to_tensor(0), labels.to_tensor(-1) if hasattr(labels, "to_tensor") else labels
    elif isinstance(boxes, (list, tuple)) and any(len(row) != len(boxes[0]) for row in boxes):
        most = max(map(len, boxes))
        boxes = [[*row, *[[0.0] * 4] * (most - len(row))] for row in boxes]
        labels = [[*row, *[-1] * (most - len(row))] for row in labels]
    return {**bounding_boxes, "boxes": boxes, "labels": labels}


def rescaled(images: Tensor, source: Any, target: Any, dtype: str = "float32") -> Tensor:
    """Values of the range `source` brought to the range `target`."""
    if tuple(source) == tuple(target):
        return images
    x = (ops.cast(images, dtype) - float(source[0])) / float(source[1] - source[0])
    return x * float(target[1] - target[0]) + float(target[0])
