"""HDF5 files as arrays and dicts; helpers around models; plain data."""

from __future__ import annotations

import h5py
import numpy as np
import pytest

from keras_lab import layers, losses, optimizers, utils
from keras_lab.models import Model, Sequential
from tests.training.helpers import X, Y, line


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as h5:
        h5["x"], h5["y"] = X, Y
    return path


def test_part_of_a_dataset(file):
    matrix = utils.HDF5Matrix(file, "x", 10, 60, normalizer=lambda x: x * 2)
    expected = X[10:60] * 2
    assert (len(matrix), matrix.shape, matrix.ndim, matrix.size) == (50, (50, 8), 2, 400)
    assert matrix.dtype == "float32"
    for key in (0, -1, slice(3, 9), slice(None, None, -3), [5, 2, 2], np.arange(50) % 7 == 0, slice(0, 0)):
        np.testing.assert_array_equal(matrix[key], expected[key])
    np.testing.assert_array_equal(np.asarray(matrix), expected)
    with pytest.raises(IndexError):
        matrix[50]


def test_training_on_a_file(file):
    there = line().fit(utils.HDF5Matrix(file, "x"), utils.HDF5Matrix(file, "y"), verbose=0, shuffle="batch")
    assert there.history == line().fit(X, Y, verbose=0, shuffle="batch").history


@pytest.mark.parametrize(
    "how", [{"dataset": "z"}, {"dataset": "x", "end": 101}, {"dataset": "x", "start": 5, "end": 2}]
)
def test_no_such_data(file, how):
    with pytest.raises(ValueError, match="no dataset 'z'. There are: x, y|do not lie"):
        utils.HDF5Matrix(file, **how)


@pytest.mark.parametrize("kind", ["file", "group", "dict"])
def test_keys_and_values(tmp_path, kind):
    place = {"file": tmp_path / "x.h5", "group": None, "dict": {}}[kind]
    holder = h5py.File("memory", "w", driver="core", backing_store=False) if kind == "group" else None
    with utils.h5dict(holder if kind == "group" else place, "w") as store:
        store["array"] = np.arange(3)
        store["names"] = ["ä", "b"]
        store["text"] = "hello"
        store["group"]["inner"] = 1.5
        store.update({"number": 7})
        assert "array" in store and "text" in store and "gone" not in store
        assert store["array"].tolist() == [0, 1, 2]
        assert [n.decode() if isinstance(n, bytes) else n for n in store["names"]] == ["ä", "b"]
        assert store["text"] == "hello" and store["group"]["inner"] == 1.5
        assert int(store.get("number")) == 7 and store.get("gone", 3) == 3
        assert {"array", "group", "number"} <= set(store) and len(store) >= 3
    if kind == "file":
        with utils.H5Dict(place, "r") as store:
            with pytest.raises(ValueError, match="opened to be read"):
                store["x"] = 1
            with pytest.raises(ValueError, match="no 'gone'"):
                store["gone"]
    with pytest.raises(TypeError, match="takes a path"):
        utils.H5Dict(3)


# ---- models -------------------------------------------------------------------------------------------


def test_where_tensors_come_from():
    a, b, c = (layers.Input((2,), name=name) for name in "abc")
    x = layers.Dense(2)(layers.add([b, layers.Dense(2)(a)])) + b
    assert [t is s for t, s in zip(utils.get_source_inputs(x), (b, a), strict=True)] == [True, True]
    assert utils.get_source_inputs(c) == [c]
    with pytest.raises(ValueError, match="symbolic tensor"):
        utils.get_source_inputs(np.zeros(2))
    assert Model(utils.get_source_inputs(x), x).built


def test_counting_and_showing(capsys):
    model = line()
    assert utils.count_params([*model.weights, *model.weights]) == 9
    utils.print_summary(model, line_length=60)
    assert "dense" in capsys.readouterr().out
    lines = []
    utils.print_summary(model, print_fn=lines.append)
    assert lines


def test_turning_kernels():
    model = Sequential([layers.Input((4, 4, 2)), layers.Conv2D(3, 3), layers.Flatten(), layers.Dense(2)])
    before = model.get_weights()
    utils.convert_all_kernels_in_model(model)
    np.testing.assert_array_equal(model.get_weights()[0], before[0][::-1, ::-1])
    np.testing.assert_array_equal(model.get_weights()[2], before[2])
    with pytest.raises(ValueError, match="3 to 5 axes"):
        utils.convert_kernel(np.zeros((2, 2)))


@pytest.mark.parametrize("target", ["channels_first", "channels_last"])
def test_rows_of_dense_for_another_layout(target):
    images = np.random.RandomState(0).rand(5, 2, 3, 4)  # in the layout before
    after = images.transpose(0, 3, 1, 2) if target == "channels_first" else images.transpose(0, 2, 3, 1)
    dense = layers.Dense(6)
    expected = np.asarray(dense(images.reshape(5, -1)))
    utils.convert_dense_weights_data_format(dense, images.shape[1:], target)
    np.testing.assert_allclose(np.asarray(dense(after.reshape(5, -1))), expected, rtol=1e-5, atol=1e-6)


def test_several_gpus():
    model = line()
    with pytest.warns(DeprecationWarning, match="no effect"):
        assert utils.multi_gpu_model(model, gpus=2) is model
    with pytest.raises(ValueError, match="two GPUs"):
        utils.multi_gpu_model(model, gpus=1)


# ---- plain data ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "thing",
    [layers.Dense(3, activation="relu"), losses.Huber(0.5), optimizers.Adam(0.1)],
    ids=lambda t: type(t).__name__,
)
def test_objects_as_plain_data(thing):
    config = utils.serialize_keras_object(thing)
    again = utils.deserialize_keras_object(config)
    assert type(again) is type(thing)
    assert again.get_config() == thing.get_config()


def test_nests_and_functions():
    assert utils.deserialize_keras_object({"a": [1, "x", None]}) == {"a": [1, "x", None]}

    def own(x):
        return x

    assert utils.legacy.serialize_keras_object(own) == "own"
    assert utils.serialize_keras_object(own)["config"] == "own"
    assert utils.deserialize_keras_object("own", custom_objects={"own": own}) is own
    assert utils.deserialize_keras_object("own", {"own": own}) is own
    with pytest.raises(ValueError, match="Unknown thing: 'onw'.*Did you mean 'own'"):
        utils.deserialize_keras_object("onw", {"own": own}, printable_module_name="thing")


def test_objects_of_ones_own():
    class Own:
        def __init__(self, size):
            self.size = size

        def get_config(self):
            return {"size": self.size}

        @classmethod
        def from_config(cls, config):
            return cls(**config)

    config = utils.serialize_keras_object(Own(3))
    with utils.custom_object_scope({"Own": Own}):
        assert utils.deserialize_keras_object(config).size == 3
    with pytest.raises(ValueError, match="custom_objects"):
        utils.deserialize_keras_object(config)


@pytest.mark.parametrize(
    "module", ["os", "builtins", "subprocess", "keras.utils", "keras_lab.utils", None, 3]
)
@pytest.mark.parametrize("name", ["system", "get_file", "eval", "load_model"])
def test_nothing_else_is_reached(module, name):
    config = {"module": module, "class_name": name, "config": "id", "registered_name": None}
    with pytest.raises(ValueError, match="Could not locate|Expected 'config'"):
        utils.deserialize_keras_object(config)


def test_arguments_of_functions():
    assert utils.has_arg(lambda a, *, b: 0, "b") and not utils.has_arg(lambda **k: 0, "b")
    assert utils.has_arg(lambda **k: 0, "b", accept_all=True)
    assert (utils.to_list((1,)), utils.to_list((1,), True), utils.to_list([2])) == ([(1,)], [1], [2])


def test_parts_of_batches():
    for parts in ((1,), (1, 2), (1, 2, 3)):
        packed = utils.pack_x_y_sample_weight(*parts)
        assert utils.unpack_x_y_sample_weight(packed) == (*parts, None, None)[:3]
    assert utils.pack_x_y_sample_weight([1, 2]) == ([1, 2],)
    with pytest.raises(ValueError, match="4 parts"):
        utils.unpack_x_y_sample_weight((1, 2, 3, 4))
