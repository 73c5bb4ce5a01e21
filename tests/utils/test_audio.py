"""Sounds in folders."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from keras_lab.utils import audio_dataset_from_directory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(("left", "right")):
        (tmp_path / name).mkdir()
        for index in range(3):
            samples = (np.arange(10 + index + number) * 100).astype("<i2")
            with wave.open(str(tmp_path / name / f"{index}.wav"), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(1000)
                file.writeframes(samples.tobytes())
    return tmp_path


def test_batches_are_filled_up(folder: Path) -> None:
    data = audio_dataset_from_directory(folder, batch_size=6, shuffle=False, verbose=False)
    sounds, labels = data[0]
    assert sounds.shape == (6, 13, 1) and sounds.dtype == "float32"
    assert labels.tolist() == [0, 0, 0, 1, 1, 1] and data.class_names == ["left", "right"]
    np.testing.assert_allclose(sounds[0, :10, 0], np.arange(10) * 100 / 32768)
    assert not sounds[0, 10:].any()


def test_length_and_rate(folder: Path) -> None:
    data = audio_dataset_from_directory(folder, output_sequence_length=4, label_mode=None, verbose=False)
    assert data[0].shape == (6, 4, 1)
    half = audio_dataset_from_directory(folder, sampling_rate=500, shuffle=False, verbose=False)
    np.testing.assert_allclose(half[0][0][0, :5, 0], np.arange(0, 10, 2) * 100 / 32768, rtol=1e-6)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"sampling_rate": 0}, "higher than 0"),
        ({"sampling_rate": 1.5}, "integer"),
        ({"ragged": True, "output_sequence_length": 3}, "Cannot set both"),
        ({"ragged": True}, "not supported"),
    ],
)
def test_bad_arguments(folder: Path, how: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        audio_dataset_from_directory(folder, **how)


def test_damaged_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.wav").write_bytes(b"RIFF, or not")
    with pytest.raises(ValueError, match="no WAV file"):
        audio_dataset_from_directory(tmp_path, verbose=False)[0]
