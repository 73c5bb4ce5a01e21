"""Connectionist temporal classification with Keras 2's conventions: probabilities in, the blank last."""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops

Tensor = Any


def ctc_batch_cost(y_true: Any, y_pred: Any, input_length: Any, label_length: Any) -> Tensor:
    """The CTC loss of each sample, `(batch, 1)` (Graves et al., 2006).

    Args:
        y_true: labels, integers `(batch, longest label)`.
        y_pred: probabilities `(batch, time, classes)`, the last class being the blank.
        input_length: how many steps of `y_pred` count, `(batch, 1)`.
        label_length: how many labels count, `(batch, 1)`.
    """
    blank = _classes(y_pred) - 1
    logits = ops.log(y_pred + config.epsilon())
    loss = ops.ctc_loss(y_true, logits, _flat(label_length), _flat(input_length), blank)
    return ops.expand_dims(loss, 1)


def ctc_decode(
    y_pred: Any, input_length: Any, greedy: bool = True, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[Tensor], Tensor]:
    """The likeliest labels.

    Args:
        y_pred: probabilities `(batch, time, classes)`, the last class being the blank.
        input_length: how many steps count, `(batch,)`.
        greedy: take the likeliest class of each step; else search with `beam_width` candidates.
        top_paths: how many results there are (with a search).

    Returns:
        A list of `top_paths` integer tensors `(batch, time)`, filled up with -1, and their scores.
    """
    logits = ops.log(y_pred + config.epsilon())
    found, scores = ops.ctc_decode(
        logits,
        _flat(input_length),
        strategy="greedy" if greedy else "beam_search",
        beam_width=beam_width,
        top_paths=top_paths,
        mask_index=_classes(y_pred) - 1,
    )
    return [found[i] for i in range(ops.shape(found)[0] or 0)], scores


def ctc_label_dense_to_sparse(labels: Any, label_lengths: Any) -> Any:
    """Refused: there are no sparse tensors; `ctc_batch_cost` takes dense labels.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError("There are no sparse tensors: K.ctc_batch_cost takes dense labels.")


def _classes(y_pred: Any) -> int:
    return int(ops.shape(y_pred)[-1] or 0)


def _flat(lengths: Any) -> Tensor:
    return ops.cast(ops.reshape(lengths, (-1,)), "int32")
