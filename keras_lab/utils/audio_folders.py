"""Sounds in folders as a data set."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.utils.labelled_files import labelled_files

Array = np.ndarray[Any, np.dtype[Any]]

#: Bytes of a sample → how it is stored, its zero and its largest value.
_STORED = {1: ("<u1", 128.0, 128.0), 2: ("<i2", 0.0, 32768.0), 4: ("<i4", 0.0, 2147483648.0)}


def audio_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int | None = 32,
    sampling_rate: int | None = None,
    output_sequence_length: int | None = None,
    ragged: bool = False,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    verbose: bool = True,
) -> Any:
    """The `.wav` files in a folder's subfolders, each of which is a class.

    Arguments:
        sampling_rate: samples a second that sounds of other rates are brought to, by straight lines.
        output_sequence_length: samples after which a sound is cut off, or to which it is filled with zeros;
            without it the sounds of a batch are filled up to the longest of them.
        ragged: not supported: batches are arrays.
        directory, labels, label_mode, class_names, batch_size, shuffle, seed, validation_split, subset, follow_links,
            verbose: see `image_dataset_from_directory`.

    Returns:
        A data set with `class_names` and `file_paths`, whose sounds are arrays (samples, channels) from -1 to 1.

    Raises:
        ValueError: for arguments that do not fit together, or if there are no sounds.
        FileNotFoundError: if the folder does not exist.
    """
    if ragged and output_sequence_length is not None:
        raise ValueError("Cannot set both `ragged` and `output_sequence_length`.")
    if ragged:
        raise ValueError(
            "ragged=True is not supported: give output_sequence_length, or let batches be filled."
        )
    if sampling_rate is not None and not isinstance(sampling_rate, int):
        raise ValueError(f"`sampling_rate` should have an integer value. Received: {sampling_rate!r}")
    if sampling_rate is not None and sampling_rate <= 0:
        raise ValueError(f"`sampling_rate` should be higher than 0. Received: {sampling_rate}")

    def read(path: str) -> Array:
        samples, rate = read_wav(path)
        if sampling_rate is not None and rate != sampling_rate:
            samples = _resampled(samples, rate, sampling_rate)
        return samples if output_sequence_length is None else _filled(samples, output_sequence_length)

    return labelled_files(
        directory, labels, label_mode, class_names, (".wav",), read, batch_size, shuffle, seed, validation_split,
        subset, follow_links, verbose, stack=_stacked, kind="audio files",
    )  # fmt: skip


def read_wav(path: str) -> tuple[Array, int]:
    """The samples (time, channels) of a file, from -1 to 1, and how many there are a second.

    Raises:
        ValueError: for a file that is no WAV of whole numbers.
    """
    try:
        with wave.open(path, "rb") as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            content = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path!r} is no WAV file that can be read: {error}") from error
    if width not in _STORED:
        raise ValueError(f"{path!r} has samples of {8 * width} bits; 8, 16 and 32 can be read.")
    kind, zero, largest = _STORED[width]
    samples = (np.frombuffer(content, kind).astype("float32") - zero) / largest
    return samples.reshape(-1, channels).astype("float32"), rate


def _resampled(samples: Array, rate: int, wanted: int) -> Array:
    count = max(1, round(len(samples) * wanted / rate))
    places = np.arange(count) * (rate / wanted)
    columns = [np.interp(places, np.arange(len(samples)), column) for column in samples.T]
    return np.stack(columns, axis=1).astype("float32")


def _filled(samples: Array, length: int) -> Array:
    cut = samples[:length]
    return np.pad(cut, [(0, length - len(cut)), (0, 0)])


def _stacked(sounds: Sequence[Array]) -> Array:
    longest = max(len(sound) for sound in sounds)
    return np.stack([_filled(sound, longest) for sound in sounds])
