"""Callbacks, one file each."""

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "BackupAndRestore": ".backup_and_restore",
        "BaseLogger": ".base_logger",
        "CSVLogger": ".csv_logger",
        "Callback": ".callback",
        "CallbackList": ".callback_list",
        "EarlyStopping": ".early_stopping",
        "History": ".history",
        "LambdaCallback": ".lambda_callback",
        "LearningRateScheduler": ".learning_rate_scheduler",
        "ModelCheckpoint": ".model_checkpoint",
        "OrbaxCheckpoint": ".orbax_checkpoint",
        "ProgbarLogger": ".progbar_logger",
        "ReduceLROnPlateau": ".reduce_lr_on_plateau",
        "RemoteMonitor": ".remote_monitor",
        "SwapEMAWeights": ".swap_ema_weights",
        "TensorBoard": ".tensorboard",
        "TerminateOnNaN": ".terminate_on_nan",
    },
)
