"""Files with weights trained on ImageNet, as Keras publishes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from keras_lab.applications.options import Options
from keras_lab.utils.data_utils import get_file

BASE_URL = "https://storage.googleapis.com/tensorflow/keras-applications/"


@dataclass(frozen=True)
class WeightsFile:
    """A published file.

    Attributes:
        url: its address.
        digest: its published MD5 or SHA-256, if there is one.
        name: on the disk; by default the one at its address.
    """

    url: str
    digest: str | None = None
    name: str | None = None

    def fetch(self) -> str:
        """The path of the file, downloaded unless it is there."""
        return get_file(
            self.name or self.url.rpartition("/")[2], self.url, cache_subdir="models", file_hash=self.digest
        )


@dataclass(frozen=True)
class Published:
    """The two files of an architecture: with the top and without."""

    top: WeightsFile
    no_top: WeightsFile


def kernels(folder: str, stem: str, top: str, no_top: str) -> Published:
    """The files that are named in Keras's usual way; `top` and `no_top` are their digests."""
    start = f"{BASE_URL}{folder}/{stem}_weights_tf_dim_ordering_tf_kernels"
    return Published(WeightsFile(f"{start}.h5", top), WeightsFile(f"{start}_notop.h5", no_top))


def load_into(model: Any, options: Options, published: Published) -> None:
    """Gives the model the weights that were asked for."""
    if options.from_imagenet:
        file = published.top if options.include_top else published.no_top
        model.load_weights(file.fetch())
    elif options.weights is not None:
        model.load_weights(options.weights)
