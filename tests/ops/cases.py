"""One table of ops: arguments to call each with, and what NumPy says the result is."""

from __future__ import annotations

from tests.ops.cases_arrays import ARRAYS
from tests.ops.cases_more import MORE
from tests.ops.cases_nn import NN

CASES = [*ARRAYS, *NN, *MORE]
