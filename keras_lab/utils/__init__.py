"""Helpers: labels, files, images, sequences, data sets, progress, plain data."""

from __future__ import annotations

from keras_lab.lazy import attach

_NAMES = {
    "CustomObjectScope": "keras_lab.registry",
    "GeneratorEnqueuer": ".enqueuers",
    "H5Dict": ".io_utils",
    "HDF5Matrix": ".io_utils",
    "OrderedEnqueuer": ".enqueuers",
    "Progbar": ".progbar",
    "PyDataset": ".py_dataset",
    "Sequence": ".py_dataset",
    "SequenceEnqueuer": ".enqueuers",
    "array_to_img": ".image_utils",
    "ask_to_proceed_with_overwrite": ".io_utils",
    "batches": ".py_dataset",
    "convert_all_kernels_in_model": ".layer_utils",
    "convert_dense_weights_data_format": ".layer_utils",
    "convert_kernel": ".layer_utils",
    "count_params": ".layer_utils",
    "custom_object_scope": "keras_lab.registry",
    "deserialize_keras_object": ".generic_utils",
    "get_custom_objects": "keras_lab.registry",
    "get_file": ".data_utils",
    "get_registered_name": "keras_lab.registry",
    "get_registered_object": "keras_lab.registry",
    "get_source_inputs": ".layer_utils",
    "h5dict": ".io_utils",
    "has_arg": ".generic_utils",
    "img_to_array": ".image_utils",
    "load_img": ".image_utils",
    "multi_gpu_model": ".layer_utils",
    "normalize": ".np_utils",
    "pack_x_y_sample_weight": ".batch_parts",
    "pad_sequences": ".sequence_utils",
    "plot_model": ".plotting",
    "print_summary": ".layer_utils",
    "register_keras_serializable": "keras_lab.registry",
    "save_img": ".image_utils",
    "serialize_keras_object": ".generic_utils",
    "set_random_seed": "keras_lab.seeds",
    "to_categorical": ".np_utils",
    "to_list": ".generic_utils",
    "unpack_x_y_sample_weight": ".batch_parts",
    "validate_file": ".data_utils",
}

__getattr__, __dir__ = attach(__name__, _NAMES, ["file", "np_utils"])
