"""Runs the programs in turns, each in a fresh process: A B C A B C …, for the machine's speed drifts.

Who is far behind in a round, and is not one of those that a target names, runs no more: half of all the time
went into programs that are ten times slower than the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from benchmarks import fresh
from benchmarks.training.measured import Measured
from benchmarks.training.peers import PEERS, Peer
from benchmarks.training.report import aimed_at, rate_of, rows

BEHIND = 2.0


def in_turns(
    case: str, peers: list[str], rounds: int, epochs: int, python: dict[str, str]
) -> Iterator[Measured]:
    """Each of `peers` `rounds` times, one after the other; who has failed does not run again.

    Arguments:
        python: backend → the interpreter that has it, where that is not this one.
    """
    for number in range(rounds):
        done: list[Measured] = []
        for who in peers:
            print(f"{case}, round {number + 1}/{rounds}: {who}", file=sys.stderr, flush=True)
            done.append(measure(case, who, epochs, python))
            yield done[-1]
        peers = remaining(case, done)


def remaining(case: str, done: list[Measured]) -> list[str]:
    """Who runs again: has not failed, and is named by a target or no more than `BEHIND` times slower than the best."""
    table = rows(done)
    best = rate_of("best", table) or 0.0
    return [row.peer for row in table if aimed_at(case, row.peer) or row.rate * BEHIND >= best]


def measure(case: str, who: str, epochs: int, python: dict[str, str]) -> Measured:
    """Runs one program once."""
    peer = PEERS[who]
    try:
        if peer.live:
            result = _in_kernel(case, peer, epochs)
        else:
            interpreter = python.get(peer.backend, sys.executable)
            result = fresh.run(
                "benchmarks.training.worker", [case, who, str(epochs)], peer.backend, interpreter
            )
    except fresh.FailureError as error:
        return Measured(case, who, failure=str(error))
    return Measured(case, who, tuple(result["seconds"]), result["loss"], result["megabytes"])


def _in_kernel(case: str, peer: Peer, epochs: int) -> dict[str, Any]:
    """In a `%%keras` cell, with a front end that watches the run, as in JupyterLab."""
    from tests.lab.kernel import Kernel

    kernel = Kernel(fresh.environment(peer.backend))
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
            raise fresh.FailureError("\n".join(reply["traceback"]))
        _, said = kernel.run("report(**result)")
    finally:
        kernel.close()
    return fresh.reported("".join(message["content"].get("text", "") for message in said))


def as_json(measured: list[Measured]) -> list[dict[str, Any]]:
    """For a file."""
    return [vars(each) for each in measured]
