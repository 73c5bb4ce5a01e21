"""PyTorch by hand: the loop everybody writes, eager, the data in memory."""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

matmul, relu, einsum, reshape, gelu = torch.matmul, F.relu, torch.einsum, torch.reshape, F.gelu
CHANNELS_FIRST = (0, 3, 1, 2)
CHANNELS_LAST = (0, 2, 3, 1)


def softmax(x: Any) -> Any:
    return torch.softmax(x, -1)


def take(table: Any, indices: Any) -> Any:
    return F.embedding(indices, table)


def mean(x: Any, axes: tuple[int, ...]) -> Any:
    return x.mean(axes)


def flatten(x: Any) -> Any:
    return x.flatten(1)


def convolve(x: Any, kernel: Any, stride: int, padding: str) -> Any:
    size = kernel.shape[0]
    around = (size - 1) // 2 if padding == "same" else 0
    made = F.conv2d(x.permute(CHANNELS_FIRST), kernel.permute(3, 2, 0, 1), stride=stride, padding=around)
    return made.permute(CHANNELS_LAST)


def pool(x: Any) -> Any:
    return F.max_pool2d(x.permute(CHANNELS_FIRST), 2).permute(CHANNELS_LAST)


def normalize(x: Any, axes: tuple[int, ...], scale: Any, shift: Any, epsilon: float) -> Any:
    if len(axes) == 3:
        made = F.batch_norm(x.permute(CHANNELS_FIRST), None, None, scale, shift, training=True, eps=epsilon)
        return made.permute(CHANNELS_LAST)
    return F.layer_norm(x, x.shape[-1:], scale, shift, epsilon)


def lstm(x: Any, W: Any, U: Any, b: Any) -> Any:
    """All outputs and the last one."""
    zero = x.new_zeros(1, len(x), U.shape[0])
    weights = [W.T, U.T, b, torch.zeros_like(b)]
    outputs, last, _ = torch.lstm(x, (zero, zero), weights, True, 1, 0.0, True, False, True)
    return outputs, last[0]


def train(
    parameters: Any, forward: Any, x: Any, y: Any, batch: int, epochs: int, optimizer: str
) -> tuple[list[float], float]:
    """See `benchmarks.training.raw.train`."""
    data, labels = torch.from_numpy(x), torch.from_numpy(y).long()
    w = {name: torch.nn.Parameter(torch.from_numpy(value)) for name, value in parameters.items()}
    rate = {"lr": 1e-3, "eps": 1e-7} if optimizer == "Adam" else {"lr": 0.01}
    update = getattr(torch.optim, optimizer)(w.values(), **rate)
    steps, seconds, total = len(x) // batch, [], 0.0
    for _ in range(epochs):
        begin, order = time.perf_counter(), torch.from_numpy(np.random.permutation(len(x)))
        losses, hits = 0.0, 0
        for start in range(0, steps * batch, batch):
            rows = order[start : start + batch]
            wanted = labels[rows]
            update.zero_grad(set_to_none=True)
            logits = forward(sys.modules[__name__], w, data[rows])
            loss = F.cross_entropy(logits, wanted)
            loss.backward()
            update.step()
            losses += loss.item()
            hits += (logits.argmax(1) == wanted).sum().item()
        total = losses / steps
        seconds.append(time.perf_counter() - begin)
    return seconds, total
