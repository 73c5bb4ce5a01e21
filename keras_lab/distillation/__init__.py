"""Teaching a small model with a large one's outputs: Hinton et al., arXiv:1503.02531."""

from keras_lab.distillation.distiller import Distiller as Distiller
from keras_lab.distillation.losses import DistillationLoss as DistillationLoss
from keras_lab.distillation.losses import FeatureDistillation as FeatureDistillation
from keras_lab.distillation.losses import LogitsDistillation as LogitsDistillation
