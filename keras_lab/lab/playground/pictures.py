"""What a network computes over the plane, as bytes for a canvas."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import numpy as np

from keras_lab.lab.playground.datasets import Array
from keras_lab.lab.playground.network import Network
from keras_lab.lab.playground.points import Points
from keras_lab.lab.protocol import PLANE_SIDE

SIDE = PLANE_SIDE


@dataclass(frozen=True)
class Pictures:
    """Pictures of one moment, rows from the top.

    Attributes:
        plane: `(SIDE, SIDE)` uint8. Two classes: the probability of the second one; more: 32 times the class plus
            how sure of it, to 31; a number: from the least to the greatest of the points.
        units: `(units, side, side)` uint8, layer after layer: what each unit computes, 128 for 0.
        outputs: raw outputs at the points.
    """

    plane: Array
    units: Array
    outputs: Array


def pictures_of(network: Network, points: Points, room: int) -> Pictures:
    """Asks the network once for the plane and for the points; `room`: so many points are asked for, to compile once."""
    with np.errstate(all="ignore"):  # a training may have gone astray
        return _pictures(network, points, room)


def _pictures(network: Network, points: Points, room: int) -> Pictures:
    filler = np.zeros((max(room - len(points.x), 0), 2), np.float32)
    found = network.outputs(np.concatenate([grid(points.window), points.x, filler]))
    inner = SIDE * SIDE
    raw = found[-1][inner : inner + len(points.x)]
    plane = _plane(network, points, found[-1][:inner]).reshape(SIDE, SIDE)
    step = SIDE // side_of(network)
    units = [
        _signed(layer[:inner, :shown].T.reshape(-1, SIDE, SIDE)[:, step // 2 :: step, step // 2 :: step])
        for layer, shown in zip(found[:-1], network.shown[1:], strict=False)
    ]
    last = _last(network, points, found[-1][:inner]).T.reshape(-1, SIDE, SIDE)
    units.append(last[:, step // 2 :: step, step // 2 :: step])
    return Pictures(plane, np.concatenate(units), raw)


def side_of(network: Network) -> int:
    """How many values along the side of a unit's picture: the fewer the more units there are."""
    count = sum(network.shown[1:])
    return 20 if count <= 12 else 15 if count <= 24 else 12


def grid(window: list[float]) -> Array:
    """The places of the plane's values, row by row from the top left."""
    left, right, bottom, top = window
    middle = (np.arange(SIDE) + 0.5) / SIDE
    x, y = np.meshgrid(left + (right - left) * middle, top - (top - bottom) * middle)
    return np.stack([x.ravel(), y.ravel()], 1).astype(np.float32)


def encoded(array: Array) -> str:
    """Its bytes in base64."""
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def _plane(network: Network, points: Points, raw: Array) -> Array:
    if points.task == "number":
        low, high = points.span
        return _bytes((raw[:, 0] - low) / (high - low))
    chances = network.probabilities(raw)
    if points.classes == 2:
        return _bytes(chances[:, 1])
    least = 1 / points.classes
    sure = np.round((chances.max(1) - least) / (1 - least) * 31)
    return np.asarray(32 * chances.argmax(1) + np.clip(np.nan_to_num(sure), 0, 31), np.uint8)


def _last(network: Network, points: Points, raw: Array) -> Array:
    """The pictures of the output units."""
    if points.task == "number":
        return _plane(network, points, raw)[:, None]
    chances = network.probabilities(raw)
    return _bytes(chances[:, -1:] if network.shown[-1] == 1 else chances)


def _signed(values: Array) -> Array:
    """-1…1 of the largest magnitude of each unit as 1…255."""
    largest = np.abs(values).max((1, 2), keepdims=True)
    return np.asarray(np.round(128 + 127 * np.nan_to_num(values / np.maximum(largest, 1e-9))), np.uint8)


def _bytes(shares: Array) -> Array:
    return np.asarray(np.clip(np.round(255 * np.nan_to_num(shares)), 0, 255), np.uint8)
