"""Images side by side as SVG and as text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from keras_lab.lab.views.curves import GREY
from keras_lab.lab.views.png import data_uri

if TYPE_CHECKING:
    from keras_lab.lab.pictures import Pictures

_GAP, _TITLE, _LETTER = 8, 15, 6.2  # px


def svg(pictures: Pictures) -> str:
    """The image: rows of pictures, titles above them."""
    sides = pictures.images.shape[1:3]
    height, width = (round(pictures.size * side / max(sides)) for side in sides)
    across = max(width, round(_LETTER * max(map(len, pictures.titles)))) + _GAP
    head = _TITLE if any(pictures.titles) else 0
    down = head + height + _GAP
    drawn = "".join(
        f'<g transform="translate({place % pictures.columns * across} {place // pictures.columns * down})">'
        + (f'<text y="11">{escape(title)}</text>' if title else "")
        + f'<image y="{head}" width="{width}" height="{height}" href="{data_uri(image)}"/></g>'
        for place, (image, title) in enumerate(zip(pictures.images, pictures.titles, strict=True))
    )
    full = pictures.columns * across, -(-len(pictures.images) // pictures.columns) * down
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full[0]} {full[1]}" width="{full[0]}" '
        f'height="{full[1]}" role="img" font-family="system-ui,sans-serif" font-size="11" fill="{GREY}">'
        f"<title>{escape(text(pictures))}</title>"
        f'<g style="image-rendering:pixelated">{drawn}</g></svg>'
    )


def text(pictures: Pictures) -> str:
    """One line: how many there are, how large, and their titles."""
    count, height, width = pictures.images.shape[:3]
    titles = ", ".join(title for title in pictures.titles if title)
    return f"Pictures: {count} of {height} × {width} pixels" + (f": {titles}" if titles else "")
