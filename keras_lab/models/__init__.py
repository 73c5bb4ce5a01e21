"""Models: Sequential, functional, and subclasses of one's own; reading them from configurations."""

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "Model": ".model",
        "Sequential": ".sequential",
        "clone_model": ".cloning",
        "load_model": "keras_lab.saving",
        "save_model": "keras_lab.saving",
        "model_from_json": ".configuration",
        "model_from_config": ".configuration",
        "model_from_yaml": ".yaml_text",
    },
)
