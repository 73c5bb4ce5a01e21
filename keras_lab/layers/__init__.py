"""Layers, one file a family."""

from keras_lab.lazy import attach

_FAMILIES = {
    ".layer": ["Layer"],
    ".input_spec": ["InputSpec"],
    ".inputs": ["Input", "InputLayer"],
    ".core": ["Activation", "Dense", "Embedding", "Identity", "Masking"],
    ".lambdas": ["Lambda"],
    ".shaping": ["Flatten", "Permute", "RepeatVector", "Reshape"],
    ".regularization": [
        "ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise",
        "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
    ],
    ".convolution": ["Conv1D", "Conv2D", "Conv3D", "Convolution1D", "Convolution2D", "Convolution3D"],
    ".transposed_convolution": [
        "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
        "Convolution1DTranspose", "Convolution2DTranspose", "Convolution3DTranspose",
        "Deconv2D", "Deconv3D", "Deconvolution2D", "Deconvolution3D",
    ],
    ".depthwise_convolution": [
        "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D",
        "SeparableConvolution1D", "SeparableConvolution2D",
    ],
    ".local_convolution": ["LocallyConnected1D", "LocallyConnected2D"],
    ".pooling": [
        "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "AvgPool1D", "AvgPool2D", "AvgPool3D",
        "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D",
        "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalAvgPool3D",
        "GlobalMaxPool1D", "GlobalMaxPool2D", "GlobalMaxPool3D",
        "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D",
        "MaxPool1D", "MaxPool2D", "MaxPool3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D",
    ],
    ".adaptive_pooling": [
        "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D",
        "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D",
    ],
    ".reversible_embedding": ["ReversibleEmbedding"],
    ".activation_layers": ["ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "ThresholdedReLU"],
    ".borders": [
        "Cropping1D", "Cropping2D", "Cropping3D", "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D",
    ],
    ".upsampling": ["UpSampling1D", "UpSampling2D", "UpSampling3D"],
    ".normalization": ["BatchNormalization", "LayerNormalization"],
    ".other_normalization": [
        "GroupNormalization", "RMSNormalization", "SpectralNormalization", "UnitNormalization",
    ],
    ".einsum_dense": ["EinsumDense"],
    ".jax_layer": ["FlaxLayer", "JaxLayer"],
    ".tfsm_layer": ["TFSMLayer"],
    ".torch_module_wrapper": ["TorchModuleWrapper"],
    ".attention": ["AdditiveAttention", "Attention"],
    ".multi_head_attention": ["GroupQueryAttention", "MultiHeadAttention"],
    ".recurrent": ["RNN"],
    ".recurrent_stacked": ["StackedRNNCells"],
    ".recurrent_dropout": ["DropoutRNNCell"],
    ".recurrent_cells": ["GRUCell", "LSTMCell", "SimpleRNNCell"],
    ".recurrent_units": ["GRU", "LSTM", "SimpleRNN"],
    ".recurrent_convolution": [
        "ConvLSTM1D", "ConvLSTM1DCell", "ConvLSTM2D", "ConvLSTM2DCell", "ConvLSTM3D", "ConvLSTM3DCell",
        "ConvRNN2D",
    ],
    ".recurrent_cudnn": ["CuDNNGRU", "CuDNNLSTM"],
    ".recurrent_old": ["ConvRecurrent2D", "Recurrent"],
    ".recurrent_both_ways": ["Bidirectional"],
    ".wrappers": ["TimeDistributed", "Wrapper"],
    ".merging": [
        "Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract",
        "add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract",
    ],
    ".keras_1": [
        "AtrousConv1D", "AtrousConv2D", "AtrousConvolution1D", "AtrousConvolution2D",
        "Highway", "MaxoutDense", "TimeDistributedDense",
    ],
    ".rescaling": ["Rescaling"],
    ".image_size": ["CenterCrop", "Resizing"],
    ".preprocessing.category_encoding": ["CategoryEncoding"],
    ".preprocessing.discretization": ["Discretization"],
    ".preprocessing.hashing": ["HashedCrossing", "Hashing"],
    ".preprocessing.mean_and_variance": ["Normalization"],
    ".preprocessing.pipeline": ["Pipeline"],
    ".preprocessing.spectrogram": ["MelSpectrogram", "STFTSpectrogram"],
    ".preprocessing.string_lookup": ["IntegerLookup", "StringLookup"],
    ".preprocessing.text_vectorization": ["TextVectorization"],
    ".augmentation.bending": ["RandomElasticTransform", "RandomGaussianBlur", "RandomPerspective"],
    ".augmentation.boxes": ["MaxNumBoundingBoxes"],
    ".augmentation.colour": [
        "RandomColorDegeneration", "RandomColorJitter", "RandomGrayscale", "RandomHue", "RandomSaturation",
    ],
    ".augmentation.flipping": ["RandomCrop", "RandomFlip"],
    ".augmentation.geometry": ["RandomRotation", "RandomShear", "RandomTranslation", "RandomZoom"],
    ".augmentation.histogram": [
        "AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization", "Equalization",
    ],
    ".augmentation.mixing": ["CutMix", "MixUp", "RandomErasing"],
    ".augmentation.policies": ["AugMix", "RandAugment"],
    ".augmentation.tone": [
        "RandomBrightness", "RandomContrast", "RandomInvert", "RandomPosterization", "RandomSharpness",
        "Solarization",
    ],
    ".lookup": ["deserialize", "get", "serialize"],
}  # fmt: skip

__getattr__, __dir__ = attach(
    __name__, {name: module for module, names in _FAMILIES.items() for name in names}
)
