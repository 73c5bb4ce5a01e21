"""Changing images at random, and batches of them; Keras is the oracle."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from keras.src.legacy.preprocessing import image as oracle

from keras_lab import utils
from keras_lab.preprocessing import image
from keras_lab.preprocessing.image import ImageDataGenerator

IMAGES = np.random.RandomState(0).rand(10, 8, 6, 3).astype("float32") * 255
AXES = {"channels_last": (0, 1, 2), "channels_first": (1, 2, 0)}

pytestmark = pytest.mark.filterwarnings("ignore:Please import `affine_transform`:DeprecationWarning")


def seeded(function, *args, **kwargs):
    np.random.seed(5)
    return function(*args, **kwargs)


# ---- one image ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", AXES)
@pytest.mark.parametrize(
    "how",
    [{"theta": 30}, {"tx": 2}, {"ty": 1.5}, {"shear": 20}, {"zx": 0.5, "zy": 1.5, "order": 0},
     {"theta": 10, "tx": 1, "ty": 2, "shear": 5, "zx": 1.2, "fill_mode": "constant", "cval": 9}, {}],
    ids=str,
)  # fmt: skip
def test_affine_as_in_keras(layout, how):
    axes = dict(zip(("row_axis", "col_axis", "channel_axis"), AXES[layout], strict=True))
    x = IMAGES[0] if layout == "channels_last" else IMAGES[0].transpose(2, 0, 1)
    ours = image.apply_affine_transform(x, **how, **axes)
    np.testing.assert_allclose(ours, oracle.apply_affine_transform(x, **how, **axes), rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("random_rotation", (45,)),
        ("random_shear", (20,)),
        ("random_zoom", ((0.5, 1.5),)),
        ("random_zoom", ((1, 1),)),
        ("random_channel_shift", (30,)),
        ("random_brightness", ((0.2, 2.0),)),
        ("random_brightness", ((0.2, 2.0), False)),
    ],
)
def test_random_changes_as_in_keras(name, arguments):
    x = IMAGES[1]
    ours = seeded(getattr(image, name), x, *arguments)
    np.testing.assert_allclose(ours, seeded(getattr(oracle, name), x, *arguments), rtol=1e-5)


def test_colours_outside_of_the_range():
    x = IMAGES[0] - 100
    theirs = oracle.apply_brightness_shift(x, 0.5, False)
    np.testing.assert_allclose(image.apply_brightness_shift(x, 0.5, False), theirs, rtol=1e-4)


def dot_at(x):
    return tuple(int(i) for i in np.argwhere(x[..., 0] > 0.5)[0])


def test_shifts_go_where_they_say():
    dot = np.zeros((9, 9, 1))
    dot[4, 4] = 1
    tall = ImageDataGenerator(height_shift_range=[2]).random_transform(dot, seed=0)
    wide = ImageDataGenerator(width_shift_range=[2]).random_transform(dot, seed=0)
    assert dot_at(tall) in ((2, 4), (6, 4))
    assert dot_at(wide) in ((4, 2), (4, 6))
    np.random.seed(0)
    moved = image.random_shift(dot, 0, 0.9, row_axis=0, col_axis=1, channel_axis=2, interpolation_order=0)
    assert dot_at(moved)[1] == 4 and dot_at(moved)[0] != 4


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: image.apply_affine_transform(np.zeros((2, 2)), 1), ValueError, "3 axes"),
        (lambda: image.apply_affine_transform(np.zeros((2, 2, 2)), 1, channel_axis=1), ValueError, "first or last"),
        (lambda: image.random_zoom(IMAGES[0], 0.5), ValueError, "zoom_range must be a pair"),
        (lambda: image.random_brightness(IMAGES[0], 0.5), ValueError, "brightness_range must be a pair"),
        (lambda: ImageDataGenerator(zoom_range=(1, 2, 3)), ValueError, "zoom_range"),
        (lambda: ImageDataGenerator(brightness_range=3), ValueError, "brightness_range"),
        (lambda: ImageDataGenerator(validation_split=2), ValueError, "validation_split"),
        (lambda: ImageDataGenerator(data_format="last"), ValueError, "data_format"),
        (lambda: ImageDataGenerator().fit(IMAGES[0]), ValueError, "rank 4"),
        (lambda: ImageDataGenerator().flow(IMAGES, np.zeros(9)), ValueError, "as many entries in y"),
        (lambda: ImageDataGenerator().flow(IMAGES, subset="test"), ValueError, "subset must be"),
        (lambda: ImageDataGenerator().flow_from_directory("/nowhere"), FileNotFoundError, "/nowhere"),
        (lambda: ImageDataGenerator().flow_from_directory(".", class_mode="sparce"), ValueError, "'sparse'"),
    ],
)  # fmt: skip
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_without_scipy(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.ndimage", None)
    with pytest.raises(ImportError, match="pip install"):
        image.apply_affine_transform(IMAGES[0], theta=3)


# ---- the generator ------------------------------------------------------------------------------------

SETTINGS = [
    {
        "rotation_range": 20,
        "zoom_range": 0.2,
        "shear_range": 5,
        "horizontal_flip": True,
        "vertical_flip": True,
    },
    {"channel_shift_range": 30.0, "brightness_range": (0.5, 1.5), "rescale": 1 / 255},
    {"samplewise_center": True, "samplewise_std_normalization": True},
    {"featurewise_center": True, "featurewise_std_normalization": True, "rescale": 1 / 255},
    {"featurewise_center": True, "zca_whitening": True, "zca_epsilon": 1e-2},
    {"preprocessing_function": lambda x: x[::-1] * 2},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: next(iter(s)))
def test_batches_as_in_keras(settings):
    ours, theirs = ImageDataGenerator(**settings), oracle.ImageDataGenerator(**settings)
    for generator in (ours, theirs):
        generator.fit(IMAGES)
    given = {"y": np.arange(10), "batch_size": 4, "seed": 3, "sample_weight": np.arange(10) / 2}
    a, b = ours.flow(IMAGES, **given), theirs.flow(IMAGES, **given)
    for _ in range(5):  # beyond the end of the epoch
        for one, other in zip(next(a), next(b), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)
    a, b = ours.flow(IMAGES, **given), theirs.flow(IMAGES, **given)
    for index in range(3):
        np.testing.assert_allclose(a[index][0], b[index][0], rtol=1e-3, atol=1e-3)


def test_fitting_on_changed_images():
    generator = ImageDataGenerator(featurewise_center=True, horizontal_flip=True, rotation_range=10)
    generator.fit(IMAGES, augment=True, rounds=2, seed=1)
    assert generator.mean.shape == (1, 1, 3)
    first = generator.mean
    generator.fit(IMAGES, augment=True, rounds=2, seed=1)
    np.testing.assert_array_equal(first, generator.mean)


def test_normalising_before_fitting_warns():
    with pytest.warns(UserWarning, match="featurewise_center has no effect before fit"):
        ImageDataGenerator(featurewise_center=True).standardize(IMAGES[0].copy())


def test_odd_channels_warn():
    with pytest.warns(UserWarning, match="5 channels"):
        ImageDataGenerator().flow(np.zeros((2, 4, 4, 5)))


def test_seeded_batches_do_not_depend_on_who_asks():
    flow = ImageDataGenerator(rotation_range=90).flow(IMAGES, batch_size=4, seed=1)
    ahead = ImageDataGenerator(rotation_range=90).flow(IMAGES, batch_size=4, seed=1)
    ahead.workers = 3
    for _ in range(2):
        for plain, made_ahead in zip(
            (flow[i] for i in range(3)), utils.batches(ahead, range(3)), strict=True
        ):
            np.testing.assert_array_equal(plain, made_ahead)
        flow.on_epoch_end()
        ahead.on_epoch_end()


def test_every_sample_once_an_epoch():
    flow = ImageDataGenerator().flow(IMAGES, np.arange(10), batch_size=4, shuffle=True)
    seen = [np.concatenate([flow[i][1] for i in range(3)])]
    flow.on_epoch_end()
    seen.append(np.concatenate([next(flow)[1] for _ in range(3)]))
    assert [sorted(order) for order in seen] == [list(range(10))] * 2
    with pytest.raises(ValueError, match="no batch 3"):
        flow[3]


def test_subsets_and_other_inputs():
    y = np.tile([0, 1], 5)
    generator = ImageDataGenerator(validation_split=0.2)
    held = generator.flow((IMAGES, [np.arange(10)]), y, subset="validation", shuffle=False)
    (images, numbers), labels = held[0]
    np.testing.assert_array_equal(images, IMAGES[:2])
    assert (numbers.tolist(), labels.tolist()) == ([0, 1], [0, 1])
    assert generator.flow(IMAGES, y, subset="training").n == 8
    with pytest.raises(ValueError, match="same classes"):
        generator.flow(IMAGES, np.arange(10), subset="training")
    assert generator.flow(IMAGES, np.arange(10), subset="training", ignore_class_split=True).n == 8


def test_changed_images_are_saved(tmp_path):
    flow = ImageDataGenerator().flow(IMAGES, batch_size=3, save_to_dir=tmp_path, save_prefix="a", seed=0)
    next(flow)
    names = [file.name for file in tmp_path.iterdir()]
    assert len(names) == 3 and all(name.startswith("a_") and name.endswith(".png") for name in names)


def test_an_iterator_of_ones_own():
    class Own(image.Iterator):
        def _get_batches_of_transformed_samples(self, index_array):
            return index_array * 2

    own = Own(5, 2, False, None)
    assert [own[i].tolist() for i in range(len(own))] == [[0, 2], [4, 6], [8]]
    assert [own.next().tolist() for _ in range(4)] == [[0, 2], [4, 6], [8], [0, 2]]
    with own.lock:
        assert next(own.index_generator).tolist() == [2, 3]


# ---- files --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("pictures")
    for number, picture in enumerate(IMAGES):
        place = root / ("cat" if number % 2 else "dog") / ("deep" if number > 7 else "")
        place.mkdir(parents=True, exist_ok=True)
        utils.save_img(place / f"{number}.png", picture, scale=False)
    (root / "cat" / "notes.txt").write_text("no picture")
    (root / "empty").mkdir()
    return root


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"class_mode": "binary", "classes": ["dog", "cat"], "color_mode": "grayscale"},
        {"class_mode": "sparse", "subset": "validation"},
        {"class_mode": "input", "subset": "training", "color_mode": "rgba"},
        {"class_mode": None, "shuffle": False, "interpolation": "bilinear", "keep_aspect_ratio": True},
    ],
    ids=str,
)
def test_folders_as_in_keras(folder, how):
    made = []
    for module in (image, oracle):
        generator = module.ImageDataGenerator(rotation_range=10, validation_split=0.4)
        made.append(generator.flow_from_directory(folder, target_size=(5, 5), batch_size=4, seed=1, **how))
    ours, theirs = made
    assert ours.class_indices == theirs.class_indices
    assert ours.filenames == theirs.filenames
    assert (ours.samples, ours.num_classes, ours.image_shape) == (
        theirs.samples,
        theirs.num_classes,
        theirs.image_shape,
    )
    np.testing.assert_array_equal(ours.classes, theirs.classes)
    a, b = next(ours), next(theirs)
    for one, other in [(a, b)] if how.get("class_mode", 1) is None else zip(a, b, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-2)


TABLES = [
    {"class_mode": "categorical"},
    {"class_mode": "binary", "weight_col": "weight"},
    {"class_mode": "sparse", "classes": ["dog"], "shuffle": False},
    {"class_mode": "raw", "y_col": "number"},
    {"class_mode": "raw", "y_col": ["number", "weight"]},
    {"class_mode": "categorical", "y_col": "tags"},
    {"class_mode": "input", "subset": "training"},
    {"class_mode": None},
]


def table(folder):
    paths = sorted(str(p.relative_to(folder)) for p in folder.rglob("*.png"))
    rows = [
        {
            "filename": p,
            "class": p[:3],
            "number": float(i),
            "weight": i / 2,
            "tags": [p[:3], "all"] if i else ["all"],
        }
        for i, p in enumerate(paths)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("how", TABLES, ids=str)
def test_tables_as_in_keras(folder, how):
    made = []
    for module in (image, oracle):
        generator = module.ImageDataGenerator(rescale=0.1, validation_split=0.4)
        size = {"target_size": (5, 5), "batch_size": 4, "seed": 1}
        made.append(generator.flow_from_dataframe(table(folder), folder, **size, **how))
    ours, theirs = made
    assert ours.filenames == theirs.filenames
    a, b = next(ours), next(theirs)
    for one, other in [(a, b)] if how["class_mode"] is None else zip(a, b, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4)


def test_several_outputs_from_a_table(folder):
    flow = ImageDataGenerator().flow_from_dataframe(
        table(folder),
        folder,
        y_col=["number", "weight"],
        class_mode="multi_output",
        shuffle=False,
        batch_size=3,
    )
    _, (number, weight) = next(flow)
    assert (number.tolist(), weight.tolist()) == ([0, 1, 2], [0, 0.5, 1])


def test_rows_without_a_file(folder):
    rows = pd.concat([table(folder), pd.DataFrame([{"filename": "gone.png", "class": "cat"}])])
    with pytest.warns(UserWarning, match=r"1 rows are left out.*gone\.png"):
        flow = ImageDataGenerator().flow_from_dataframe(rows, folder)
    assert flow.n == 10


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ({"x_col": "number"}, TypeError, "must hold file names"),
        ({"y_col": "number"}, TypeError, "strings, lists or tuples"),
        ({"y_col": "tags", "class_mode": "sparse"}, TypeError, "must hold strings"),
        ({"class_mode": "multi_output"}, TypeError, "list of columns"),
        ({"class_mode": "binary", "classes": ["dog"]}, ValueError, "two classes"),
        ({"weight_col": "class"}, TypeError, "must hold numbers"),
        ({"class_mode": "other"}, ValueError, "class_mode must be one of"),
        ({"subset": "test"}, ValueError, "subset must be one of"),
    ],
)
def test_bad_tables(folder, how, error, message):
    with pytest.raises(error, match=message):
        ImageDataGenerator().flow_from_dataframe(table(folder), folder, **how)
