"""Saving and loading: models and weights in the formats of Keras 2 and 3, objects as plain data."""

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "CustomObjectScope": "keras_lab.registry",
        "ObjectSharingScope": "keras_lab.plain_data",
        "SafeModeScope": "keras_lab.python_code",
        "custom_object_scope": "keras_lab.registry",
        "get_custom_objects": "keras_lab.registry",
        "get_registered_name": "keras_lab.registry",
        "get_registered_object": "keras_lab.registry",
        "register_keras_serializable": "keras_lab.registry",
        "deserialize_keras_object": ".objects",
        "serialize_keras_object": ".objects",
        "KerasFileEditor": ".file_editor",
        "load_model": ".model_file",
        "save_model": ".model_file",
        "load_weights": ".weights_file",
        "preprocess_weights_for_loading": ".old_weights",
        "save_weights": ".weights_file",
    },
)
