"""Detectors that look at statistics of layers: dead ReLUs, gradients that vanish or explode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from keras_lab.doctor.findings import Finding, code, learning_rate, percent
from keras_lab.doctor.statistics import LayerStatistics, total_norm
from keras_lab.sentences import say

#: A layer is told of when this share of its units is dead on so many samples, or the other on fewer.
DEAD, ENOUGH_SAMPLES, DEAD_ON_FEW = 0.5, 256, 0.9
FEWEST_UNITS = 4

#: How far the gradients of the first layers may lie below those of later ones.
VANISHED = 1e-4
#: How many times larger than the weights (or than 1) the norm of gradients may be.
EXPLODED = 1e5
#: One step of plain gradient descent may change a layer's weights by this part of their size.
LONGEST_STEP = 1.0


@dataclass(frozen=True)
class Look:
    """What the detectors are given.

    Attributes:
        layers: the statistics of the layers, in the order of the calls.
        samples: how many samples they are of.
        step_size: the learning rate where the optimizer follows gradients as they are; None for others.
    """

    layers: Sequence[LayerStatistics]
    samples: int
    step_size: float | None = None


def dead_relu(look: Look) -> Finding | None:
    """A layer most of whose ReLUs are never active."""
    limit = DEAD if look.samples >= ENOUGH_SAMPLES else DEAD_ON_FEW
    bad = [(each.dead or 0.0, each) for each in look.layers if each.units >= FEWEST_UNITS]
    share, layer = max(bad, key=lambda pair: pair[0], default=(0.0, None))
    if layer is None or share < limit:
        return None
    return Finding(
        "dead_relu",
        say(
            "dead_relu", share=percent(share), units=layer.units, layer=repr(layer.name), samples=look.samples
        ),
        learning_rate(0.1) if share < 1 else code('activation="leaky_relu", kernel_initializer="he_normal"'),
        layer.name,
        share,
    )


def vanishing_gradient(look: Look) -> Finding | None:
    """Gradients that get lost on their way to the first layers."""
    norms = _gradient_norms(look)
    for place, (layer, norm) in enumerate(norms[:-2]):
        _, most = max(norms[place + 1 :], key=lambda pair: pair[1])
        if most > 0 and norm < VANISHED * most:
            return Finding(
                "vanishing_gradient",
                say("vanishing_gradient", layer=repr(layer.name), ratio=f"{norm / most:.1g}"),
                code(
                    'activation="relu", kernel_initializer="he_normal"  # and BatchNormalization() in between'
                ),
                layer.name,
                norm / most,
            )
    return None


def exploding_gradient(look: Look) -> Finding | None:
    """Gradients that are huge, or steps larger than the weights themselves."""
    for layer, norm in _gradient_norms(look):
        size = total_norm([layer.weights[name] for name in layer.kernels])
        step = (look.step_size or 0.0) * norm
        if norm > EXPLODED * max(size, 1.0):
            text = say("exploding_gradient", layer=repr(layer.name), norm=f"{norm:.1g}")
            return Finding("exploding_gradient", text, code("optimizer.clipnorm = 1.0"), layer.name, norm)
        if size and step > LONGEST_STEP * size:
            times = step / size
            text = say("long_step", layer=repr(layer.name), times=f"{times:.1f}")
            return Finding("exploding_gradient", text, learning_rate(0.1), layer.name, times)
    return None


Detector = Callable[[Look], Finding | None]
DETECTORS: tuple[Detector, ...] = (dead_relu, vanishing_gradient, exploding_gradient)


def findings(look: Look) -> list[Finding]:
    """What the detectors find; through dead ReLUs no gradients come, so of these nothing more is said."""
    found = [each for detector in DETECTORS if (each := detector(look)) is not None]
    dead = any(each.kind == "dead_relu" for each in found)
    return [each for each in found if not (dead and each.kind == "vanishing_gradient")]


def _gradient_norms(look: Look) -> list[tuple[LayerStatistics, float]]:
    """Layers with kernels that are trained, and their gradients' norms; those before a kernel of zeros (an
    output that is yet to be learned) are left out, for nothing can reach them."""
    found: list[tuple[LayerStatistics, float]] = []
    for layer in look.layers:
        kernels = [layer.weights[name] for name in layer.kernels if name in layer.gradients]
        if kernels and any(layer.gradients[name].bad for name in layer.kernels if name in layer.gradients):
            return []
        if kernels and not total_norm(kernels):
            found.clear()
        if kernels:
            found.append((layer, total_norm(list(layer.gradients.values()))))
    return found
