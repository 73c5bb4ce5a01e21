"""What `%keras …` can do: one function a word. Each takes the lab and the rest of the line."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from typing import Any

from IPython.core.error import UsageError
from IPython.display import display

from keras_lab import config, control, engine
from keras_lab.lab.models import is_model, models_in
from keras_lab.lab.runview import RunView
from keras_lab.lab.views import model as views
from keras_lab.lab.views.axis import duration, short
from keras_lab.lab.views.text import aligned
from keras_lab.registry import suggest
from keras_lab.runs import query
from keras_lab.runs.store import LedgerError

_RUNS = 10


def summary(lab: Any, line: str) -> None:
    """The table of the layers of a model."""
    display(views.summary_bundle(_model(lab, line)), raw=True)


def graph(lab: Any, line: str) -> None:
    """The drawing of a model."""
    display(views.graph_bundle(_model(lab, line)), raw=True)


def engines(lab: Any, line: str) -> None:
    """Which engine is in use, or the choice of another one."""
    if line:
        try:
            config.set_engine(line)
        except (ValueError, ImportError) as error:
            raise UsageError(str(error)) from None
    for name, (module, command) in config.REQUIREMENTS.items():
        there = importlib.util.find_spec(module) is not None
        state = (
            "in use"
            if name == config.engine_name()
            else "installed"
            if there
            else f"not installed: {command}"
        )
        print(f"{'→' if name == config.engine_name() else ' '} {name:<12}{state}")


def devices(lab: Any, line: str) -> None:
    """What the engine can compute on."""
    print("\n".join(str(device) for device in engine.load().devices()))


def runs(lab: Any, line: str) -> None:
    """The newest runs in the ledger."""
    found = _ledger(lambda: query.list_runs(_count(line)))
    if not found:
        print("No run has been recorded yet.")
        return
    head = ["run", "name", "status", "epochs", "steps", "took", "loss"]
    print("\n".join(aligned([head, *map(_row, found)])))


def run(lab: Any, line: str) -> RunView:
    """A run with its curves: the one whose id begins with `line`, else the last one."""
    return RunView(_ledger(lambda: query.load_run(line or _newest())))


def figure(lab: Any, line: str) -> Any:
    """The same as a figure to explore."""
    return run(lab, line).figure()


def _steer(action: str) -> Callable[[Any, str], None]:
    def command(lab: Any, line: str) -> None:
        latest = control.latest()
        if latest is None:
            raise UsageError("No run is under way.")
        getattr(latest, action)()

    command.__doc__ = f"Tells the latest run to {action}."
    return command


COMMANDS: Mapping[str, Callable[[Any, str], Any]] = {
    "summary": summary,
    "graph": graph,
    "engine": engines,
    "devices": devices,
    "runs": runs,
    "run": run,
    "figure": figure,
    "stop": _steer("stop"),
    "pause": _steer("pause"),
    "resume": _steer("resume"),
}


def _model(lab: Any, line: str) -> Any:
    """The model that `line` names; the only one there is if it names none."""
    namespace = lab.shell.user_ns
    models = models_in(namespace)
    if not line:
        return _only(models)
    try:
        value = models[line] if line in models else eval(line, lab.shell.user_global_ns, namespace)
    except (NameError, SyntaxError) as error:
        raise UsageError(f"{error}.{suggest(line, models)}") from None
    if not is_model(value):
        kind = type(value).__name__
        raise UsageError(f"{line} is not a model but of type {kind}.{suggest(line, models)}")
    return value


def _only(models: Mapping[str, Any]) -> Any:
    distinct = {id(model): model for model in models.values()}
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    known = f"Which of: {', '.join(models)}?" if models else "There is no model in this session yet."
    raise UsageError(known)


def _ledger(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (LookupError, LedgerError) as error:
        raise UsageError(str(error)) from None


def _count(line: str) -> int:
    if line and not line.isdecimal():
        raise UsageError(f"%keras runs takes a number. Received: {line!r}. For one run: %keras run {line}")
    return int(line or _RUNS)


def _newest() -> str:
    newest = query.list_runs(1)
    if not newest:
        raise LookupError("No run has been recorded yet.")
    return newest[0].id


def _row(found: query.Summary) -> list[str]:
    loss = found.logs.get("loss")
    return [
        found.id, found.name, found.status, str(found.epoch), f"{found.step:,}", duration(found.seconds),
        "" if loss is None else short(loss),
    ]  # fmt: skip
