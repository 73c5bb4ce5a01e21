"""Callbacks, one file each."""

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "Callback": ".callback",
        "CallbackList": ".callback_list",
        "EarlyStopping": ".early_stopping",
        "History": ".history",
        "ModelCheckpoint": ".model_checkpoint",
    },
)
