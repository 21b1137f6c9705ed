"""Pictures whose colours mean numbers, in about half of their bytes, without a difference that one could see."""

import numpy as np
from PIL import Image

ALIKE = 4    # a distance between two colours, of their red, green, blue and alpha (0 … 255), that nobody sees
MOST = 10_000    # colours of a picture; a photograph has more


def in_few_colors(picture: Image.Image) -> Image.Image:
    """The picture with a palette of at most 255 colours: its most frequent ones, without those that are alike.

    Every other colour, as on the edges of letters, becomes the nearest of these.
    picture: in "RGBA". One with more than 10,000 colours is returned as it is.
    """
    pixels = np.asarray(picture).view(np.uint32)[..., 0]    # (height, width), a number for each colour
    numbers, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    if len(numbers) > MOST:
        return picture
    colors = numbers.view(np.uint8).reshape(-1, 4).astype(float)    # (colours, red-green-blue-alpha)
    nearest, palette = np.zeros(len(numbers), dtype=np.uint8), []
    for color in np.argsort(-counts, kind="stable"):
        distances = ((colors[palette] - colors[color]) ** 2).sum(-1)
        if len(palette) < 255 and (distances > ALIKE**2).all():
            nearest[color] = len(palette)
            palette.append(color)
        else:
            nearest[color] = distances.argmin()
    small = Image.fromarray(nearest[places].reshape(pixels.shape))
    small.putpalette(numbers[palette].tobytes(), "RGBA")
    return small
