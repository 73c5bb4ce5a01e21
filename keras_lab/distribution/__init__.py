"""Training on several devices: meshes of devices, and how data and variables lie on them:

    devices = distribution.list_devices()
    with distribution.DataParallel(devices=devices).scope():
        model = …
        model.fit(x, y)

`DeviceMesh` and `LayoutMap` say more exactly what lies where.
"""

from __future__ import annotations

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "DataParallel": "keras_lab.distribution.strategies",
        "DeviceMesh": "keras_lab.distribution.layouts",
        "Distribution": "keras_lab.distribution.strategies",
        "LayoutMap": "keras_lab.distribution.layouts",
        "ModelParallel": "keras_lab.distribution.strategies",
        "TensorLayout": "keras_lab.distribution.layouts",
        "distribute_tensor": "keras_lab.distribution.layouts",
        "distribution": "keras_lab.distribution.current",
        "get_device_count": "keras_lab.distribution.machines",
        "initialize": "keras_lab.distribution.machines",
        "list_devices": "keras_lab.distribution.machines",
        "set_distribution": "keras_lab.distribution.current",
    },
)
