"""Data sets made of folders and arrays; Keras is the oracle."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from keras_lab import utils

PICTURES = np.random.RandomState(0).randint(0, 256, (9, 6, 8, 3)).astype("uint8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("data")
    for number, picture in enumerate(PICTURES):
        place = root / "abc"[number % 3]
        place.mkdir(exist_ok=True)
        utils.save_img(place / f"{number}.png", picture, scale=False)
        (place / f"{number}.txt").write_text(f"tëxt {number}", encoding="utf-8")
    (root / ".hidden").mkdir()
    return root


def everything(dataset):
    return [
        tuple(np.asarray(part) for part in (item if isinstance(item, tuple) else (item,))) for item in dataset
    ]


def same(ours, theirs, atol=0.0):
    for mine, other in zip(everything(ours), everything(theirs), strict=True):
        assert len(mine) == len(other)
        for a, b in zip(mine, other, strict=True):
            assert a.shape == b.shape and a.dtype == b.dtype
            np.testing.assert_allclose(a, b, atol=atol)


@pytest.mark.parametrize(
    "how",
    [
        {"image_size": (6, 8), "batch_size": 4},
        {"image_size": (6, 8), "label_mode": "categorical", "data_format": "channels_first"},
        {"image_size": (6, 8), "label_mode": "binary", "class_names": ["c", "a"]},
        {"image_size": (6, 8), "label_mode": None, "batch_size": None},
        {"image_size": (3, 4), "interpolation": "nearest", "labels": [3, 1, 2] * 3, "color_mode": "rgba"},
        {"image_size": (6, 8), "validation_split": 0.4, "subset": "validation"},
    ],
    ids=str,
)
def test_images_as_in_keras(folder, how):
    ours = utils.image_dataset_from_directory(folder, shuffle=False, **how)
    theirs = keras.utils.image_dataset_from_directory(str(folder), shuffle=False, **how)
    if how["image_size"] == (6, 8):
        same(ours, theirs)
    assert ours.class_names == theirs.class_names
    assert ours.file_paths == theirs.file_paths


def test_proportions_are_kept(folder):
    padded = utils.image_dataset_from_directory(
        folder, image_size=(8, 8), pad_to_aspect_ratio=True, shuffle=False
    )
    images, _ = padded[0]
    assert not images[:, 0].any() and not images[:, -1].any() and images[:, 1].any()
    cropped = utils.image_dataset_from_directory(
        folder, image_size=(6, 6), crop_to_aspect_ratio=True, shuffle=False
    )
    np.testing.assert_allclose(cropped[0][0][0], PICTURES[0, :, 1:7])


def test_both_subsets(folder):
    how = {"image_size": (2, 2), "validation_split": 0.3, "seed": 1, "verbose": False}
    training, validation = utils.image_dataset_from_directory(folder, subset="both", **how)
    assert len(training.file_paths) == 7 and len(validation.file_paths) == 2
    assert not set(training.file_paths) & set(validation.file_paths)
    alone = utils.image_dataset_from_directory(folder, subset="validation", **how)
    assert alone.file_paths == validation.file_paths
    same(validation, validation)


def test_a_new_order_each_epoch(folder):
    data = utils.text_dataset_from_directory(folder, seed=3, batch_size=9)
    orders = []
    for _ in range(3):
        texts, labels = data[0]
        orders.append(list(texts))
        assert all("abc".index("abc"[int(t.split()[1]) % 3]) == k for t, k in zip(texts, labels, strict=True))
        data.on_epoch_end()
    assert (
        len({tuple(order) for order in orders}) == 3 and len({tuple(sorted(order)) for order in orders}) == 1
    )


@pytest.mark.parametrize("how", [{}, {"max_length": 5}, {"label_mode": None, "batch_size": None}], ids=str)
def test_texts_as_in_keras(folder, how):
    ours = everything(utils.text_dataset_from_directory(folder, shuffle=False, **how))
    theirs = everything(keras.utils.text_dataset_from_directory(str(folder), shuffle=False, **how))
    for mine, other in zip(ours, theirs, strict=True):
        words = [b.decode() for b in np.atleast_1d(other[0])]
        assert [str(word) for word in np.atleast_1d(mine[0])] == words
        if len(mine) > 1:
            np.testing.assert_array_equal(mine[1], other[1])


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"labels": "guessed"}, "labels. argument should be"),
        ({"labels": [1, 2]}, "2 labels for 9"),
        ({"labels": None, "class_names": ["a"]}, "only pass .class_names"),
        ({"class_names": ["a", "z"]}, "class_names. passed did not match.*z"),
        ({"label_mode": "one_hot"}, "label_mode. argument must be"),
        ({"label_mode": "binary"}, "exactly 2"),
        ({"validation_split": 2, "subset": "training", "seed": 1}, "between 0 and 1"),
        ({"validation_split": 0.5}, "must be set together"),
        ({"subset": "training"}, "must be set together"),
        ({"validation_split": 0.5, "subset": "test", "seed": 1}, "subset. must be"),
        ({"validation_split": 0.5, "subset": "training"}, "must provide a .seed"),
        ({"validation_split": 0.01, "subset": "validation", "seed": 1}, "no validation files"),
        ({"color_mode": "cmyk"}, "color_mode"),
        ({"interpolation": "cubic"}, "interpolation"),
        ({"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}, "not both"),
    ],
)
def test_bad_folders(folder, how, message):
    with pytest.raises(ValueError, match=message):
        utils.image_dataset_from_directory(folder, **how)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        utils.image_dataset_from_directory("/nowhere")


# ---- windows ------------------------------------------------------------------------------------------

SERIES = np.arange(60).reshape(30, 2)


@pytest.mark.parametrize(
    "how",
    [
        {"sequence_length": 5, "batch_size": 4},
        {"sequence_length": 3, "sequence_stride": 4, "sampling_rate": 2},
        {"sequence_length": 3, "start_index": 4, "end_index": 20, "batch_size": None},
        {"sequence_length": 40 // 2, "batch_size": 7},
    ],
    ids=str,
)
@pytest.mark.parametrize("targets", [None, np.arange(30) * 10, np.arange(22) * 10])
def test_windows_as_in_keras(how, targets):
    ours = utils.timeseries_dataset_from_array(SERIES, targets, **how)
    same(ours, keras.utils.timeseries_dataset_from_array(SERIES, targets, **how))


def test_random_windows():
    data = utils.timeseries_dataset_from_array(SERIES, np.arange(30), 2, batch_size=29, shuffle=True, seed=1)
    windows, targets = data[0]
    assert sorted(targets) == list(range(29)) and list(targets) != list(range(29))
    np.testing.assert_array_equal(windows[:, 0, 0], 2 * targets)
    data.on_epoch_end()
    assert list(data[0][1]) != list(targets)
    with pytest.raises(IndexError, match="no batch 1"):
        data[1]


@pytest.mark.parametrize(
    "how",
    [
        {"sampling_rate": 0},
        {"sequence_stride": 30},
        {"start_index": -1},
        {"end_index": 30},
        {"start_index": 9, "end_index": 5},
    ],
)
def test_windows_that_do_not_fit(how):
    with pytest.raises(ValueError, match="must be at least"):
        utils.timeseries_dataset_from_array(SERIES, None, 3, **how)


# ---- parts --------------------------------------------------------------------------------------------


def test_parts_of_arrays():
    left, right = utils.split_dataset(np.arange(10), left_size=0.7)
    assert left.tolist() == list(range(7)) and right.tolist() == [7, 8, 9]
    (x, y), (x2, _) = utils.split_dataset(
        (np.arange(10), np.arange(10) * 2), right_size=4, shuffle=True, seed=1
    )
    assert len(x) == 6 and len(x2) == 4 and (y == 2 * x).all()
    assert sorted([*x, *x2]) == list(range(10)) and list(x) != sorted(x)
    assert [len(part) for part in utils.split_dataset(np.arange(10), 0.2, 3)] == [2, 3]


@pytest.mark.parametrize(
    "how",
    [{}, {"left_size": 1.5}, {"left_size": 10}, {"left_size": 0.9, "right_size": 0.9}, {"left_size": "2"}],
)
def test_parts_that_do_not_fit(how):
    with pytest.raises(ValueError, match="needs left_size|fraction|do not split"):
        utils.split_dataset(np.arange(10), **how)
    with pytest.raises(ValueError, match="one length"):
        utils.split_dataset((np.zeros(2), np.zeros(3)), 1)
