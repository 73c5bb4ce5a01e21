"""The part of a data set that is for one process."""

from __future__ import annotations

from typing import Any

from keras_lab.engine.guests import batch_size_of

_AS_MUCH_AS_IS_GOOD = -1  #: `tf.data.AUTOTUNE`


def shard(dataset: Any, shards: int, number: int) -> Any:
    """A `tf.data.Dataset` of batches that are one of so many `shards` of those of `dataset`.

    Raises:
        ValueError: if it is no such data set, or its batches are not of a known size that `shards` divides.
    """
    if not hasattr(dataset, "rebatch") or not hasattr(dataset, "shard"):
        raise ValueError(
            f"The dataset type {type(dataset).__name__} is not supported for auto-sharding among processes: give a "
            "tf.data.Dataset, or data of this process alone and auto_shard_dataset=False."
        )
    size = batch_size_of(dataset)
    if size is None:
        raise ValueError(
            "The batch size of the data set is unknown: make batches, with `dataset.batch(size)`."
        )
    if size % shards:
        raise ValueError(
            f"Global batch size must be divisible by the number of shards: batches have {size} samples, and there "
            f"are {shards} shards (of processes, or replicas of the model)."
        )
    part = dataset.rebatch(size // shards).shard(shards, number) if shards > 1 else dataset
    return part.prefetch(_AS_MUCH_AS_IS_GOOD)
