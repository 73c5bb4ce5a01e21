"""Distributions on the one device that there always is; on two of them, see `test_two_devices`."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import Input, Sequential, Variable, config, layers, ops
from keras_lab.distribution import (
    DataParallel,
    DeviceMesh,
    Distribution,
    LayoutMap,
    ModelParallel,
    TensorLayout,
    distribute_tensor,
    distribution,
    get_device_count,
    initialize,
    list_devices,
    set_distribution,
)
from keras_lab.seeds import set_random_seed

EIGHT = [f"cpu:{i}" for i in range(8)]
MESH = DeviceMesh((4, 2), ["batch", "model"], EIGHT)


def test_devices(engine):
    assert "cpu:0" in list_devices("CPU")
    assert get_device_count("cpu") == len(list_devices("cpu"))
    assert list_devices("abacus") == []
    assert len({name.partition(":")[0] for name in list_devices()}) == 1


def test_scopes():
    first, second = Distribution(MESH), Distribution(MESH)
    assert distribution() is None
    with first.scope():
        with second.scope():
            assert distribution() is second
        assert distribution() is first
    set_distribution(second)
    assert distribution() is second
    set_distribution(None)


def test_layouts_of_data_and_variables():
    layouts = LayoutMap(MESH)
    layouts["k.*"] = (None, "model")
    kernel, other = Variable(np.ones((3, 4)), name="k"), Variable(np.ones(3), name="o")
    model, data = ModelParallel(layout_map=layouts), DataParallel(devices=EIGHT)
    assert model.get_variable_layout(kernel).axes == (None, "model")
    assert model.get_variable_layout(other).axes == data.get_variable_layout(other).axes == (None,)
    own = Variable(np.ones(2), layout=TensorLayout(["model"], MESH))
    assert data.get_variable_layout(own).axes == ("model",)
    assert (
        model.get_data_layout((8, 2, 2)).axes == data.get_data_layout((8, 2, 2)).axes == ("batch", None, None)
    )
    assert data.get_tensor_layout("dense/output") is None
    assert (model.num_model_replicas, data.num_model_replicas, model.num_processes) == (4, 8, 1)


def test_bad_distributions():
    with pytest.raises(ValueError, match="must be a LayoutMap"):
        ModelParallel(layout_map={})
    with pytest.raises(ValueError, match="Expect `mesh` to be an instance"):
        DataParallel(device_mesh=EIGHT)
    with pytest.warns(UserWarning, match="this one has 2"):
        DataParallel(device_mesh=MESH)
    layouts = LayoutMap(MESH)
    layouts["k"] = ("model",)
    with (
        ModelParallel(layout_map=layouts).scope(),
        pytest.raises(ValueError, match=r"'k' of shape \(3,\) cannot"),
    ):
        Variable(np.ones(3), name="k")


def test_part_of_a_data_set():
    tf = pytest.importorskip("tensorflow")
    data = tf.data.Dataset.range(16).batch(8)
    divided = ModelParallel(layout_map=LayoutMap(MESH))
    assert divided.distribute_dataset(data) is data
    parts = []
    for processes, number in ((2, 1), (8, 1), (8, 2)):
        divided._num_processes, divided._process_id, divided._is_multi_process = processes, number, True
        parts.append([batch.tolist() for batch in divided.distribute_dataset(data).as_numpy_iterator()])
    assert parts == [[[4, 5, 6, 7], [12, 13, 14, 15]], [[0, 1], [8, 9]], [[2, 3], [10, 11]]]
    with pytest.raises(ValueError, match="list is not supported"):
        divided.distribute_dataset([1, 2])
    with pytest.raises(ValueError, match="batch size .* is unknown"):
        divided.distribute_dataset(data.unbatch())
    with pytest.raises(ValueError, match="must be divisible"):
        divided.distribute_dataset(data.unbatch().batch(6))


def _trained():
    set_random_seed(3)
    model = Sequential([Input((3,)), layers.Dense(4, "relu"), layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(10, 3)).astype("float32")
    history = model.fit(x, x[:, :1], batch_size=4, epochs=2, verbose=0)
    return [history.history["loss"], model.evaluate(x, x[:, :1], verbose=0), model.predict(x, verbose=0)]


def test_training_on_one_device(engine):
    expected = _trained()
    with DataParallel(devices=["cpu:0"]).scope():
        found = _trained()
    for one, right in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, right, rtol=1e-6)


def test_distribute_tensor(engine):
    x = np.arange(6.0).reshape(2, 3)
    layout = TensorLayout(["batch", None], DeviceMesh((1,), ["batch"], ["cpu:0"]))
    assert ops.convert_to_numpy(distribute_tensor(x, layout)).tolist() == x.tolist()
    start = Input((3,))
    assert distribute_tensor(start, layout) is start


def test_an_engine_of_one_device_says_so():
    pytest.importorskip("tensorflow")
    assert config.engine_name() == "tensorflow"
    with pytest.raises(NotImplementedError, match="one device at a time.*cpu:0, cpu:1.*Use the JAX engine"):
        distribute_tensor(np.ones(2), TensorLayout(["d"], DeviceMesh((2,), ["d"], ["cpu:0", "cpu:1"])))
    with pytest.raises(NotImplementedError, match="runs in one process"):
        initialize("10.0.0.1:1", 2, 0)
    with pytest.raises(ValueError, match="no device 'tpu:5'"):
        distribute_tensor(np.ones(2), TensorLayout(["d"], DeviceMesh((1,), ["d"], ["tpu:5"])))
