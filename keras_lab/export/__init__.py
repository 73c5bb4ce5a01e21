"""Writing the computation of a model alone, for programs that run it without keras_lab."""

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__, {"ExportArchive": ".archive", "export_model": ".formats", "export_saved_model": ".formats"}
)
