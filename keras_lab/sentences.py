"""What people read of a run: sentences with places for values, all in one table.

The English text is made here, by `say`. Which sentence it is, and its values, travel with it, so that a front end can
say the same in another language (`labextension/src/sentences.ts` is rendered from this table).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAN = "The loss is {loss} from step {step} on; it begins in "
_BAD = "There are NaN or infinite numbers: they begin in "

SENTENCES: Mapping[str, str] = {
    # ---- steering -------------------------------------------------------------------------------------
    "paused": "Paused.",
    "resumed": "Resumed.",
    "stopped": "Stopped.",
    "hyperparameter": "{name} {before} → {after}.",
    "unchanged": "{name} stays as it was. {reason}",
    "extended": "Goes on to epoch {epochs}.",
    "evaluated": "Evaluated: {values}.",
    "no_validation": "There is no validation data to evaluate on.",
    "checkpoint": "State written.",
    "not_kept": "The states of this run are not kept.",
    "restored": "Weights of epoch {epoch}, the best, restored.",
    "no_best": "There are no weights of a best epoch to restore yet.",
    "resumed_run": "Goes on from the last state of {run}.",
    # ---- numbers that are not finite -----------------------------------------------------------------
    "nan": "The loss is {loss} from step {step} on.",
    "nan_inputs": _NAN + "the inputs x.",
    "nan_weights": _NAN + "the weights of {layer}.",
    "nan_outputs": _NAN + "the outputs of {layer}.",
    "nan_loss": _NAN + "the loss itself.",
    "nan_gradients": _NAN + "the gradients of {layer}.",
    "bad_inputs": _BAD + "the inputs x.",
    "bad_weights": _BAD + "the weights of {layer}.",
    "bad_outputs": _BAD + "the outputs of {layer}.",
    "bad_loss": _BAD + "the loss itself.",
    "bad_gradients": _BAD + "the gradients of {layer}.",
    # ---- curves ---------------------------------------------------------------------------------------
    "plateau": "The loss has not fallen further for {epochs} epochs: it is {loss}.",
    "plateau_never": "The loss has not fallen at all for {epochs} epochs: it is {loss}.",
    "overfitting": "Overfitting since epoch {epoch}: the validation loss has risen from {low} to {now} while the "
    "training loss fell on.",
    "data_bound": "{share} of the time is spent waiting for data.",
    # ---- layers ---------------------------------------------------------------------------------------
    "dead_relu": "{share} of the {units} ReLUs of {layer} are 0 for all of {samples} samples, so they do not learn "
    "any more.",
    "vanishing_gradient": "The gradients of {layer} are {ratio} times those of later layers, so it hardly learns.",
    "exploding_gradient": "The gradients of {layer} are huge: their norm is {norm}.",
    "long_step": "One step would change the weights of {layer} by {times} times their size.",
    # ---- labels and last layers ----------------------------------------------------------------------
    "labels_one_hot": "y is one-hot, but {loss} wants the numbers of the classes.",
    "labels_numbers": "y holds the numbers of classes, but {loss} wants one-hot rows.",
    "labels_fractions": "y has labels that are no whole numbers.",
    "labels_range": "y has labels from {low} to {high}, but the model has {classes} classes, 0 to {last}.",
    "labels_binary": "y reaches from {low} to {high}, but {loss} wants values from 0 to 1.",
    "labels_rows": "The rows of y do not add up to 1, as {loss} wants them to.",
    "softmax_of_one": "Softmax over one unit is always 1, so nothing can be learned.",
    "logits_twice": "The outputs went through a {activation}, but from_logits=True says they did not.",
    "no_probabilities": "activation={activation} gives no probabilities, which {loss} wants.",
    "no_probabilities_unknown": "The outputs are no probabilities, which {loss} wants.",
    "out_of_reach": "{share} of y lie where activation={activation} does not reach.",
    "one_class": "All {samples} samples have the same label, so there is nothing to tell apart.",
    "far_targets": "The targets are about {size}, but the model gives about {given}: it will take long.",
}


class Said(str):
    """A sentence of the table in English, which knows what it is made of.

    Attributes:
        id: which sentence.
        values: what stands in its places.
        about: the output it is about, where there are several; it stands before the sentence.
    """

    id: str
    values: dict[str, str]
    about: str

    def __new__(cls, id: str, values: Mapping[str, Any], about: str = "") -> Said:
        texts = {name: str(value) for name, value in values.items()}
        said = super().__new__(cls, (f"{about}: " if about else "") + SENTENCES[id].format(**texts))
        said.id, said.values, said.about = id, texts, about
        return said

    @property
    def parts(self) -> dict[str, Any]:
        """The sentence as JSON; `from_parts` makes it again."""
        return {"id": self.id, "values": self.values, "about": self.about}


def say(id: str, about: str = "", **values: Any) -> Said:
    """The sentence `id` with these values."""
    return Said(id, values, about)


def parts_of(text: str) -> dict[str, Any] | None:
    """What a text is made of, if it is a sentence of the table."""
    return text.parts if isinstance(text, Said) else None


def from_parts(parts: Mapping[str, Any] | None, text: str) -> str:
    """The text again as a sentence of the table; the `text` alone where the table has no such sentence any more."""
    try:
        return Said(parts["id"], parts["values"], parts["about"]) if parts else text
    except (KeyError, TypeError):
        return text
