"""Weights from files: the published ones, one's own, and those of Keras."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from keras_lab import applications, models
from keras_lab.applications import weights
from keras_lab.applications.convnext import LayerScale

from .oracle import fill, of_keras, of_ours, quiet, rows

pytestmark = pytest.mark.slow

SMALL = {"alpha": 0.25, "classes": 5, "input_shape": (32, 32, 3)}


def same(one: Any, other: Any) -> None:
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("suffix", [".h5", ".weights.h5"])
def test_files_of_keras(tmp_path: Path, suffix: str):
    theirs, ours = of_keras("MobileNetV3Small", classes=5), of_ours("MobileNetV3Small", classes=5)
    fill(theirs, ours)
    path = tmp_path / f"theirs{suffix}"
    with quiet():
        theirs.save_weights(path) if suffix == ".weights.h5" else theirs.save(path)
    same(applications.MobileNetV3Small(classes=5, weights=str(path)), ours)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("MobileNetV2", ".h5"),
        pytest.param("MobileNetV2", ".weights.h5", marks=pytest.mark.slow),
        pytest.param("ConvNeXtTiny", ".h5", marks=pytest.mark.slow),
        pytest.param("ConvNeXtTiny", ".weights.h5", marks=pytest.mark.slow),
    ],
)
def test_files_for_keras(tmp_path: Path, name: str, suffix: str):
    theirs, ours = of_keras(name, include_top=False), of_ours(name, include_top=False)
    fill(theirs, ours)
    for weight in theirs.weights:
        weight.assign(np.zeros(weight.shape))
    ours.save_weights(tmp_path / f"ours{suffix}")
    theirs.load_weights(tmp_path / f"ours{suffix}")
    same(theirs, ours)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ConvNeXtTiny", "InceptionResNetV2", "MobileNetV3Small"])
def test_whole_models_go_both_ways(tmp_path: Path, name: str):
    theirs, ours = of_keras(name, include_top=False), of_ours(name, include_top=False)
    fill(theirs, ours)
    with quiet():
        theirs.save(tmp_path / "theirs.keras")
        ours.save(tmp_path / "ours.keras")
        again = keras.models.load_model(tmp_path / "ours.keras")
    same(again, ours)
    here = models.load_model(tmp_path / "theirs.keras")
    same(here, ours)
    assert rows(here) == rows(again) == rows(ours)


def test_layers_are_found_by_name(tmp_path: Path):
    """The body's weights for a network with another top."""
    whole = applications.MobileNet(weights=None, **SMALL)
    whole.save_weights(tmp_path / "whole.h5")
    other = applications.MobileNet(weights=None, **{**SMALL, "classes": 3})
    with pytest.warns(UserWarning, match="Skipping loading"):
        other.load_weights(tmp_path / "whole.h5", by_name=True, skip_mismatch=True)
    np.testing.assert_array_equal(*(m.get_layer("conv_pw_13").get_weights()[0] for m in (whole, other)))


def test_weights_of_another_network(tmp_path: Path):
    applications.MobileNet(weights=None, **SMALL).save_weights(tmp_path / "some.h5")
    with pytest.raises(ValueError, match="layers"):
        applications.MobileNetV2(weights=tmp_path / "some.h5", **SMALL)


@pytest.mark.parametrize("name", ["ConvNeXtTiny", "InceptionResNetV2"])
def test_configuration_with_layers_of_its_own(name: str):
    model = getattr(applications, name)(weights=None, include_top=False)
    again = models.model_from_json(model.to_json())
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert [weight.shape for weight in again.weights] == [weight.shape for weight in model.weights]


def test_names_of_layers_in_files():
    assert LayerScale(1.0, 3)._public_name() == ("keras.src.applications.convnext", "LayerScale")


# ---- published weights --------------------------------------------------------------------------------


class NotFetchedError(Exception):
    """Instead of a download."""


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str | None]]:
    """Notes down which files are asked for, and gives none."""
    asked: list[tuple[str, str, str | None]] = []

    def get_file(name: str, url: str, cache_subdir: str, file_hash: str | None) -> str:
        asked.append((name, url, file_hash))
        raise NotFetchedError

    monkeypatch.setattr(weights, "get_file", get_file)
    return asked


@pytest.mark.parametrize(
    ("name", "kwargs", "file", "url", "digest"),
    [
        (
            "VGG16",
            {},
            "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
            "vgg16/",
            "64373286793e3c8b2b4e3219cbf3544b",
        ),
        (
            "MobileNet",
            {"include_top": False, "input_shape": (160, 160, 3), "alpha": 0.75},
            "mobilenet_7_5_160_tf_no_top.h5",
            "mobilenet/",
            None,
        ),
        (
            "MobileNetV2",
            {"alpha": 1.4},
            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.4_224.h5",
            "mobilenet_v2/",
            None,
        ),
        (
            "NASNetMobile",
            {},
            "nasnet_mobile.h5",
            "nasnet/NASNet-mobile.h5",
            "020fb642bf7360b370c678b08e0adf61",
        ),
        (
            "EfficientNetV2S",
            {"include_top": False, "name": "mine"},
            "efficientnetv2-s_notop.h5",
            "efficientnet_v2/",
            "af0682fb74e8c54910f2d4393339c070",
        ),
    ],
    ids=str,
)
def test_addresses(
    addresses: list[Any], name: str, kwargs: dict[str, Any], file: str, url: str, digest: str | None
):
    with pytest.raises(NotFetchedError):
        getattr(applications, name)(**kwargs)
    full = weights.BASE_URL + (url if url.endswith(".h5") else url + file)
    assert addresses == [(file, full, digest)]


def test_a_warning_where_the_size_is_not_published(addresses: list[Any]):
    with pytest.warns(UserWarning, match="224 × 224"), pytest.raises(NotFetchedError):
        applications.MobileNetV2(include_top=False, input_shape=(100, 100, 3))
    assert addresses[0][0].endswith("_1.0_224_no_top.h5")


def test_published_weights_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    trained = applications.MobileNet(weights=None, alpha=0.25, name="other")
    trained.save_weights(tmp_path / "trained.h5")
    monkeypatch.setattr(weights, "get_file", lambda *args, **kwargs: str(tmp_path / "trained.h5"))
    same(applications.MobileNet(alpha=0.25), trained)


def test_efficientnets_trained_weights_come_with_a_scale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plain = applications.EfficientNetB0(weights=None, include_top=False)
    plain.save_weights(tmp_path / "trained.h5")
    monkeypatch.setattr(weights, "get_file", lambda *args, **kwargs: str(tmp_path / "trained.h5"))
    trained = applications.EfficientNetB0(include_top=False)
    assert len(trained.layers) == len(plain.layers) + 1
    assert trained.layers[3].scale == pytest.approx([2.0897, 2.1129, 2.1082], rel=1e-4)


def test_digests_are_digests():
    source = "".join(path.read_text() for path in Path(weights.__file__).parent.glob("*.py"))
    digests = re.findall(r'"([0-9a-f]{32}|[0-9a-f]{64})"', source)
    assert len(digests) == len(set(digests)) == 85
    theirs = Path(keras.__file__).parent.glob("src/applications/*.py")
    theirs = "".join(path.read_text() for path in theirs)
    assert [digest for digest in digests if digest not in theirs] == []
