"""How far a student is from its teacher."""

from __future__ import annotations

from typing import Any

from keras_lab import losses, ops, tree
from keras_lab.configurable import Configurable, name_table, resolve


class DistillationLoss(Configurable):
    """Base of the losses between a teacher's outputs and a student's. One of your own defines `compute_loss`.

    Attributes:
        teacher_layer_name, student_layer_name: the layers whose outputs are compared; None: the models' outputs.
    """

    teacher_layer_name: str | None = None
    student_layer_name: str | None = None

    def compute_loss(self, teacher_outputs: Any, student_outputs: Any, **kwargs: Any) -> Any:
        """A scalar from two tensors, or two nests of them."""
        raise NotImplementedError(f"{type(self).__name__} defines no method compute_loss().")

    def validate_outputs(self, teacher_outputs: Any, student_outputs: Any) -> None:
        """Checks that there are as many outputs of the one as of the other.

        Raises:
            ValueError: if not.
        """
        counts = [len(tree.flatten(outputs)) for outputs in (teacher_outputs, student_outputs)]
        if counts[0] != counts[1]:
            raise ValueError(
                f"{type(self).__name__}: the teacher has {counts[0]} outputs and the student {counts[1]}; "
                "it needs the same number of both."
            )

    def validate_model_compatibility(self, teacher: Any, student: Any) -> None:
        """Checks that the models have the layers that are to be compared.

        Raises:
            ValueError: naming the layer, or the model that has no graph to look into.
        """
        for role, model, name in (
            ("teacher", teacher, self.teacher_layer_name),
            ("student", student, self.student_layer_name),
        ):
            if name is None:
                continue
            if model.inputs is None:
                raise ValueError(
                    f"{type(self).__name__}: the output of the layer {name!r} is to be had from Sequential and "
                    f"functional models only; the {role} {model.name!r} is neither."
                )
            model.get_layer(name=name)

    def _values(self, values: Any) -> Any:
        """The sum of the scalars in a nest, those that are None left out."""
        return ops.sum(ops.stack([value for value in tree.flatten(values) if value is not None]))


def _functions(loss: Any, owner: str) -> Any:
    """The loss functions of a nest of names, objects and None."""
    found = tree.map_structure(lambda one: None if one is None else losses.get(one), loss, none_is_leaf=True)
    if all(one is None for one in tree.flatten(found)):
        raise ValueError(f"{owner}: at least one loss must not be None. Received: {loss!r}")
    return found


class FeatureDistillation(DistillationLoss):
    """The mean loss between the outputs of a layer of the teacher and one of the student.

    Args:
        loss: a name, a loss, or a nest of these like the outputs; None leaves an output out.
        teacher_layer_name, student_layer_name: see `DistillationLoss`.
    """

    def __init__(
        self,
        loss: Any = "mse",
        teacher_layer_name: str | None = None,
        student_layer_name: str | None = None,
    ) -> None:
        self.loss = _functions(loss, type(self).__name__)
        self.teacher_layer_name = teacher_layer_name
        self.student_layer_name = student_layer_name

    def compute_loss(self, teacher_outputs: Any, student_outputs: Any, **kwargs: Any) -> Any:
        """The sum of the mean losses of the outputs."""

        def distance(loss: Any, teacher: Any, student: Any) -> Any:
            return None if loss is None else ops.mean(loss(teacher, student))

        return self._values(tree.map_structure(distance, self.loss, teacher_outputs, student_outputs))

    def get_config(self) -> dict[str, Any]:
        return {
            "loss": tree.map_structure(losses.serialize, self.loss),
            "teacher_layer_name": self.teacher_layer_name,
            "student_layer_name": self.student_layer_name,
        }


class LogitsDistillation(DistillationLoss):
    """The loss between softened outputs: logits are divided by a temperature.

    With `"kl_divergence"` the softmax of both is compared and the loss multiplied by the square of the
    temperature, so that gradients keep their size (Hinton et al., 2015, section 2.1). Other losses compare the
    divided logits themselves.

    Args:
        temperature: a positive number; greater ones soften more.
        loss: as in `FeatureDistillation`.
    """

    def __init__(self, temperature: float = 3.0, loss: Any = "kl_divergence") -> None:
        if isinstance(temperature, bool) or not isinstance(temperature, (int, float)) or temperature <= 0:
            raise ValueError(f"LogitsDistillation: temperature must be positive. Received: {temperature!r}")
        self.temperature = temperature
        self.loss = _functions(loss, type(self).__name__)

    def compute_loss(self, teacher_outputs: Any, student_outputs: Any, **kwargs: Any) -> Any:
        """The sum of the mean losses of the outputs."""
        return self._values(tree.map_structure(self._distance, self.loss, teacher_outputs, student_outputs))

    def _distance(self, loss: Any, teacher: Any, student: Any) -> Any:
        if loss is None:
            return None
        softened = [ops.divide(logits, self.temperature) for logits in (teacher, student)]
        if loss is losses.kl_divergence or isinstance(loss, losses.KLDivergence):
            softened = [ops.softmax(logits, axis=-1) for logits in softened]
            return ops.mean(loss(*softened)) * self.temperature**2
        return ops.mean(loss(*softened))

    def get_config(self) -> dict[str, Any]:
        return {"temperature": self.temperature, "loss": tree.map_structure(losses.serialize, self.loss)}


_TABLE = name_table(FeatureDistillation, LogitsDistillation)


def get(identifier: Any) -> Any:
    """The loss that a configuration (or a name, or the loss itself) means; registered ones are found too."""
    return resolve(identifier, _TABLE, "distillation loss")
