"""Looking into model files: what is in them is told, and hostile ones do no harm."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from keras_lab import layers
from keras_lab.models import Sequential
from keras_lab.saving import contents as looking
from keras_lab.saving.contents import contents

FILES = Path(__file__).parent / "files"


@pytest.fixture
def model() -> Sequential:
    return Sequential([layers.Input((3,)), layers.Dense(2, name="hidden")])


def named(path: Path) -> dict[str, tuple[int, ...]]:
    return {array.name: array.shape for array in contents(path).arrays}


def test_an_archive(model: Sequential, tmp_path: Path) -> None:
    model.compile("adam", "mse")
    model.save(tmp_path / "m.keras")
    found = contents(tmp_path / "m.keras")
    assert (found.format, found.problem, found.left_out) == ("keras", None, False)
    assert found.model.count_params() == 8 and found.date and found.size > 0
    assert named(tmp_path / "m.keras") | {"hidden/kernel": (3, 2), "hidden/bias": (2,)} == named(
        tmp_path / "m.keras"
    )


def test_a_model_of_keras_2() -> None:
    found = contents(FILES / "convolutions.h5")
    assert (found.format, found.problem) == ("hdf5", None) and found.written_by.startswith("2")
    assert len(named(FILES / "convolutions.h5")["conv2d/conv2d/kernel"]) == 4


def test_weights_alone_have_the_layers_names(model: Sequential, tmp_path: Path) -> None:
    model.save_weights(tmp_path / "m.weights.h5")
    found = contents(tmp_path / "m.weights.h5")
    assert (found.format, found.model, found.problem) == ("weights", None, None)
    assert named(tmp_path / "m.weights.h5") == {
        "layers/dense (hidden)/0": (3, 2),
        "layers/dense (hidden)/1": (2,),
    }


def test_code_in_a_file_is_not_run_and_the_weights_are_listed_still(
    model: Sequential, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    model.add(layers.Lambda(lambda x, path=str(ran): Path(path).touch() or x))
    model.save(tmp_path / "m.keras")
    ran.unlink(missing_ok=True)
    found = contents(tmp_path / "m.keras")
    assert found.model is None and "safe_mode" in str(found.problem)
    assert not ran.exists()
    assert {array.shape for array in found.arrays} == {(3, 2), (2,)}


def test_a_class_nobody_knows_is_a_problem_not_an_error(model: Sequential, tmp_path: Path) -> None:
    model.save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(held["config.json"])
    config["config"]["layers"][-1].update(class_name="system", module="os")
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as archive:
        for name, content in {**held, "config.json": json.dumps(config)}.items():
            archive.writestr(name, content)
    found = contents(tmp_path / "m.keras")
    assert found.model is None and "system" in str(found.problem) and len(found.arrays) == 2


def test_links_are_told_of_and_not_followed(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["secret"] = np.ones(3)
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file["plain"] = np.ones(3)
        file["outside"] = h5py.ExternalLink("other.h5", "secret")
        file["soft"] = h5py.SoftLink("/plain")
    problems = {array.name: array.problem for array in contents(tmp_path / "m.h5").arrays}
    assert problems["plain"] is None
    assert "links are not followed" in str(problems["outside"]) and "links are not followed" in str(
        problems["soft"]
    )


def test_a_group_inside_itself_ends(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        group = file.create_group("a")
        group["again"] = file["/"]
        group["x"] = np.ones(2)
    assert list(named(tmp_path / "m.h5")) == ["a/x"]


def test_a_file_of_endless_arrays_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_ARRAYS", 5)
    with h5py.File(tmp_path / "m.h5", "w") as file:
        for number in range(9):
            file[str(number)] = np.ones(1)
    found = contents(tmp_path / "m.h5")
    assert len(found.arrays) == 5 and found.left_out


@pytest.mark.parametrize("content", [b"", b"PK", b"\x89HDF\r\n\x1a\n", b"text"])
def test_what_is_no_model_says_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.keras").write_bytes(content)
    with pytest.raises(ValueError, match=r"no .keras archive|no HDF5 file"):
        contents(tmp_path / "m.keras")
