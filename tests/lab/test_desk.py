"""Questions of a front end: answered, in parts where long, refused with a sentence."""

import json
import queue
from concurrent.futures import Future

import pytest

from keras_lab.lab import answers
from keras_lab.lab.desk import PART, Desk


@pytest.fixture
def asked(monkeypatch):
    """Asks a question that `answer` answers; returns the messages."""

    def ask(answer, params=None, question="test.answer"):
        monkeypatch.setattr(answers, "find", lambda name: answer)
        said = queue.SimpleQueue()
        desk = Desk("the lab")
        desk.ask({"type": "ask", "id": 7, "question": question, "params": params or {}}, said.put)
        messages = [said.get(timeout=10)]
        messages += [said.get(timeout=10) for _ in range(messages[0]["parts"] - 1)]
        desk.close()
        return messages

    return ask


def test_an_answer_is_what_the_function_gives(asked):
    (message,) = asked(lambda lab, params: {"lab": lab, **params}, {"x": 1})
    assert (message["id"], message["error"]) == (7, None)
    assert json.loads(message["text"]) == {"lab": "the lab", "x": 1}


def test_a_long_answer_comes_in_parts(asked):
    messages = asked(lambda lab, params: {"text": "x" * 2 * PART})
    assert [message["part"] for message in messages] == [0, 1, 2]
    assert max(len(message["text"]) for message in messages) <= PART
    assert json.loads("".join(message["text"] for message in messages)) == {"text": "x" * 2 * PART}


def test_an_answer_of_the_training_s_thread_is_waited_for(asked):
    future: Future = Future()
    future.set_result({"norm": 2.0})
    (message,) = asked(lambda lab, params: future)
    assert json.loads(message["text"]) == {"norm": 2.0}


def test_a_run_that_ends_meanwhile_says_so(asked):
    future: Future = Future()
    future.cancel()
    (message,) = asked(lambda lab, params: future)
    assert "ended" in message["error"]


def test_a_refusal_is_a_sentence(asked):
    def refuse(lab, params):
        raise LookupError("There is no model in the variable 'm'.")

    (message,) = asked(refuse)
    assert message["error"] == "There is no model in the variable 'm'."


def test_a_number_that_is_not_finite_is_refused_here_and_not_in_the_browser(asked):
    (message,) = asked(lambda lab, params: {"loss": float("nan")})
    assert message["error"]


@pytest.mark.parametrize("question", ["modle.describe", "model.describ", "nothing"])
def test_who_does_not_exist_does_not_answer(question):
    with pytest.raises(LookupError, match="Nobody answers"):
        answers.find(question)


@pytest.mark.parametrize("subject", sorted(answers.SUBJECTS))
def test_every_subject_answers(subject):
    import importlib

    for word in importlib.import_module(answers.SUBJECTS[subject]).ANSWERS:
        assert callable(answers.find(f"{subject}.{word}"))
