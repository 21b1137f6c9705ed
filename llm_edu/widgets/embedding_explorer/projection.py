"""From many dimensions to two: maps of word vectors, how much of the truth they keep, and labels that do not overlap.

No map of 300 dimensions is right. PCA keeps the directions in which the words differ most, and is linear: a − b looks
the same everywhere. t-SNE (van der Maaten and Hinton 2008) keeps neighbours together and gives up everything else:
distances between far groups and the sizes of groups mean nothing in it.
"""

import numpy as np

NEIGHBOURS = 10  # a map is judged by how many of a word's ten nearest neighbours it keeps near
GRID = 65_535  # positions go to the browser as 16-bit numbers


def one_thread():
    """Context in which NumPy and scikit-learn compute with one thread.

    For work this small a second thread gains little, and where another program wants the same processor the two wait
    for each other: a map of 600 words then took ten times as long.
    """
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Each row at length 1, so that a dot product is a cosine; a row of zeros has no direction and stays zero.

    vectors (count, width) -> float32 (count, width)
    """
    vectors = np.asarray(vectors, dtype=np.float32)
    largest = np.abs(vectors).max(axis=1, keepdims=True)  # first scaled by it, so that no square overflows
    scaled = vectors / np.where(largest > 0, largest, 1)
    lengths = np.linalg.norm(scaled, axis=1, keepdims=True)
    return scaled / np.where(lengths > 0, lengths, 1)


def project_pca(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """The two directions of largest variance.

    vectors (count, width) -> positions (count, 2), and the share of the variance that they keep, 0 … 1. An axis has
    no sign of its own: it is turned so that the word farthest out on it lies on the positive side.

    >>> positions, kept = project_pca(np.array([[0.0, 0, 0], [3, 0, 0], [0, 1, 0]]))
    >>> positions.shape, bool(kept > 0.999)
    ((3, 2), True)
    """
    centred = np.asarray(vectors, dtype=np.float64)
    centred = centred - centred.mean(axis=0)
    left, scales, _ = np.linalg.svd(centred, full_matrices=False)
    positions = np.zeros((len(centred), 2))
    axes = min(2, len(scales))
    positions[:, :axes] = left[:, :axes] * scales[:axes]
    for axis in range(axes):
        if positions[np.abs(positions[:, axis]).argmax(), axis] < 0:
            positions[:, axis] *= -1
    total = float((scales**2).sum())
    return positions, float((scales[:2] ** 2).sum()) / total if total else 1.0


def project_tsne(vectors: np.ndarray, seed: int = 0) -> np.ndarray:
    """A map that keeps neighbours together, by scikit-learn's t-SNE, from the positions that PCA gives.

    vectors (count, width), any scale -> positions (count, 2). The same seed gives the same map on the same machine.
    Fewer than five different vectors leave nothing to arrange: then these are PCA's positions.
    """
    start, _ = project_pca(vectors)
    different = len(np.unique(np.asarray(vectors), axis=0))
    if different < 5 or not start[:, 0].std():
        return start
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(vectors) - 1) / 3)
    # scikit-learn's own start from PCA uses random numbers; ours does not, at the size that it recommends.
    begin = (start / start[:, 0].std() * 1e-4).astype(np.float32)
    method = TSNE(2, perplexity=perplexity, init=begin, learning_rate="auto", random_state=seed)
    with one_thread():
        return method.fit_transform(np.asarray(vectors, dtype=np.float32)).astype(np.float64)


def kept_neighbours(unit: np.ndarray, positions: np.ndarray, count: int = NEIGHBOURS) -> float:
    """Of a word's `count` nearest neighbours by cosine, how many are among its `count` nearest on the map, on average.

    unit (words, width) with rows of length 1; positions (words, 2) -> 0 … count (fewer when there are fewer words)
    """
    count = min(count, len(unit) - 1)
    if count < 1:
        return 0.0
    similarity = unit @ unit.T
    distance = ((positions[:, None] - positions[None]) ** 2).sum(axis=2)
    np.fill_diagonal(similarity, -np.inf)
    np.fill_diagonal(distance, np.inf)
    near_truly = np.argsort(-similarity, axis=1, kind="stable")[:, :count]
    near_here = np.argsort(distance, axis=1, kind="stable")[:, :count]
    return float(np.mean([len(set(here) & set(truly)) for here, truly in zip(near_here, near_truly, strict=True)]))


def to_grid(positions: np.ndarray) -> np.ndarray:
    """Positions as uint16 (count, 2), both axes at one scale, so that distances stay in proportion.

    >>> to_grid(np.array([[0.0, 0.0], [2.0, 1.0]])).tolist()
    [[0, 16384], [65535, 49151]]
    """
    low, high = positions.min(axis=0), positions.max(axis=0)
    scale = float((high - low).max()) or 1.0
    return np.round(((positions - (low + high) / 2) / scale + 0.5) * GRID).clip(0, GRID).astype(np.uint16)


def place_labels(points: np.ndarray, sizes: np.ndarray, box: tuple[float, float], firm: int = 0) -> dict[int, tuple]:
    """Which labels can be written without overlap, and where.

    points (count, 2) and sizes (count, 2: width, height) in pixels, the most important first; box: the picture's width
    and height; the first `firm` labels may cover points. A label goes to the right of its point, else left, above or
    below; what finds no room is left out. Returns index -> (left, top) of its label.
    """
    gap = 5.0
    placed, corners = np.empty((0, 4)), {}
    for index, ((x, y), (width, height)) in enumerate(zip(points, sizes, strict=True)):
        best = None
        for left, top in ((x + gap, y - height / 2), (x - gap - width, y - height / 2),
                          (x - width / 2, y - gap - height), (x - width / 2, y + gap)):
            right, bottom = left + width, top + height
            inside = left >= 0 and top >= 0 and right <= box[0] and bottom <= box[1]
            over = (placed[:, 0] < right) & (placed[:, 2] > left) & (placed[:, 1] < bottom) & (placed[:, 3] > top)
            dots = (points[:, 0] > left) & (points[:, 0] < right) & (points[:, 1] > top) & (points[:, 1] < bottom)
            covered = int(dots.sum())
            if inside and not over.any() and (best is None or covered < best[0]):
                best = (covered, left, top, right, bottom)
        if best is not None and (best[0] == 0 or index < firm):
            placed = np.vstack([placed, best[1:]])
            corners[index] = (float(best[1]), float(best[2]))
    return corners
