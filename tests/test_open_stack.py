"""What is open in a thread."""

from __future__ import annotations

import threading

from keras_lab.open_stack import OpenStack


def test_the_innermost_is_what_was_opened_last():
    stack: OpenStack[str] = OpenStack()
    assert stack.innermost is None
    stack.items += ["outer", "inner"]
    assert stack.innermost == "inner"


def test_threads_do_not_see_what_others_opened():
    stack: OpenStack[str] = OpenStack()
    stack.items.append("mine")
    seen = []
    thread = threading.Thread(target=lambda: seen.append(stack.innermost))
    thread.start()
    thread.join()
    assert seen == [None]
