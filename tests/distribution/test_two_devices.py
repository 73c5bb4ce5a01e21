"""Two devices: JAX makes them out of one processor, if it is told before it starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.sources import ROOT


@pytest.mark.slow
def test_two_devices_give_the_numbers_of_one():
    pytest.importorskip("jax")
    environment = {
        **os.environ,
        "XLA_FLAGS": "--xla_force_host_platform_device_count=2",
        "KERAS_LAB_ENGINE": "jax",
        "KERAS_LAB_LEDGER": "0",
        "PYTHONWARNINGS": "error",
    }
    command = [sys.executable, "-m", "tests.distribution.two_devices"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=600)
    assert done.stdout == "the same\n", done.stderr
