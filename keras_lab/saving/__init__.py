"""Saving and loading: models and weights in HDF5."""

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "CustomObjectScope": "keras_lab.registry",
        "custom_object_scope": "keras_lab.registry",
        "get_custom_objects": "keras_lab.registry",
        "get_registered_name": "keras_lab.registry",
        "get_registered_object": "keras_lab.registry",
        "register_keras_serializable": "keras_lab.registry",
        "load_model": ".model_file",
        "save_model": ".model_file",
        "load_weights": ".weights_file",
        "save_weights": ".weights_file",
    },
)
