"""Layers whose large weights can be kept in few bits: what they have in common."""

from __future__ import annotations

from keras_lab.layers.quantized.few_bits import Form as Form
from keras_lab.layers.quantized.product import Product as Product
from keras_lab.layers.quantized.quantizable import Quantizable as Quantizable
