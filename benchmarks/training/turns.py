"""Runs the programs in turns, each in a fresh process: A B C A B C …, for the machine's speed drifts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.training.peers import PEERS
from benchmarks.training.worker import MARK

ROOT = Path(__file__).parents[2]
LONGEST = 900  # seconds a program may take


@dataclass(frozen=True)
class Measured:
    """What one process gave; `failure` says why it gave nothing."""

    case: str
    peer: str
    seconds: tuple[float, ...] = ()
    loss: float = float("nan")
    megabytes: float = float("nan")
    failure: str | None = None


def in_turns(
    case: str, peers: list[str], rounds: int, epochs: int, python: dict[str, str]
) -> Iterator[Measured]:
    """Each of `peers` `rounds` times, one after the other; who has failed does not run again.

    Arguments:
        python: backend → the interpreter that has it, where that is not this one.
    """
    failed: set[str] = set()
    for number in range(rounds):
        for who in peers:
            if who in failed:
                continue
            print(f"{case}, round {number + 1}/{rounds}: {who}", file=sys.stderr, flush=True)
            measured = measure(case, who, epochs, python)
            if measured.failure:
                failed.add(who)
            yield measured


def measure(case: str, who: str, epochs: int, python: dict[str, str]) -> Measured:
    """Runs one program once."""
    try:
        text = _in_kernel(case, who, epochs) if PEERS[who].live else _in_process(case, who, epochs, python)
    except (subprocess.TimeoutExpired, RuntimeError) as error:
        return Measured(case, who, failure=str(error))
    for line in text.splitlines():
        if line.startswith(MARK):
            result = json.loads(line.removeprefix(MARK))
            return Measured(case, who, tuple(result["seconds"]), result["loss"], result["megabytes"])
    return Measured(case, who, failure=text[-600:])


def environment(who: str) -> dict[str, str]:
    """Of the process of a peer."""
    backend = PEERS[who].backend
    return {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}


def _in_process(case: str, who: str, epochs: int, python: dict[str, str]) -> str:
    interpreter = python.get(PEERS[who].backend, sys.executable)
    command = [interpreter, "-m", "benchmarks.training.worker", case, who, str(epochs)]
    done = subprocess.run(
        command, env=environment(who), cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    return done.stdout if done.returncode == 0 else done.stderr


def _in_kernel(case: str, who: str, epochs: int) -> str:
    """In a `%%keras` cell, with a front end that watches the run, as in JupyterLab."""
    from tests.lab.kernel import Kernel

    kernel = Kernel(environment(who))
    try:
        kernel.run("%load_ext keras_lab")
        comm = kernel.comm()
        kernel.run(
            "import keras_lab\nfrom benchmarks.training.worker import CASES, program, report\n"
            f"model, train = program(CASES[{case!r}], keras_lab, {{}})"
        )
        request = kernel.start(f"%%keras\nresult = train({epochs})")
        while not (runs := comm.receive("state")["runs"]):
            pass
        comm.send(type="watch", run=runs[0]["id"])
        reply = kernel.finish(request)
        if reply["status"] != "ok":
            raise RuntimeError("\n".join(reply["traceback"]))
        _, said = kernel.run("report(result)")
    finally:
        kernel.close()
    return "".join(message["content"].get("text", "") for message in said)


def as_json(measured: list[Measured]) -> list[dict[str, Any]]:
    """For a file."""
    return [vars(each) for each in measured]
