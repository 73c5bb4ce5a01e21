"""The run ledger: every `fit` is recorded, survives its kernel, and can be listed, read and drawn again:

    from keras_lab import runs

    for run in runs.list_runs():
        print(run.id, run.name, run.status, run.logs)
    for event in runs.load_run("20261122-0535").events():
        view(event)

`load_run` takes an id, or the beginning of one.
"""

from __future__ import annotations

from keras_lab.runs.query import Curve, Run, Summary, list_runs, load_run
from keras_lab.runs.recorder import Recorder, start_recording
from keras_lab.runs.series import Series, step_numbers
from keras_lab.runs.store import LedgerError, default_path

__all__ = [
    "Curve", "LedgerError", "Recorder", "Run", "Series", "Summary", "default_path", "list_runs", "load_run",
    "start_recording", "step_numbers",
]  # fmt: skip
