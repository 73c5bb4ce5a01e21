"""What there is to compute on: devices, and other processes."""

from __future__ import annotations

import os
from typing import Any

from keras_lab import engine, seeds

_PREFIX = "KERAS_DISTRIBUTION_"


def list_devices(device_type: str | None = None) -> list[str]:
    """The names of the devices of one type, as `"cpu:0"`; those of all processes.

    Args:
        device_type: `"cpu"`, `"gpu"` or `"tpu"`; default: the type of the device that is used by default.
    """
    found = engine.load().devices()
    wanted = (device_type or found[0].partition(":")[0]).lower()
    return [name for name in found if name.startswith(f"{wanted}:")]


def get_device_count(device_type: str | None = None) -> int:
    """How many devices `list_devices(device_type)` lists."""
    return len(list_devices(device_type))


def initialize(
    job_addresses: str | None = None, num_processes: int | None = None, process_id: int | None = None
) -> None:
    """Makes this process one of several that train together; call it before anything is computed.

    What is not given is read from the environment (`KERAS_DISTRIBUTION_JOB_ADDRESSES`, …`_NUM_PROCESSES`,
    …`_PROCESS_ID`), else found by the engine where it can. All processes go on from the seed of the first one.

    Args:
        job_addresses: the addresses of the processes, joined by commas, or that of the first one.
        num_processes: how many processes there are.
        process_id: the number of this one, from 0.

    Raises:
        ValueError: if there are not as many addresses as processes.
        NotImplementedError: if the engine runs in one process.
    """
    job_addresses = _given(job_addresses, "JOB_ADDRESSES", str)
    num_processes = _given(num_processes, "NUM_PROCESSES", int)
    process_id = _given(process_id, "PROCESS_ID", int)
    addresses = job_addresses.split(",") if job_addresses else []
    if len(addresses) > 1 and num_processes not in (None, len(addresses)):
        raise ValueError(
            f"initialize: job_addresses {job_addresses!r} has {len(addresses)} jobs, but num_processes is "
            f"{num_processes}."
        )
    here = engine.load()
    here.join(addresses[0] if addresses else None, num_processes, process_id)
    seeds.set_seed(here.agreed(seeds.next_seed()))


def _given(value: Any, name: str, kind: Any) -> Any:
    if value is None and _PREFIX + name in os.environ:
        return kind(os.environ[_PREFIX + name])
    return value
