"""Metrics, weights and the model for TensorBoard."""

from __future__ import annotations

import io
import os
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.callbacks.callback import Callback
from keras_lab.callbacks.learning_rate_scheduler import current_rate
from keras_lab.event_file import EventFile
from keras_lab.legacy import accepts_old_words

Array = np.ndarray[Any, np.dtype[Any]]


class TensorBoard(Callback):
    """Writes what `tensorboard --logdir logs` shows; neither TensorFlow nor TensorBoard is needed to write.

    Metrics go to the folders `train` and `validation` as `epoch_…`, `batch_…` and `evaluation_…_vs_iterations`.

    Args:
        log_dir: the folder, of this training only.
        histogram_freq: every how many epochs the distributions of the weights are written; 0: never.
        write_graph: whether the model's structure is written.
        write_images: whether weights are drawn as images, too (with `histogram_freq`; needs Pillow).
        write_steps_per_second: whether the speed is written.
        update_freq: `"epoch"`; `"batch"` or an int also writes the logs of every so many batches.
        profile_batch: accepted for compatibility: profiling is done with the engine's own tools.
        embeddings_freq: every how many epochs the weights are saved for the projector; 0: never.
        embeddings_metadata: a file with the labels of embeddings, or a dict layer name → file.
        batch_size, write_grads, embeddings_layer_names, embeddings_data: Keras 2's; they have no effect.

    Raises:
        ValueError: for another `update_freq`.
    """

    async_safe = True

    @accepts_old_words("TensorBoard")
    def __init__(
        self,
        log_dir: str | os.PathLike[str] = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: str | int = "epoch",
        profile_batch: Any = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Any = None,
        batch_size: int | None = None,
        write_grads: bool = False,
        embeddings_layer_names: Any = None,
        embeddings_data: Any = None,
    ) -> None:
        super().__init__()
        if update_freq not in ("epoch", "batch") and not (isinstance(update_freq, int) and update_freq > 0):
            raise ValueError(f"update_freq must be 'epoch', 'batch' or an int. Received: {update_freq!r}")
        if profile_batch:
            warnings.warn("TensorBoard: nothing is profiled; use the profiler of the engine.", stacklevel=3)
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.embeddings_freq = embeddings_freq
        self.embeddings_metadata = embeddings_metadata
        self._train = EventFile(Path(self.log_dir, "train"))
        self._validation = EventFile(Path(self.log_dir, "validation"))
        self._batches = 0
        self._begin = (0, 0.0)  # steps and time at the beginning of the epoch

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        self._close()
        if (
            self.write_graph
            and hasattr(model, "to_json")
            and type(model).__name__ in ("Sequential", "Functional")
        ):
            self._train.text("keras", model.to_json(), 0, "graph_keras_model", b"1")
        if self.embeddings_freq:
            self._describe_embeddings()

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._batches = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._begin = (self._batches, time.perf_counter())

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._batches += 1
        if self.update_freq != "epoch" and self._batches % int(self.update_freq) == 0:
            for name, value in (logs or {}).items():
                self._train.scalar(f"batch_{name}", value, self._batches)
            if self.write_steps_per_second:
                self._train.scalar("batch_steps_per_second", self._speed(), self._batches)

    def _speed(self) -> float:
        """Steps a second since the beginning of the epoch."""
        steps, start = self._begin
        return (self._batches - steps) / (time.perf_counter() - start)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        scalars = dict(logs or {})
        if self.model.optimizer is not None:
            scalars["learning_rate"] = current_rate(self.model)
        if self.write_steps_per_second:
            scalars["steps_per_second"] = self._speed()
        for name, value in scalars.items():
            held = name.startswith("val_")
            file = self._validation if held else self._train
            file.scalar(f"epoch_{name.removeprefix('val_')}", value, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        if self.embeddings_freq and epoch % self.embeddings_freq == 0:
            self._train.folder.mkdir(parents=True, exist_ok=True)
            self.model.save_weights(self._train.folder / f"keras_embedding.ckpt-{epoch}.weights.h5")
        self._train.flush()
        self._validation.flush()

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        if self.model.optimizer is None:
            return
        for name, value in (logs or {}).items():
            self._validation.scalar(f"evaluation_{name}_vs_iterations", value, self.model._steps_taken)
        self._validation.flush()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self._close()

    def _close(self) -> None:
        self._train.close()
        self._validation.close()

    def _write_weights(self, epoch: int) -> None:
        for layer in self.model.layers:
            for weight in layer.weights:
                name, values = weight.path, weight.numpy()
                self._train.histogram(f"{name}/histogram", values, epoch)
                if self.write_images and (drawn := _as_images(values)) is not None:
                    pngs = [_png(image) for image in drawn]
                    self._train.images(f"{name}/image", pngs, drawn.shape[2], drawn.shape[1], epoch)

    def _describe_embeddings(self) -> None:
        """Tells the projector which file has the labels of which embedding."""
        files = self.embeddings_metadata
        text = []
        for place, layer in enumerate(layer for layer in self.model.layers if layer.weights):
            if type(layer).__name__ != "Embedding":
                continue
            file = files.get(layer.name) if isinstance(files, dict) else files
            labels = f'  metadata_path: "{file}"\n' if file else ""
            name = f"layer_with_weights-{place}/embeddings/.ATTRIBUTES/VARIABLE_VALUE"
            text.append(f'embeddings {{\n  tensor_name: "{name}"\n{labels}}}\n')
        Path(self.log_dir).mkdir(parents=True, exist_ok=True)
        Path(self.log_dir, "projector_config.pbtxt").write_text("".join(text), encoding="utf-8")


def _as_images(values: Array) -> Array | None:
    """Weights as images `(n, height, width)` from 0 to 1; None if they have too many axes."""
    values = np.squeeze(values)
    if values.ndim > 3 or not values.ndim:
        return None
    if values.ndim == 1:
        images = values[None, None]
    elif values.ndim == 2:
        images = (values if values.shape[0] <= values.shape[1] else values.T)[None]
    else:
        images = np.moveaxis(values, -1, 0)
    span = np.ptp(images)
    return (images - images.min()) / (span if span else 1)


def _png(image: Array) -> bytes:
    from keras_lab.utils.image_utils import array_to_img

    file = io.BytesIO()
    array_to_img(image[:, :, None] * 255, "channels_last", scale=False).save(file, "PNG")
    return file.getvalue()
