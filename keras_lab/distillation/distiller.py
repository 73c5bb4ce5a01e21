"""A model that trains a student with its teacher's help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab import metrics, ops, tree
from keras_lab.configurable import serialize
from keras_lab.distillation import losses
from keras_lab.distillation.losses import DistillationLoss
from keras_lab.models import Model
from keras_lab.models.reading import layer_from_config

_OUTPUT = "output of the model"


class Distiller(Model):
    """Trains `student` on the targets and on what `teacher`, which stays as it is, makes of the same inputs.

    The loss is `student_loss_weight` times that on the targets plus the rest of 1 times the weighted sum of
    `distillation_losses`. Predictions are the student's. Logs have `student_loss`,
    `distillation_loss` and `total_loss`.

    Args:
        teacher: a trained model; it is frozen.
        student: the model to be trained, with inputs and outputs like the teacher's.
        distillation_losses: a `DistillationLoss` or several.
        distillation_loss_weights: a number for each of several; 1 by default.
        student_loss_weight: from 0 to 1.
        name: of the model.

    Raises:
        ValueError: if models and losses do not fit each other.
    """

    def __init__(
        self,
        teacher: Model,
        student: Model,
        distillation_losses: DistillationLoss | Sequence[DistillationLoss],
        distillation_loss_weights: Sequence[float] | None = None,
        student_loss_weight: float = 0.5,
        name: str = "distiller",
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        _check_models(teacher, student)
        if not 0 <= student_loss_weight <= 1:
            raise ValueError(
                f"Distiller: student_loss_weight must be from 0 to 1. Received: {student_loss_weight}"
            )
        single = isinstance(distillation_losses, DistillationLoss)
        kinds: list[Any] = [distillation_losses] if single else list(distillation_losses)  # type: ignore[arg-type]
        for kind in kinds:
            kind.validate_model_compatibility(teacher, student)
        self.teacher, self.student = teacher, student
        self.student_loss_weight = student_loss_weight
        self.distillation_losses = kinds
        self.distillation_loss_weights = _weights(distillation_loss_weights, len(kinds))
        teacher.trainable = False
        self._teacher_parts = _parts(teacher, [kind.teacher_layer_name for kind in kinds])
        self._student_parts = _parts(student, [kind.student_layer_name for kind in kinds])
        self.student_loss_tracker = metrics.Mean(name="student_loss")
        self.distillation_loss_tracker = metrics.Mean(name="distillation_loss")
        self.total_loss_tracker = metrics.Mean(name="total_loss")

    def call(self, inputs: Any, training: Any = None, **kwargs: Any) -> Any:
        """The student's outputs."""
        return self.student(inputs, training=training, **kwargs)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The weighted sum of the student's loss and the distillation losses."""
        if y_pred is None:
            y_pred = self(x, training=training)
        own, learned = self.student_loss_weight, 0.0
        student_loss = (
            super().compute_loss(x, y, y_pred, sample_weight, training) if own and y is not None else 0.0
        )
        if own < 1:
            learned = self._distance(x, y_pred, training)
        self.student_loss_tracker.update_state(student_loss)
        self.distillation_loss_tracker.update_state(learned)
        total = ops.add(ops.multiply(student_loss, own), ops.multiply(learned, 1.0 - own))
        self.total_loss_tracker.update_state(total)
        return total

    def _distance(self, x: Any, y_pred: Any, training: bool) -> Any:
        taught = _outputs(self.teacher, self._teacher_parts, x, False)
        shown = _outputs(self.student, self._student_parts, x, training) if self._student_parts else {}
        shown[_OUTPUT] = y_pred
        total = 0.0
        for kind, weight in zip(self.distillation_losses, self.distillation_loss_weights, strict=True):
            teacher = taught[kind.teacher_layer_name or _OUTPUT]
            student = shown[kind.student_layer_name or _OUTPUT]
            kind.validate_outputs(teacher, student)
            total = total + weight * kind.compute_loss(teacher, student)
        return total

    def get_config(self) -> dict[str, Any]:
        return {
            "teacher": serialize(self.teacher),
            "student": serialize(self.student),
            "distillation_losses": [serialize(kind) for kind in self.distillation_losses],
            "distillation_loss_weights": self.distillation_loss_weights,
            "student_loss_weight": self.student_loss_weight,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Any = None) -> Any:
        models = {role: layer_from_config(config[role]) for role in ("teacher", "student")}
        kinds = [losses.get(kind) for kind in config["distillation_losses"]]
        return cls(**{**config, **models, "distillation_losses": kinds})


def _weights(given: Sequence[float] | None, count: int) -> list[float]:
    if given is not None and len(given) != count:
        raise ValueError(
            f"Distiller: {len(given)} distillation_loss_weights for {count} distillation_losses."
        )
    return [1.0] * count if given is None else [float(weight) for weight in given]


def _check_models(teacher: Any, student: Any) -> None:
    for role, model in (("teacher", teacher), ("student", student)):
        if not isinstance(model, Model):
            raise ValueError(f"Distiller: the {role} must be a Model. Received: {model!r}")
    if teacher.inputs is None or student.inputs is None:
        return
    for what in ("inputs", "outputs"):
        theirs, ours = (
            [(t.shape, t.dtype) for t in tree.flatten(getattr(m, what))] for m in (teacher, student)
        )
        if len(theirs) != len(ours) or not all(map(_alike, theirs, ours)):
            raise ValueError(
                f"Distiller: the student's {what} must be like the teacher's. Received: {ours} and {theirs}"
            )


def _alike(a: tuple[Any, str], b: tuple[Any, str]) -> bool:
    shapes = zip(a[0], b[0], strict=False)
    return a[1] == b[1] and len(a[0]) == len(b[0]) and all(n == m or None in (n, m) for n, m in shapes)


def _parts(model: Model, names: Sequence[str | None]) -> Model | None:
    """A model of the outputs of the layers of those names and of the model's own, by name."""
    wanted = [name for name in dict.fromkeys(names) if name]
    if not wanted:
        return None
    outputs = {name: model.get_layer(name).output for name in wanted}
    return Model(model.inputs, {**outputs, _OUTPUT: model.output}, name=f"{model.name}_parts")


def _outputs(model: Model, parts: Model | None, x: Any, training: bool) -> dict[str, Any]:
    return dict(parts(x, training=training)) if parts else {_OUTPUT: model(x, training=training)}
