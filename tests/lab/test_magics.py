"""`%%keras` and `%keras` in IPython: names at hand, options, what is shown, errors."""

import asyncio
import re
from dataclasses import replace

import pytest
from IPython.core.error import UsageError
from IPython.utils.capture import capture_output

from keras_lab import asked, config, control
from keras_lab.events import RunStarted
from keras_lab.lab.magics.complete import complete
from keras_lab.lab.magics.names import resolve
from keras_lab.lab.magics.transform import keras_cell
from keras_lab.lab.protocol import MODEL_MIME
from keras_lab.runs import query, store
from keras_lab.runs.recorder import Recorder
from tests.runs.made_up import told

MODEL = "Sequential([Input((8,)), Dense(4, activation='relu'), Dense(2)])"


class Ran:
    """What a cell did: IPython's result, what it displayed, what it wrote."""

    def __init__(self, shell, source):
        with capture_output() as said:
            self.result = shell.run_cell(source, store_history=True)
        self.shown = [output.data for output in said.outputs]
        self.models = [output for output in said.outputs if MODEL_MIME in output.data]
        self.text = said.stdout + said.stderr

    @property
    def error(self):
        return self.result.error_in_exec or self.result.error_before_exec


@pytest.fixture
def run(shell):
    return lambda source: Ran(shell, source)


def test_keras_names_need_no_import_and_variables_stay(shell, run):
    ran = run(f"%%keras\nmodel = {MODEL}\nsize = 3")
    assert ran.error is None
    assert shell.user_ns["size"] == 3
    assert type(shell.user_ns["model"]).__name__ == "Sequential"


def test_functions_of_the_cell_find_the_names_later(shell, run):
    run("%%keras\ndef make():\n    return Sequential([Dense(n) for n in (4, 2)])")
    ran = run("len(make().layers)")
    assert ran.result.result == 2


def test_a_person_s_own_variables_win(shell, run):
    run("Dense = 'mine'\nlosses = [1]")
    ran = run("%%keras\n(Dense, losses)")
    assert ran.result.result == ("mine", [1])


def test_only_the_names_in_use_are_bound_and_they_are_hidden_from_who(shell, run):
    run("%%keras\nInput((3,))")
    assert "Input" in shell.user_ns
    assert "Input" in shell.user_ns_hidden
    assert "Sequential" not in shell.user_ns
    assert "layers" not in shell.user_ns


def test_a_name_of_a_loss_and_a_metric_is_left_to_the_person():
    assert resolve("MeanSquaredError") is None
    assert resolve("SGD").__module__.startswith("keras_lab.optimizers")
    assert resolve("mnist").__name__ == "keras_lab.datasets.mnist"
    assert resolve("Nonsense") is None
    assert resolve("reduce") is None


def test_imports_of_keras_mean_keras_lab_in_that_cell_only(shell, run):
    ran = run("%%keras\nimport keras\nfrom keras.layers.core import Dense as D\n(keras.Sequential, D)")
    sequential, dense = ran.result.result
    assert sequential.__module__ == "keras_lab.models.sequential"
    assert dense.__module__.startswith("keras_lab.layers")
    plain = run("__builtins__.__import__ is __import__, __import__.__module__")
    assert plain.result.result == (True, "builtins")


def test_the_value_of_the_last_expression_is_the_cell_s(run):
    assert run("%%keras\n1 + 1").result.result == 2
    assert run("%%keras").error is None


def test_a_semicolon_silences_it(run):
    assert "42" in run("%%keras\n42").text
    assert "42" not in run("%%keras\n42;").text


@pytest.mark.parametrize("cell", ["%%keras\n%%time\n{}", "%%time\n%%keras\n{}"])
def test_other_cell_magics_go_with_it(shell, run, cell):
    ran = run(cell.format(f"model = {MODEL}\nsize = 5"))
    assert ran.error is None
    assert "Wall time" in ran.text
    assert shell.user_ns["size"] == 5
    assert len(ran.models) == 1


def test_await_works(run):
    assert asyncio.iscoroutinefunction(asyncio.sleep)
    assert run("%%keras\nimport asyncio\nawait asyncio.sleep(0, 'slept')").result.result == "slept"


def test_an_error_names_the_line_of_the_cell(run):
    ran = run("%%keras\nx = 1\nraise ValueError('here')\n")
    assert isinstance(ran.error, ValueError)
    assert "line 3" in ran.text
    assert "lab/magics" not in ran.text


def test_a_syntax_error_names_the_line_too(run):
    ran = run("%%keras\nx = 1\ny = = 2\n")
    assert isinstance(ran.error, SyntaxError)
    assert ran.error.lineno == 3


def test_a_program_may_call_the_magic_and_gets_its_error(shell, run):
    run(f"get_ipython().run_cell_magic('keras', '--quiet', 'model = {MODEL}')".replace("'relu'", '"relu"'))
    assert "model" in shell.user_ns
    ran = run("get_ipython().run_cell_magic('keras', '', '1 / 0')")
    assert isinstance(ran.error, ZeroDivisionError)


# What is shown


def test_a_model_made_in_the_cell_is_shown_once(run):
    assert len(run(f"%%keras\nmodel = {MODEL}").models) == 1


def test_a_model_in_the_last_line_is_not_shown_twice(run):
    ran = run(f"%%keras\nmodel = {MODEL}\nmodel")
    assert ran.models == []  # it is the cell's value, shown by IPython
    assert "Layer (type)" in ran.text


@pytest.mark.parametrize(
    "cell", ["%%keras -q\nmodel = {}", "%%keras --quiet\nmodel = {}", "%%keras\nmodel = {};"]
)
def test_quiet_and_a_semicolon_keep_the_model_from_being_shown(run, cell):
    assert run(cell.format(MODEL)).models == []


def test_of_several_models_the_last_one_is_shown(run):
    ran = run(f"%%keras\nfirst = {MODEL}\nsecond = Sequential([Input((1,)), Dense(1)], name='second')")
    assert [output.data[MODEL_MIME]["name"] for output in ran.models] == ["second"]


def test_a_model_of_another_cell_or_a_failed_one_is_not_shown(run):
    run(f"%%keras -q\nmodel = {MODEL}")
    assert run("%%keras\nmodel.name").models == []
    assert run(f"%%keras\nother = {MODEL}\n1 / 0").models == []


def test_a_model_that_cannot_be_shown_does_not_stop_the_cell(run):
    ran = run(
        "%%keras\nclass Odd(Model):\n    layers = property(lambda self: 1 / 0)\nodd = Odd()\nfine = True"
    )
    assert ran.error is None
    assert "The model cannot be shown: ZeroDivisionError" in ran.text


def test_models_are_rich_in_any_cell(shell, run):
    run(f"%%keras -q\nmodel = {MODEL}")
    data, _ = shell.display_formatter.format(shell.user_ns["model"])
    assert {MODEL_MIME, "text/html", "text/plain"} <= set(data)


def test_models_of_derived_classes_are_rich_too(shell, run):
    run("%%keras\nclass Mine(Model):\n    def call(self, x):\n        return x\nmine = Mine()")
    data, _ = shell.display_formatter.format(shell.user_ns["mine"])
    assert MODEL_MIME in data


# Options


def test_the_engine_and_the_name_of_runs_are_the_cell_s_only(run):
    before = config.engine_name()
    other = "jax" if before != "jax" else "tensorflow"
    ran = run(f"%%keras --engine {other} --name trial\nfrom keras_lab import asked, config\n"
              "(config.engine_name(), asked.asked().name)")  # fmt: skip
    assert ran.result.result == (other, "trial")
    assert config.engine_name() == before
    assert asked.asked().name is None


def test_the_seed_makes_a_cell_repeatable(run):
    cell = "%%keras --seed 7\nimport random\nrandom.random()"
    assert run(cell).result.result == run(cell).result.result


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("--sed 3", "Did you mean '--seed'?"),
        ("--seed x", "invalid int value: 'x'"),
        ("--engine tensorflw", "Did you mean 'tensorflow'?"),
        ("--seed -1", "seed"),
    ],
)
def test_a_bad_option_is_refused_before_anything_runs(shell, run, line, hint):
    before = config.engine_name()
    ran = run(f"%%keras {line}\nran = True")
    assert isinstance(ran.error, UsageError)
    assert hint in str(ran.error)
    assert "ran" not in shell.user_ns
    assert config.engine_name() == before


def test_help_explains_every_option(run):
    text = run("%%keras?").text
    for option in ("--quiet", "--no-live", "--engine", "--seed", "--name"):
        assert option in text


def test_only_a_first_line_of_our_own_is_transformed():
    assert keras_cell(["%%keras --seed 1\n", "x\n"])[1:] == ["x\n"]
    for lines in (["%%keras?\n"], ["%%kerasy\n"], ["x = 1\n", "%%keras\n"], []):
        assert keras_cell(lines) == lines


# %keras


def record(run, name="digits", **options):
    listener = Recorder()
    for event in told(run=run, **options):
        listener(replace(event, name=name) if isinstance(event, RunStarted) else event)


def test_summary_and_graph_take_the_only_model_there_is(run):
    run(f"%%keras -q\nmodel = {MODEL}")
    for line in ("%keras summary", "%keras summary model"):
        (data,) = run(line).shown
        assert "dense" in data["text/html"]
    (data,) = run("%keras graph").shown
    assert data["image/svg+xml"].startswith("<svg")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("sumary", "Did you mean 'summary'?"),
        ("compare --metrc loss a b", "Did you mean '--metric'?"),
        ("compare a b", "There is no run 'a'"),
        ("export", "the following arguments are required: RUN"),
        ("load nowhere.keras", "There is no file nowhere.keras."),
        ("save 'unclosed", "A quote is not closed"),
        ("summary", "There is no model in this session yet."),
        ("engine jaxx", "Did you mean 'jax'?"),
        ("runs many", "takes a number"),
        ("run", "No run has been recorded yet."),
        ("stop", "No run is under way."),
    ],
)
def test_a_wrong_word_gets_an_answer(run, line, hint):
    ran = run(f"%keras {line}")
    assert isinstance(ran.error, UsageError)
    assert hint in str(ran.error)


def test_a_wrong_model_gets_a_suggestion(run):
    run(f"%%keras -q\nmodel = {MODEL}\nother = {MODEL}\nnumber = 3")
    assert "Did you mean 'model'?" in str(run("%keras summary modle").error)
    assert "not a model but of type int" in str(run("%keras graph number").error)
    assert "Which of: model, other?" in str(run("%keras summary").error)


def test_help_is_at_hand_for_all_and_for_each(run):
    for line in ("%keras", "%keras --help", "%keras?"):
        assert "weights [model] [layer]" in run(line).text
    text = run("%keras compare --help").text
    assert "--metric NAME" in text
    assert "Runs side by side" in text
    ran = run("%%keras --help\nDense(2).units")
    assert "--engine NAME" in ran.text
    assert ran.result.result == 2


def test_weights_are_shown_in_numbers_and_pictures(run):
    run(f"%%keras -q\nmodel = {MODEL}")
    (data,) = run("%keras weights").shown
    assert data["text/html"].count("<svg") == 4
    assert re.search(r"/kernel +8 × 4 ", data["text/plain"])
    layer = run("model.layers[1].name").result.result
    for line in (f"%keras weights model {layer}", f"%keras weights {layer}"):
        (data,) = run(line).shown
        assert data["text/html"].count("<svg") == 2
    assert f"Did you mean {layer!r}?" in str(run(f"%keras weights model {layer}x").error)


def test_a_model_is_saved_and_loaded(shell, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(f"%%keras -q\nmodel = {MODEL}")
    assert "my net.keras" in run("%keras save 'my net.keras'").text
    assert "46 parameters" in run("%keras load 'my net.keras' as net").text
    assert shell.user_ns["net"].count_params() == 46
    run("%keras load 'my net.keras'")
    assert shell.user_ns["my_net"].count_params() == 46
    assert "cannot be a variable" in str(run("%keras load 'my net.keras' as class").error)
    assert "Did you mean 'my net.keras'?" in str(run("%keras load 'my nt.keras'").error)


def test_runs_are_compared_and_exported(run, tmp_path):
    record("run-1", epochs=2)
    record("run-2", epochs=3)
    ran = run("%keras compare run-1 run-2")
    comparison = ran.result.result
    html = comparison._repr_mimebundle_()["text/html"]
    assert html.startswith("<svg")
    assert "params" not in html
    assert "epochs" in html
    assert "Did you mean 'accuracy'?" in str(run("%keras compare run-1 run-2 --metric acuracy").error)
    assert "two different runs" in str(run("%keras compare run-1 run-1").error)
    run(f"%keras export run-1 --csv {tmp_path}/run.csv --json {tmp_path}/run.json")
    assert {path.name for path in tmp_path.glob("run.*")} == {"run.csv", "run.json"}
    assert "run-1, run-2 →" in run(f"%keras export run-1 run-2 --csv {tmp_path}/both.csv").text
    comparison.export(csv=tmp_path / "same.csv", tensorboard=tmp_path / "board")
    assert (tmp_path / "same.csv").read_text() == (tmp_path / "both.csv").read_text()
    assert len(list((tmp_path / "board").iterdir())) == 2
    frame = comparison.to_frame(points=True)
    assert frame.groupby("id").size().to_dict() == {"run-1": 82, "run-2": 123}
    assert "wants to know where to" in str(run("%keras export run-1").error)


def test_the_ledger_keeps_the_cell_and_what_differs_is_told(run):
    cell = "%%keras --name {0} -q\nfrom tests.runs.made_up import told\nfrom keras_lab.runs.recorder import Recorder\n"
    cell += "r = Recorder()\nfor event in told(run='{0}', epochs={1}): r(event)"
    for name, epochs in (("one", 2), ("two", 3)):
        assert run(cell.format(name, epochs)).error is None
    comparison = run("%keras compare one two").result.result
    assert comparison.differences() == {"epochs": [2, 3]}
    assert "+for event in told(run='two', epochs=3): r(event)" in comparison.code()
    assert comparison.to_frame().shape[0] == 2


def test_engines_and_runs_are_listed(run):
    assert f"→ {config.engine_name()}" in run("%keras engine").text
    assert "No run has been recorded yet." in run("%keras runs").text


def test_stop_reaches_the_run_under_way(run):
    wish = control.Control("made up")
    control.register(wish)
    try:
        run("%keras pause")
        assert wish.paused
        run("%keras stop")
        assert wish.stop_reason == "stopped"
    finally:
        control.unregister(wish)


@pytest.mark.parametrize(
    ("line", "word"),
    [("%keras ", "summary"), ("%keras su", "summary"), ("%keras summary ", "model"), ("%keras engine ", "jax"),
     ("%keras weights model ", "dense_last"), ("%keras compare ", "digits"), ("%keras compare ", "run-1"),
     ("%keras compare a b --metric ", "accuracy"), ("%keras compare --", "--metric"), ("%keras load ", "a.keras"),
     ("%%keras --", "--seed"), ("%%keras ", "--name"), ("%%keras --engine ", "jax")],
)  # fmt: skip
def test_tab_completes(shell, run, line, word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.keras").touch()
    record("run-1")
    run("%%keras -q\nmodel = Sequential([Input((8,)), Dense(2, name='dense_last')])")

    class Event:
        pass

    event = Event()
    event.line = line
    assert word in complete(shell, event)


def test_unloading_takes_the_magics_away(ipython, shell):
    from keras_lab.lab import extension

    extension.unload(ipython)
    assert "keras" not in ipython.magics_manager.magics["cell"]
    assert keras_cell not in ipython.input_transformer_manager.cleanup_transforms
    with capture_output():
        assert not ipython.run_cell("%%keras\n1").success


def test_settings_are_explained_checked_and_in_force_at_once(run, monkeypatch):
    monkeypatch.setattr(store, "limit", store.limit)
    text = run("%config KerasLab").text
    for name in ("live", "refresh", "ledger_limit"):
        assert f"KerasLab.{name}=" in text
    run("%config KerasLab.ledger_limit = 0")
    assert store.limit == 0
    run("%config KerasLab.ledger_limit = -1")  # refused, and logged by IPython
    assert store.limit == 0
    with pytest.warns(
        RuntimeWarning, match=r"more than its limit of 0 MB. Make room by `keras-lab runs prune"
    ):
        record("run-1")
    run("%config KerasLab.ledger_limit = 10")
    record("run-2")
    assert [found.id for found in query.list_runs()] == ["run-2"]


def test_filters_attention_and_saliency_are_static_images(run):
    run(
        "%%keras\ninputs = Input((6, 6, 1))\nfound = Conv2D(4, 3, name='conv')(inputs)\n"
        "seen = Reshape((16, 4))(found)\n"
        "seen = MultiHeadAttention(2, 3, name='look')(seen, seen)\n"
        "model = Model(inputs, Dense(3, activation='softmax')(Flatten()(seen)))\n"
        "import numpy as np\nx = np.random.default_rng(0).random((5, 6, 6, 1))"
    )
    for line, said in (
        ("filters conv", "4 filters of conv"),
        ("saliency model x[2]", "what class"),
        ("saliency x[2:3]", "hangs on"),
        ("attention look x[0]", "2 heads of look"),
    ):
        (shown,) = run(f"%keras {line}").shown
        assert said in shown["text/plain"] and shown["image/svg+xml"].startswith("<svg")
        assert len(shown["image/svg+xml"]) < 20_000
    assert "Did you mean 'conv'?" in run("%keras filters con").text
    assert "There are: look." in run("%keras attention conv x[0]").text
    assert "Did you mean 'x'?" in run("%keras saliency model xx[2]").text


def test_names_of_files_may_hold_variables(shell, tmp_path):
    shell.user_ns["folder"] = tmp_path
    shell.run_cell("%%keras\nsmall = Sequential([Input((2,)), Dense(1)])").raise_error()
    for name in ("$folder/a.weights.h5", "{folder}/b.weights.h5"):
        shell.run_line_magic("keras", f"save small {name}")
    assert {path.name for path in tmp_path.glob("*.h5")} == {"a.weights.h5", "b.weights.h5"}


def test_summary_measures_times_and_graph_writes_files(run, tmp_path, monkeypatch):
    run(f"%%keras -q\nmodel = {MODEL}")
    (data,) = run("%keras summary --time --batch 2 model").shown
    assert "for a batch of 2" in data["text/plain"]
    assert data[MODEL_MIME]["view"] == "summary"
    assert len(data[MODEL_MIME]["times"]["seconds"]) == len(data[MODEL_MIME]["layers"])
    assert "at least one sample" in str(run("%keras summary --time --batch 0 model").error)
    file = tmp_path / "drawing.svg"
    ran = run(f"%keras graph model --svg {file}")
    assert ran.shown == []
    assert file.read_text(encoding="utf-8").startswith("<svg")
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert "drawn by Graphviz, which is not installed" in str(run(f"%keras graph model --png {file}").error)
