"""Two devices: JAX makes them out of one processor, if it is told before it starts; or two processes have one each."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from tests.sources import ROOT

COMMAND = [sys.executable, "-m", "tests.distribution.two_devices"]
ENVIRONMENT = {"KERAS_LAB_ENGINE": "jax", "KERAS_LAB_LEDGER": "0", "PYTHONWARNINGS": "error"}


def _started(devices: int, *arguments: str) -> subprocess.Popen[str]:
    pytest.importorskip("jax")
    flags = {"XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}"}
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, **ENVIRONMENT, **flags},
    )


def _free_address() -> str:
    with socket.socket() as server:
        server.bind(("localhost", 0))
        return f"localhost:{server.getsockname()[1]}"


@pytest.mark.slow
def test_two_devices_give_the_numbers_of_one():
    output, _ = _started(2).communicate(timeout=600)
    assert output.endswith("the same\n"), output


@pytest.mark.slow
def test_two_processes_give_the_numbers_of_one():
    address = _free_address()
    processes = [_started(1, address, str(number)) for number in range(2)]
    outputs = [process.communicate(timeout=600)[0] for process in processes]
    assert all(output.endswith("the same\n") for output in outputs), "\n".join(outputs)
