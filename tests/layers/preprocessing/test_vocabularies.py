"""Lookups, hashes and text against Keras, eagerly, in data sets, in models, and through files."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab import layers, models, saving
from keras_lab.layers import Input

WORDS = np.array([["the", "cat"], ["sat", "the"], ["é", ""]], object)
NUMBERS = np.array([[5, 7], [5, -3], [12345678, 9]])
TEXTS = np.array(["The cat, the CAT!", "sat  on\ta mat", "", "École: cat's mat"], object)
IDF = [0.5, 0.25, 2.0]


@pytest.fixture(scope="module")
def keras():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


CASES = [
    ("strings", lambda L: L.StringLookup(vocabulary=["the", "cat", "sat"]), WORDS),
    (
        "strings-mask",
        lambda L: L.StringLookup(vocabulary=["the", "cat"], mask_token="", num_oov_indices=3),
        WORDS,
    ),
    ("strings-salt", lambda L: L.StringLookup(vocabulary=["the"], num_oov_indices=5, salt=[3, 4]), WORDS),
    ("strings-one-hot", lambda L: L.StringLookup(vocabulary=["the"], output_mode="one_hot"), WORDS),
    (
        "strings-hot",
        lambda L: L.StringLookup(vocabulary=["the", "é"], mask_token="", output_mode="multi_hot"),
        WORDS,
    ),
    (
        "strings-padded",
        lambda L: L.StringLookup(6, vocabulary=["the", "cat"], output_mode="count", pad_to_max_tokens=True),
        WORDS,
    ),
    (
        "strings-tf-idf",
        lambda L: L.StringLookup(vocabulary=["the", "cat", "é"], idf_weights=IDF, output_mode="tf_idf"),
        WORDS,
    ),
    (
        "strings-back",
        lambda L: L.StringLookup(vocabulary=["the", "cat"], invert=True),
        np.array([[0, 1], [2, 9]]),
    ),
    ("ints", lambda L: L.IntegerLookup(vocabulary=[5, 7]), NUMBERS),
    ("ints-spread", lambda L: L.IntegerLookup(vocabulary=[5, 7], num_oov_indices=3, mask_token=9), NUMBERS),
    (
        "ints-hashed",
        lambda L: L.IntegerLookup(vocabulary=[5], num_oov_indices=4, oov_method="farmhash", salt=7),
        NUMBERS,
    ),
    ("ints-count", lambda L: L.IntegerLookup(vocabulary=[5, 7], output_mode="count"), NUMBERS),
    ("ints-back", lambda L: L.IntegerLookup(vocabulary=[5, 7], invert=True), np.array([[0, 1], [2, 9]])),
    ("hash", lambda L: L.Hashing(11), WORDS),
    ("hash-ints", lambda L: L.Hashing(11, mask_value=5), NUMBERS),
    ("hash-salt", lambda L: L.Hashing(11, mask_value="", salt=(133, 137)), WORDS),
    ("hash-rows", lambda L: L.Hashing(5, output_mode="multi_hot"), WORDS),
    ("text", lambda L: L.TextVectorization(vocabulary=["the", "cat", "mat"]), TEXTS),
    (
        "text-length",
        lambda L: L.TextVectorization(vocabulary=["the", "cat"], output_sequence_length=3),
        TEXTS[:, None],
    ),
    (
        "text-pairs",
        lambda L: L.TextVectorization(vocabulary=["the cat", "mat"], ngrams=2, standardize="lower"),
        TEXTS,
    ),
    ("text-letters", lambda L: L.TextVectorization(vocabulary=list("eéÉt"), split="character"), TEXTS),
    (
        "text-tf-idf",
        lambda L: L.TextVectorization(vocabulary=["the", "cat", "a"], idf_weights=IDF, output_mode="tf_idf"),
        TEXTS,
    ),
]
every_case = pytest.mark.parametrize(
    ("make", "inputs"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)


def plain(values):
    """NumPy's array; bytes as str."""
    array = np.asarray(values.numpy() if hasattr(values, "numpy") else values)
    return (
        np.vectorize(lambda x: x.decode() if isinstance(x, bytes) else x)(array)
        if array.dtype == object
        else array
    )


@every_case
def test_as_keras(make, inputs, engine, keras):
    found, wanted = plain(make(layers)(inputs)), plain(make(keras.layers)(inputs))
    assert found.shape == wanted.shape
    if wanted.dtype.kind in "US":
        assert found.tolist() == wanted.tolist()
    else:
        np.testing.assert_allclose(found, wanted, rtol=1e-6)


@every_case
def test_mapped_over_a_data_set(make, inputs, engine):
    tf = pytest.importorskip("tensorflow")
    layer = make(layers)
    data = tf.data.Dataset.from_tensor_slices(inputs).batch(3).map(layer)
    (wanted, *_) = (
        plain(layer(batch.numpy())) for batch in tf.data.Dataset.from_tensor_slices(inputs).batch(3)
    )
    assert (plain(next(iter(data))) == wanted).all()
    assert data.element_spec.shape.rank == wanted.ndim


@every_case
def test_configuration_and_files(make, inputs, tmp_path, keras):
    layer = make(layers)
    again = layers.deserialize(layers.serialize(layer))
    assert layers.serialize(again) == layers.serialize(layer)
    assert (plain(again(inputs)) == plain(layer(inputs))).all()
    theirs = keras.layers.deserialize(layers.serialize(layer))
    assert (plain(theirs(inputs)) == plain(layer(inputs))).all()
    kept = layers.deserialize(keras.layers.serialize(make(keras.layers)))
    assert (plain(kept(inputs)) == plain(layer(inputs))).all()


DATA = [["b", "a", "c"], ["a", "b", "a"], ["d", "a", ""]]


@pytest.mark.parametrize("mode", ["int", "tf_idf"])
def test_adapt_finds_keras_vocabulary(mode, keras):
    def make(library):
        layer = library.StringLookup(max_tokens=4, mask_token="", output_mode=mode)
        layer.adapt(np.array(DATA))
        return layer

    ours, theirs = make(layers), make(keras.layers)
    assert ours.get_vocabulary() == theirs.get_vocabulary()
    assert ours.vocabulary_size() == theirs.vocabulary_size()
    np.testing.assert_allclose(plain(ours(np.array(DATA))), plain(theirs(np.array(DATA))), rtol=1e-6)


@pytest.mark.parametrize(
    "given",
    [list, np.array, iter, lambda x: (np.array(row) for row in x)],
    ids=["list", "array", "iterator", "batches"],
)
def test_adapt_to_lists_arrays_and_generators(given):
    layer = layers.StringLookup()
    layer.adapt(given(DATA))
    assert layer.get_vocabulary() == ["[UNK]", "a", "b", "d", "c", ""]


def test_adapt_to_batches_of_x_and_y():
    layer = layers.IntegerLookup()
    layer.adapt((np.array([[i], [7]]), np.zeros(2)) for i in range(3))
    assert layer.get_vocabulary(include_special_tokens=False) == [7, 2, 1, 0]


def test_text_adapts_as_keras(keras):
    def vocabulary(library):
        layer = library.TextVectorization(max_tokens=8, ngrams=(1, 2))
        layer.adapt(TEXTS)
        return layer.get_vocabulary()

    assert vocabulary(layers) == vocabulary(keras.layers)


def test_functions_of_ones_own(engine):
    layer = layers.TextVectorization(
        standardize=lambda texts: np.char.replace(np.asarray(texts).astype(str), "-", " "),
        split=lambda texts: [str(text).split("/") for text in np.asarray(texts).astype(str)],
        vocabulary=["a b", "c"],
    )
    assert plain(layer(["a-b/c", "c/c/x"])).tolist() == [[2, 3, 0], [3, 3, 1]]


def test_a_model_of_strings(engine):
    text = layers.TextVectorization(vocabulary=["cat", "mat"], output_sequence_length=4)
    inputs = Input((1,), dtype="string")
    hidden = layers.GlobalAveragePooling1D()(layers.Embedding(4, 3, mask_zero=True)(text(inputs)))
    model = models.Model(inputs, layers.Dense(1)(hidden))
    model.compile("sgd", "mse")
    eager = plain(model(TEXTS[:, None]))
    if not engines.P.is_tensor(engines.P.strings(TEXTS)):
        with pytest.raises(TypeError, match=r"no program can take strings.*map"):
            model.predict(TEXTS)
        return
    np.testing.assert_allclose(model.predict(TEXTS), eager, rtol=1e-5)
    model.fit(TEXTS, np.ones(4), epochs=2, verbose=0)
    assert not np.allclose(model.predict(TEXTS), eager)


def test_lookups_of_ints_stand_in_programs(engine):
    model = models.Sequential(
        [layers.IntegerLookup(vocabulary=[5, 7], output_mode="multi_hot"), layers.Dense(2)]
    )
    np.testing.assert_allclose(model.predict(NUMBERS), plain(model(NUMBERS)), rtol=1e-5)


def test_vocabularies_go_into_the_archive(tmp_path, keras):
    """Both ways; the vocabulary that `adapt` found is a file of the archive."""
    text = layers.TextVectorization(output_mode="tf_idf")
    text.adapt(TEXTS)
    words = layers.StringLookup(mask_token="")
    words.adapt(WORDS)
    inputs = [Input((), dtype="string"), Input((2,), dtype="string")]
    model = models.Model(inputs, [text(inputs[0]), words(inputs[1])])
    path = str(tmp_path / "model.keras")
    model.save(path)
    given = [TEXTS[:3], WORDS]
    for again in (saving.load_model(path), keras.saving.load_model(path)):
        found = again([keras.ops.convert_to_tensor(x) for x in given])
        for one, right in zip(found, model(given), strict=True):
            np.testing.assert_allclose(plain(one), plain(right), rtol=1e-6)
    again.save(path)
    for one, right in zip(saving.load_model(path)(given), model(given), strict=True):
        np.testing.assert_allclose(plain(one), plain(right), rtol=1e-6)


def test_a_vocabulary_file(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("cat\nmat\n")
    layer = layers.StringLookup(vocabulary=str(path))
    assert layer.get_vocabulary() == ["[UNK]", "cat", "mat"]
    assert layer.get_config()["vocabulary"] is None
    with pytest.raises(ValueError, match=r"asks for the vocabulary file.*could be any"):
        layers.StringLookup.from_config({"vocabulary": str(path)})
    with pytest.raises(ValueError, match="asks for the vocabulary file"):
        layers.TextVectorization.from_config({"vocabulary": str(path)})


BAD = [
    (lambda: layers.StringLookup(max_tokens=1, name="it"), "'it', it must be greater than 1"),
    (lambda: layers.StringLookup(pad_to_max_tokens=True), "must set `max_tokens`"),
    (lambda: layers.StringLookup(num_oov_indices=-1), "num_oov_indices"),
    (lambda: layers.StringLookup(output_mode="onehot"), r"output_mode.*'onehot'.*one_hot"),
    (lambda: layers.StringLookup(sparse=True), "sparse"),
    (lambda: layers.StringLookup(invert=True, output_mode="count"), "must be `'int'` when `invert`"),
    (lambda: layers.StringLookup(vocabulary=["a", "b", "a"]), r"repeated.*\['a'\]"),
    (lambda: layers.StringLookup(vocabulary=[]), "empty vocabulary"),
    (lambda: layers.StringLookup(vocabulary=["a", ""], mask_token=""), "reserved mask token ''"),
    (lambda: layers.StringLookup(3, vocabulary=["a", "b", "c"]), "larger than the maximum"),
    (lambda: layers.StringLookup(vocabulary=["a"], idf_weights=[1.0]), "idf_weights"),
    (lambda: layers.StringLookup(vocabulary=["a"], output_mode="tf_idf"), "idf_weights"),
    (lambda: layers.StringLookup(vocabulary=["a"], idf_weights=[1, 2], output_mode="tf_idf"), "same length"),
    (lambda: layers.StringLookup(vocabulary="nowhere.txt"), "does not exist"),
    (lambda: layers.StringLookup(vocabulary=["a"]).adapt(["b"]), "Cannot adapt"),
    (lambda: layers.StringLookup(vocabulary=["a"], num_oov_indices=0)(["b"]), r"found OOV values \['b'\]"),
    (lambda: layers.IntegerLookup(vocabulary=[1])(["b"]), "takes whole numbers"),
    (lambda: layers.IntegerLookup(salt=3), "farmhash"),
    (lambda: layers.Hashing(0, name="it"), "'it' received: 0"),
    (lambda: layers.Hashing(3, salt="salt"), "salt"),
    (lambda: layers.Hashing(3, dtype="float32"), "int32 or int64"),
    (lambda: layers.HashedCrossing(3)(["a"]), "at least two"),
    (lambda: layers.HashedCrossing(3)((["a"], ["b", "c"])), "equal shape"),
    (lambda: layers.HashedCrossing(3)(([0.5], [0.5])), "integer or string"),
    (lambda: layers.TextVectorization(standardize="upper", name="it"), "'it' takes as standardize one of"),
    (lambda: layers.TextVectorization(split="words"), "split"),
    (lambda: layers.TextVectorization(ngrams=2.5), "ngrams"),
    (lambda: layers.TextVectorization(ragged=True), "ragged tensors are not supported"),
    (lambda: layers.TextVectorization(output_mode="count", output_sequence_length=3), "must not be set"),
    (lambda: layers.TextVectorization()(np.zeros((2, 3), str)), "must be 1"),
]


@pytest.mark.parametrize(("make", "message"), BAD)
def test_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_rows_need_a_vocabulary():
    with pytest.raises(RuntimeError, match="set the layer's vocabulary before calling it"):
        layers.StringLookup(output_mode="multi_hot")(["a"])


def test_crossings_are_those_of_keras(engine, keras):
    pairs = (np.array(["a", "b", "a"]), np.array([101, 102, -3]))
    for options in ({}, {"output_mode": "one_hot"}):
        ours, theirs = (library.HashedCrossing(7, **options)(pairs) for library in (layers, keras.layers))
        np.testing.assert_array_equal(plain(ours), plain(theirs))


def test_long_texts_have_the_fingerprints_of_tensorflow():
    tf = pytest.importorskip("tensorflow")
    from keras_lab.layers.preprocessing.fingerprints import fingerprint, siphash

    rng, most = np.random.default_rng(0), (1 << 62) - 57
    texts = [rng.bytes(length) for length in [*range(70), 127, 128, 129, 200, 1000]]
    for found, wanted in (
        ([fingerprint(text) % most for text in texts], tf.strings.to_hash_bucket_fast(texts, most)),
        (
            [siphash(text, (1, 2)) % most for text in texts],
            tf.strings.to_hash_bucket_strong(texts, most, [1, 2]),
        ),
    ):
        assert found == wanted.numpy().tolist()
