"""`%keras engine | devices | stop | pause | resume`: what is in use, and what is under way."""

from __future__ import annotations

import importlib.util
from argparse import Namespace
from typing import Any

from IPython.core.error import UsageError

from keras_lab import config, control, engine
from keras_lab.lab.magics.commands.command import Command, argument, command
from keras_lab.lab.magics.resumption import cell_of, resumable


@command("engine", argument("name", nargs="?", kind="engine", help="use this one from now on"))
def engines(lab: Any, args: Namespace) -> None:
    """Which engine is in use; or: use another one."""
    if args.name:
        try:
            config.set_engine(args.name)
        except (ValueError, ImportError) as error:
            raise UsageError(str(error)) from None
    for name, (module, how) in config.REQUIREMENTS.items():
        there = importlib.util.find_spec(module) is not None
        in_use = name == config.engine_name()
        state = "in use" if in_use else "installed" if there else f"not installed: {how}"
        print(f"{'→' if in_use else ' '} {name:<12}{state}")


@command("devices")
def devices(lab: Any, args: Namespace) -> None:
    """What the engine can compute on."""
    print("\n".join(str(device) for device in engine.load().devices()))


def _latest() -> control.Control:
    latest = control.latest()
    if latest is None:
        raise UsageError("No run is under way.")
    return latest


def _steer(action: str) -> Command:
    def steer(lab: Any, args: Namespace) -> None:
        getattr(_latest(), action)()

    steer.__doc__ = f"Tells the run that is under way (the latest one) to {action}."
    return Command(action, steer, ())


stop, pause = _steer("stop"), _steer("pause")


@command(
    "resume",
    argument(
        "run", nargs="?", kind="run", help="a run that was interrupted; default: the one that is paused"
    ),
)
def resume(lab: Any, args: Namespace) -> None:
    """Lets the paused run go on; or goes on with a run that was interrupted, whose cell is run again."""
    __tracebackhide__ = True
    if args.run is None:
        _latest().resume()
        return
    lab.shell.run_cell(cell_of(resumable(args.run))).raise_error()
