"""Choosing the device that tensors are made on."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from keras_lab.engine import P


def device(device_name: str) -> AbstractContextManager[Any]:
    """Inside, tensors are made on that device: `"cpu:0"`, `"gpu:0"`, …

    Raises:
        ValueError: if there is no such device; the message lists those there are.
    """
    return P.on_device(device_name)
