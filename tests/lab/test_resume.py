"""`%keras resume RUN`: the cell of a run that was interrupted goes on where it stood."""

import numpy as np
import pytest

from keras_lab.runs import query, store

CELL = """\
%%keras --seed 3 --name {name} --epochs 4
import numpy as np
class Dies(callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if dies and self.model.optimizer.iterations == 7:
            keras_lab.control.latest().checkpoint()
        if dies and self.model.optimizer.iterations == 9:
            raise MemoryError
x = np.arange(64, dtype="float32").reshape(16, 4) / 64
net = Sequential([Input((4,)), Dense(3, activation="relu"), Dropout(0.2), Dense(1)])
net.compile("adam", "mse")
history = net.fit(x, x[:, :1], batch_size=4, epochs=99, verbose=0, callbacks=[Dies()])
"""


def test_it_goes_on_and_ends_with_the_same_bits(shell):
    shell.user_ns["dies"] = False
    assert shell.run_cell(CELL.format(name="whole")).success
    whole = shell.user_ns["net"].get_weights()
    assert not store.states_folder().exists() or not list(store.states_folder().iterdir())
    shell.user_ns["dies"] = True
    assert isinstance(shell.run_cell(CELL.format(name="broken")).error_in_exec, MemoryError)
    shell.user_ns["dies"] = False
    shell.run_line_magic("keras", "resume broken")
    assert shell.user_ns["history"].epoch == [1, 2, 3]
    assert all(np.array_equal(a, b) for a, b in zip(shell.user_ns["net"].get_weights(), whole, strict=True))
    newest = query.list_runs(1)[0]
    assert newest.name == "broken" and newest.status == "done"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("resume nowhere", "nowhere"),
        ("resume whole", "it is done"),
        ("resume", "No run is under way"),
    ],
)
def test_what_cannot_be_resumed_is_said(shell, line, message):
    shell.user_ns["dies"] = False
    shell.run_cell(CELL.format(name="whole"))
    with pytest.raises(Exception, match=message):
        shell.run_line_magic("keras", line)
