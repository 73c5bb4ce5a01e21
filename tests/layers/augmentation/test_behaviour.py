"""Randomness, types, what comes along with images, data sets, training, files."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers, models, ops, saving
from keras_lab.engine import P
from keras_lab.ops.random import key_source

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(0, 255, (64, 6, 5, 3)).astype("float32")

#: One of each, with seeds, none of them doing nothing.
MAKERS = {
    "AugMix": lambda **k: layers.AugMix(**k),
    "CutMix": lambda **k: layers.CutMix(**k),
    "MixUp": lambda **k: layers.MixUp(**k),
    "RandAugment": lambda **k: layers.RandAugment(**k),
    "RandomBrightness": lambda **k: layers.RandomBrightness(0.5, **k),
    "RandomColorDegeneration": lambda **k: layers.RandomColorDegeneration(0.5, **k),
    "RandomColorJitter": lambda **k: layers.RandomColorJitter((0, 255), 0.5, 0.5, 0.5, 0.5, **k),
    "RandomContrast": lambda **k: layers.RandomContrast(0.9, **k),
    "RandomCrop": lambda **k: layers.RandomCrop(3, 3, **k),
    "RandomElasticTransform": lambda **k: layers.RandomElasticTransform(1.0, (0.9, 1.0), **k),
    "RandomErasing": lambda **k: layers.RandomErasing((1.0, 1.0), (0.5, 0.9), **k),
    "RandomFlip": lambda **k: layers.RandomFlip(**k),
    "RandomGaussianBlur": lambda **k: layers.RandomGaussianBlur((0.5, 0.5), **k),
    "RandomGrayscale": lambda **k: layers.RandomGrayscale(**k),
    "RandomHue": lambda **k: layers.RandomHue((0.2, 0.9), **k),
    "RandomInvert": lambda **k: layers.RandomInvert(**k),
    "RandomPerspective": lambda **k: layers.RandomPerspective((1.0, 1.0), **k),
    "RandomPosterization": lambda **k: layers.RandomPosterization(4, **k),
    "RandomRotation": lambda **k: layers.RandomRotation(0.5, **k),
    "RandomSaturation": lambda **k: layers.RandomSaturation((0.1, 0.9), **k),
    "RandomSharpness": lambda **k: layers.RandomSharpness((0.0, 0.4), **k),
    "RandomShear": lambda **k: layers.RandomShear(0.5, 0.5, **k),
    "RandomTranslation": lambda **k: layers.RandomTranslation(0.5, 0.5, **k),
    "RandomZoom": lambda **k: layers.RandomZoom(0.5, **k),
    "Solarization": lambda **k: layers.Solarization(0.5, 0.5, **k),
}
#: Layers that do one thing to all images of a batch.
TOGETHER = {"AugMix", "RandAugment", "RandomCrop"}
every = pytest.mark.parametrize("name", MAKERS)
engines = pytest.mark.parametrize("engine", ["tensorflow"], indirect=True)


def array(x):
    return np.asarray(ops.convert_to_numpy(x))


@engines
@every
def test_same_seed_same_bits(name, engine):
    first, again, other = (MAKERS[name](seed=seed) for seed in (5, 5, 6))
    one = array(first(IMAGES))
    np.testing.assert_array_equal(one, array(again(IMAGES)))
    assert not np.array_equal(one, array(first(IMAGES))) or name in ("AugMix", "RandAugment", "RandomCrop")
    assert not np.array_equal(one, array(other(IMAGES))) or name in ("RandAugment", "RandomCrop")


@engines
@every
def test_each_image_has_its_own_draw(name, engine):
    if name in TOGETHER:
        pytest.skip("one draw for the batch")
    same = np.repeat(IMAGES[:1], 16, 0) if name not in ("CutMix", "MixUp") else IMAGES
    made = array(MAKERS[name](seed=1)(same))
    assert len(np.unique(made.reshape(len(made), -1), axis=0)) > 1


@engines
@every
def test_nothing_changes_outside_of_training(name, engine):
    made = array(MAKERS[name]()(IMAGES[:2], training=False))
    wanted = (
        array(layers.Resizing(3, 3, crop_to_aspect_ratio=True)(IMAGES[:2]))
        if name == "RandomCrop"
        else IMAGES[:2]
    )
    np.testing.assert_allclose(made, wanted, rtol=1e-6)


@every
def test_one_image_and_shapes_known_beforehand(name):
    layer = MAKERS[name](seed=1)
    assert layer(layers.Input((6, 5, 3))).shape == (
        (None, 3, 3, 3) if name == "RandomCrop" else (None, 6, 5, 3)
    )
    assert layer.compute_output_shape((6, 5, 3)) == ((3, 3, 3) if name == "RandomCrop" else (6, 5, 3))
    again = layers.deserialize(layers.serialize(layer))
    assert layers.serialize(again) == layers.serialize(layer)


@engines
@every
def test_channels_first_is_the_same_seen_from_elsewhere(name, engine):
    if name == "RandomErasing":
        pytest.skip("its noise is drawn in the order of the axes")
    last, first = MAKERS[name](seed=3), MAKERS[name](seed=3, data_format="channels_first")
    with key_source(P.key(4)):
        wanted = array(last(IMAGES[:8]))
    with key_source(P.key(4)):
        made = array(first(np.moveaxis(IMAGES[:8], -1, 1)))
    np.testing.assert_allclose(np.moveaxis(made, 1, -1), wanted, rtol=1e-4, atol=1e-2)


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        ("tensorflow", "CutMix"),
        pytest.param("tensorflow", "RandAugment", marks=pytest.mark.slow),
        ("tensorflow", "RandomErasing"),
        ("jax", "RandomErasing"),
        ("jax", "RandomRotation"),
    ],
    indirect=["engine"],
)
def test_a_compiled_program_draws_by_its_key(name, engine):
    layer = MAKERS[name](seed=1)

    def program(key, images):
        with key_source(key):
            return layer(images, training=True)

    run = P.compile(program)
    x = P.convert(IMAGES[:4])
    one, again, other = (array(run(P.key(seed), x)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other) or name in ("RandAugment", "RandomCrop")
    with key_source(P.key(1)):
        np.testing.assert_allclose(array(layer(x, training=True)), one, rtol=1e-4, atol=1e-2)


@engines
@pytest.mark.parametrize(
    ("make", "dtype"),
    [
        (lambda: layers.RandomBrightness((0.1, 0.2)), "uint8"), (lambda: layers.RandomGrayscale(1.0), "uint8"),
        (lambda: layers.Resizing(3, 3), "uint8"), (lambda: layers.RandomFlip(), "float32"),
        (lambda: layers.ContrastLimitedAdaptiveHistogramEqualization(), "uint8"),
        (lambda: layers.RandomContrast(0.5), "float32"), (lambda: layers.AutoContrast(), "float32"),
        (lambda: layers.CenterCrop(3, 3), "float32"), (lambda: layers.RandomRotation(0.1), "float32"),
    ],
)  # fmt: skip
def test_types_of_whole_numbers(make, dtype, engine):
    made = array(make()(IMAGES[:2].astype("uint8")))
    assert made.dtype == dtype
    assert made.min() >= 0 and made.max() <= 255


@engines
def test_uniform_factors(engine):
    made = array(
        layers.RandomBrightness((-0.1, 0.3), value_range=(-1e3, 1e3), seed=1)(np.zeros((4000, 1, 1, 1)))
    )
    assert -200 <= made.min() < -190 and 590 < made.max() <= 600
    assert abs(made.mean() - 200) < 10
    flipped = array(layers.RandomFlip("horizontal", seed=1)(np.tile([[[[0.0], [1.0]]]], (4000, 1, 1, 1))))
    assert abs(flipped[:, 0, 0, 0].mean() - 0.5) < 0.03


@engines
def test_what_comes_along(engine):
    data = {
        "images": IMAGES[:2],
        "labels": np.eye(2, dtype="float32"),
        "segmentation_masks": RNG.integers(0, 3, (2, 6, 5, 1)),
        "bounding_boxes": {"boxes": [[[0, 0, 2, 2]], [[1, 1, 3, 3], [0, 0, 5, 6]]], "labels": [[1], [2, 3]]},
    }
    before = data["images"].copy()
    flip = layers.RandomFlip("horizontal", bounding_box_format="xyxy", seed=1)
    made = flip(data)
    np.testing.assert_array_equal(data["images"], before)
    flips = [not np.array_equal(a, b) for a, b in zip(array(made["images"]), before, strict=True)]
    for i, flipped in enumerate(flips):
        mask = data["segmentation_masks"][i]
        np.testing.assert_array_equal(
            array(made["segmentation_masks"])[i], mask[:, ::-1] if flipped else mask
        )
    boxes = array(made["bounding_boxes"]["boxes"])
    np.testing.assert_allclose(boxes[1, 0], [2, 1, 4, 3] if flips[1] else [1, 1, 3, 3], atol=1e-5)
    np.testing.assert_array_equal(array(made["bounding_boxes"]["labels"]), [[1, -1], [2, 3]])
    np.testing.assert_array_equal(array(made["labels"]), data["labels"])
    with pytest.raises(ValueError, match="bounding_box_format"):
        layers.RandomFlip()(data)


@engines
def test_boxes_stay_on_their_things(engine):
    """A white rectangle is moved; the box around it is moved likewise."""
    image = np.zeros((1, 40, 40, 1), "float32")
    image[0, 10:20, 14:26] = 255
    for make in (layers.RandomTranslation, layers.RandomZoom):
        layer = make((0.1, 0.2), (0.1, 0.2), "constant", bounding_box_format="xyxy", seed=2)
        data = {"images": image, "bounding_boxes": {"boxes": [[[14, 10, 26, 20]]], "labels": [[0]]}}
        made = layer(data)
        ys, xs = np.nonzero(array(made["images"])[0, :, :, 0] > 127)
        found = [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]
        np.testing.assert_allclose(array(made["bounding_boxes"]["boxes"])[0, 0], found, atol=1.5)
    crop = layers.RandomCrop(30, 30, bounding_box_format="rel_xyxy", seed=1)
    box = [[[14 / 40, 10 / 40, 26 / 40, 20 / 40]]]
    made = crop({"images": image, "bounding_boxes": {"boxes": box, "labels": [[0]]}})
    ys, xs = np.nonzero(array(made["images"])[0, :, :, 0] > 127)
    found = np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]) / 30
    np.testing.assert_allclose(array(made["bounding_boxes"]["boxes"])[0, 0], found, atol=1e-5)


@pytest.mark.parametrize("name", ["RandomFlip", "RandomCrop"])
def test_in_data_sets(name, engine):
    tf = pytest.importorskip("tensorflow")
    layer = MAKERS[name](seed=1)
    data = tf.data.Dataset.from_tensor_slices(IMAGES[:8].astype("uint8")).batch(3)
    made = [x.numpy() for x in data.map(lambda x: layer(x, training=True))]
    assert [len(x) for x in made] == [3, 3, 2]
    assert made[0].dtype == "float32"
    drawn = [layer(IMAGES[:3])]  # goes on, outside of the data set
    assert array(drawn[0]).shape == made[0].shape
    if name == "RandomFlip":
        drawn = [x["flips"].numpy() for x in data.map(lambda x: layer.get_random_transformation(x))]
        assert [len(x) for x in drawn] == [3, 3, 2]
        ragged = tf.ragged.constant([[[0.0, 0, 2, 2]], [[1.0, 1, 3, 3], [0, 0, 5, 6]]], ragged_rank=1)
        boxes = {"boxes": ragged, "labels": tf.ragged.constant([[1], [2, 3]])}
        flip = layers.RandomFlip(bounding_box_format="xyxy")
        one = tf.data.Dataset.from_tensors({"images": IMAGES[:2], "bounding_boxes": boxes}).map(flip)
        assert next(iter(one))["bounding_boxes"]["labels"].numpy().tolist() == [[1, -1], [2, 3]]


def test_in_a_model_that_is_trained_and_saved(engine, tmp_path):
    model = models.Sequential(
        [
            layers.Input((6, 5, 3)),
            layers.RandomFlip(seed=1),
            layers.RandomRotation(0.1, seed=2),
            layers.RandomCrop(4, 4, seed=4),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    model.fit(IMAGES[:8], np.ones((8, 1)), batch_size=4, epochs=1, verbose=0)
    model.save(tmp_path / "model.keras")
    again = saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(
        again.predict(IMAGES[:4], verbose=0), model.predict(IMAGES[:4], verbose=0), rtol=1e-5
    )


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: layers.RandomBrightness(2.0), ValueError, "`factor` argument should be a number"),
        (lambda: layers.RandomBrightness("much"), ValueError, "Received: factor='much'"),
        (lambda: layers.RandomBrightness(0.1, value_range=3), ValueError, "`value_range`.*two numbers"),
        (lambda: layers.RandomTranslation(0.1, (0.1, 1.5)), ValueError, "width_factor"),
        (lambda: layers.RandomZoom(-1.0), ValueError, "above -1"),
        (lambda: layers.RandomFlip("sideways"), ValueError, "horizontal_and_vertical"),
        (lambda: layers.RandomRotation(0.1, fill_mode="reflekt"), NotImplementedError, "reflect"),
        (lambda: layers.RandomRotation(0.1, interpolation="cubic"), NotImplementedError, "bilinear"),
        (lambda: layers.RandomGaussianBlur(kernel_size=4), ValueError, "odd"),
        (lambda: layers.RandomCrop(0, 3), ValueError, "positive"),
        (lambda: layers.RandomErasing(fill_value=[1, 2]), ValueError, "three numbers"),
        (lambda: layers.RandomFlip()(np.zeros((3, 3))), ValueError, "rank 3 or 4"),
        (lambda: layers.MaxNumBoundingBoxes(2.5), ValueError, "whole number"),
        (lambda: layers.RandomFlip(axis=1), TypeError, "takes no argument 'axis'"),
    ],
)
def test_bad_arguments(make, error, text):
    with pytest.raises(error, match=text):
        make()


@engines
def test_as_many_boxes(engine):
    layer = layers.MaxNumBoundingBoxes(2, bounding_box_format="xyxy")
    boxes = {"boxes": np.ones((2, 3, 4)), "labels": np.ones((2, 3), "int32")}
    made = layer({"images": IMAGES[:2], "bounding_boxes": boxes})["bounding_boxes"]
    assert made["boxes"].shape == (2, 2, 4)
    few = {"boxes": np.ones((1, 4)), "labels": np.ones((1,), "int32")}
    made = layer({"images": IMAGES[0], "bounding_boxes": few})["bounding_boxes"]
    np.testing.assert_array_equal(array(made["boxes"]), [[1, 1, 1, 1], [-1, -1, -1, -1]])
    np.testing.assert_array_equal(array(made["labels"]), [1, -1])
