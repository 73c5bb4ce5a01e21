"""Meshes and layouts: what fits together, and what a path finds. No engine is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from keras_lab import seeds
from keras_lab.distribution import DeviceMesh, LayoutMap, TensorLayout, initialize, machines

EIGHT = [f"cpu:{i}" for i in range(8)]
MESH = DeviceMesh((4, 2), ["batch", "model"], EIGHT)


def test_mesh():
    assert MESH.devices.shape == MESH.shape == (4, 2)
    assert MESH.devices[1, 0] == "cpu:2"
    assert MESH.size("model") == 2
    assert repr(MESH) == "<DeviceMesh shape=(4, 2), axis_names=['batch', 'model']>"


@pytest.mark.parametrize(
    ("shape", "names", "message"),
    [
        ((), ["batch"], "cannot be empty"),
        ((8,), [], "cannot be empty"),
        ((4, 2), ["batch"], "should have same size"),
        ((4, 3), ["batch", "model"], r"room for 12, but there are 8"),
    ],
    ids=["no shape", "no names", "one name", "too few devices"],
)
def test_bad_mesh(shape, names, message):
    with pytest.raises(ValueError, match=message):
        DeviceMesh(shape, names, EIGHT)


def test_layout_fits_shapes_that_divide_evenly():
    layout = TensorLayout([None, "model"], MESH)
    assert layout.fits((3, 4)) and layout.fits((3, 4, 5))
    assert not layout.fits((4, 3))
    assert not layout.fits((4,))


def test_the_mesh_of_a_layout_is_set_once_and_must_have_its_axes():
    layout = TensorLayout(["batch", None])
    with pytest.raises(ValueError, match="device mesh is not set"):
        _ = layout.backend_layout
    layout.device_mesh = MESH
    with pytest.raises(ValueError, match="Cannot override"):
        layout.device_mesh = MESH
    with pytest.raises(ValueError, match=r"none called \['rows'\]"):
        TensorLayout(["rows"], MESH)


def test_a_path_finds_the_key_itself_or_the_one_that_fits():
    layouts = LayoutMap(MESH)
    layouts["dense/kernel"] = TensorLayout([None, "model"])
    layouts[".*dense.*kernel"] = (None, None)
    layouts[".*bias"] = ("model",)
    layouts["d.*bias"] = (None,)
    assert layouts["dense/kernel"].axes == (None, "model")
    assert layouts["dense_1/kernel"].axes == (None, None)
    assert layouts["conv/bias"].device_mesh is MESH
    assert layouts["conv/kernel"] is None  # all of a path has to fit
    with pytest.raises(ValueError, match="'dense/bias' matches multiple"):
        layouts["dense/bias"]
    del layouts["d.*bias"]
    assert layouts.pop(".*bias").axes == ("model",)
    assert list(layouts) == ["dense/kernel", ".*dense.*kernel"]


def test_bad_layouts_of_paths():
    layouts = LayoutMap(MESH)
    layouts["a"] = (None,)
    with pytest.raises(ValueError, match="a already exist"):
        layouts["a"] = (None,)
    with pytest.raises(ValueError, match="should be a TensorLayout"):
        layouts["b"] = ["model"]
    with pytest.raises(ValueError, match="must be a DeviceMesh"):
        LayoutMap(None)


class Engine:
    """One that only notes how processes are joined."""

    def join(self, *given):
        self.given = given

    def agreed(self, number):
        return 7


def test_initialize_reads_the_environment_and_shares_a_seed(monkeypatch):
    engine = Engine()
    monkeypatch.setattr(machines.engine, "load", lambda: engine)
    given = {"JOB_ADDRESSES": "10.0.0.1:1,10.0.0.2:1", "NUM_PROCESSES": "2", "PROCESS_ID": "1"}
    for name, value in given.items():
        monkeypatch.setenv(f"KERAS_DISTRIBUTION_{name}", value)
    initialize()
    assert engine.given == ("10.0.0.1:1", 2, 1)
    initialize(process_id=0)
    assert engine.given == ("10.0.0.1:1", 2, 0)
    drawn = seeds.next_seed()
    seeds.set_seed(7)
    assert drawn == seeds.next_seed()
    with pytest.raises(ValueError, match="has 2 jobs, but num_processes is 3"):
        initialize(num_processes=3)


def test_names_import_no_engine():
    program = (
        "import sys; from keras_lab import distribution as d; [getattr(d, name) for name in dir(d)]; "
        "print({'jax', 'tensorflow'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
