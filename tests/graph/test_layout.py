"""The layered layout: nothing overlaps, lines lead down and touch no box, chains are straight."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keras_lab.graph.layout import MARGIN, column, layout
from keras_lab.graph.ranking import crossings, rank


@st.composite
def graphs(draw, most=24):
    """Box sizes and edges of a graph without circles."""
    count = draw(st.integers(1, most))
    sizes = [(draw(st.sampled_from([80, 81, 140, 333])), 44) for _ in range(count)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    edges = (
        draw(st.lists(pairs.filter(lambda pair: pair[0] < pair[1]), max_size=3 * count)) if count > 1 else []
    )
    return sizes, edges


def boxes_of(sizes, placed):
    return [(x, y, x + w, y + h) for (x, y), (w, h) in zip(placed.boxes, sizes, strict=True)]


def centres_of(sizes, placed):
    return [x + (w + w % 2) // 2 for (x, _), (w, _) in zip(placed.boxes, sizes, strict=True)]


@given(graphs())
def test_boxes_do_not_overlap_and_stay_inside(graph):
    sizes, edges = graph
    placed = layout(sizes, edges)
    boxes = boxes_of(sizes, placed)
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= MARGIN
        assert top >= MARGIN
        assert right <= placed.width - MARGIN + 1
        assert bottom <= placed.height - MARGIN
        for other_left, other_top, other_right, other_bottom in boxes[:number]:
            apart = right < other_left or other_right < left or bottom < other_top or other_bottom < top
            assert apart


@given(graphs())
def test_lines_lead_down_from_box_to_box(graph):
    sizes, edges = graph
    placed = layout(sizes, edges)
    boxes, centres = boxes_of(sizes, placed), centres_of(sizes, placed)
    for (start, end), points in zip(edges, placed.lines, strict=True):
        assert points[0] == (centres[start], boxes[start][3])
        assert points[-1] == (centres[end], boxes[end][1])
        assert all(after[1] > before[1] for before, after in pairwise(points))
        assert all(0 < x < placed.width for x, _ in points)


@given(graphs())
def test_lines_touch_no_box_on_their_way(graph):
    sizes, edges = graph
    placed = layout(sizes, edges)
    boxes = boxes_of(sizes, placed)
    for points in placed.lines:
        for (x1, y1), (x2, y2) in pairwise(points):
            for left, top, right, bottom in boxes:
                beside = max(x1, x2) < left or min(x1, x2) > right
                assert beside or y2 <= top or y1 >= bottom


@given(graphs())
@settings(max_examples=30)
def test_the_same_graph_is_always_placed_alike(graph):
    assert layout(*graph) == layout(*graph)


@given(st.lists(st.sampled_from([80, 120, 333]), min_size=2, max_size=30))
def test_a_chain_is_straight(widths):
    sizes = [(width, 44) for width in widths]
    placed = layout(sizes, [(n, n + 1) for n in range(len(sizes) - 1)])
    assert len(set(centres_of(sizes, placed))) == 1
    assert all(len(points) == 2 for points in placed.lines)


def test_the_main_path_of_residual_blocks_is_straight_and_the_skips_run_in_one_vertical():
    main = [(n, n + 1) for n in range(12)]
    skips = [(0, 4), (4, 8), (8, 12)]
    sizes = [(100 + 40 * (n % 3), 44) for n in range(13)]
    placed = layout(sizes, main + skips)
    assert len(set(centres_of(sizes, placed))) == 1
    for points in placed.lines[len(main) :]:
        assert len({x for x, _ in points[1:-1]}) == 1


def test_branches_are_straight_and_the_fork_stands_in_their_middle():
    #    0 → {1 → 3, 2 → 4} → 5
    sizes = [(100, 44), (200, 44), (90, 44), (80, 44), (220, 44), (100, 44)]
    placed = layout(sizes, [(0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 5)])
    x = centres_of(sizes, placed)
    assert x[1] == x[3]
    assert x[2] == x[4]
    assert abs(x[0] - (x[1] + x[2]) / 2) <= 1
    assert x[0] == x[5]


def test_an_input_stands_close_above_where_it_is_needed():
    sizes = [(100, 44)] * 6
    placed = layout(sizes, [(0, 1), (1, 2), (2, 3), (3, 4), (5, 4)])
    assert placed.boxes[5][1] == placed.boxes[3][1]


def test_crossings_that_can_be_avoided_are_avoided():
    # two columns whose boxes are given in opposite orders
    ranking = rank(6, [(0, 3), (1, 2), (2, 5), (3, 4)])
    assert crossings(ranking) == 0


def test_crossings_are_counted():
    ranking = rank(4, [(0, 2), (1, 3)])
    ranking.rows = [[0, 1], [3, 2]]
    assert crossings(ranking) == 1


def test_repeated_edges_share_a_line():
    placed = layout([(100, 44)] * 2, [(0, 1), (0, 1)])
    assert placed.lines[0] == placed.lines[1]


def test_a_circle_is_refused():
    with pytest.raises(ValueError, match="without circles"):
        layout([(100, 44)] * 2, [(0, 1), (1, 0)])


def test_nothing_is_an_empty_drawing():
    placed = layout([], [])
    assert (placed.boxes, placed.lines) == ([], [])


def test_a_column_is_centred():
    placed = column([(100, 44), (60, 44)])
    assert placed.boxes == [(16, 16), (36, 72)]
    assert (placed.width, placed.height) == (132, 132)
