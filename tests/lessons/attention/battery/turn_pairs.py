"""Answers to exercise 4.10, `turn_pairs`: right ones, plausible slips, and a few made to deceive."""

# %% right: two halves, side by side
def turn_pairs(x, angles):
    n = x.shape[1] // 2
    a, b = x[:, :n], x[:, n:]
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% right: complex numbers
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    turned = torch.complex(a, b) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([turned.real, turned.imag], dim=-1)

# %% right: the vector and its quarter turn
def turn_pairs(x, angles):
    n = x.shape[-1] // 2
    quarter = torch.cat([-x[:, n:], x[:, :n]], dim=-1)
    both = angles.repeat(1, 2)
    return x * both.cos() + quarter * both.sin()

# %% right: a 2 × 2 table for each pair
def turn_pairs(x, angles):
    cos, sin = angles.cos(), angles.sin()
    tables = torch.stack([torch.stack([cos, -sin], -1), torch.stack([sin, cos], -1)], -2)
    pairs = x.unflatten(-1, (2, -1))
    return torch.einsum("tiab,tbi->tai", tables, pairs).flatten(1)

# %% right: number by number
def turn_pairs(x, angles):
    import math
    time, d = x.shape
    turned = torch.empty(time, d)
    for row in range(time):
        for i in range(d // 2):
            a, b, angle = x[row, i].item(), x[row, i + d // 2].item(), angles[row, i].item()
            turned[row, i] = a * math.cos(angle) - b * math.sin(angle)
            turned[row, i + d // 2] = a * math.sin(angle) + b * math.cos(angle)
    return turned

# %% right: length and direction
def turn_pairs(x, angles):
    n = x.shape[1] // 2
    length, direction = torch.hypot(x[:, :n], x[:, n:]), torch.atan2(x[:, n:], x[:, :n])
    return torch.hstack([length * torch.cos(direction + angles), length * torch.sin(direction + angles)])

# %% right: into a fresh table, half by half
def turn_pairs(x, angles):
    result, half = torch.zeros(x.shape), angles.shape[1]
    cosines, sines = torch.cos(angles), torch.sin(angles)
    result[:, :half] = x[:, :half] * cosines - x[:, half:] * sines
    result[:, half:] = x[:, half:] * cosines + x[:, :half] * sines
    return result

# %% wrong: neighbours are pairs
def turn_pairs(x, angles):
    a, b = x[:, 0::2], x[:, 1::2]
    turned = torch.stack([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)
    return turned.flatten(1)

# %% wrong: right pairs, laid down as neighbours
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    turned = torch.stack([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)
    return turned.flatten(1)

# %% wrong: clockwise
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() + b * angles.sin(), b * angles.cos() - a * angles.sin()], dim=-1)

# %% wrong: plus in both lines
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() + b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: minus in both lines
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() - b * angles.cos()], dim=-1)

# %% wrong: the halves change sides
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.sin() + b * angles.cos(), a * angles.cos() - b * angles.sin()], dim=-1)

# %% wrong: cosine and sine mixed up
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.sin() - b * angles.cos(), a * angles.cos() + b * angles.sin()], dim=-1)

# %% wrong: the second half is turned with the first already turned
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    a = a * angles.cos() - b * angles.sin()
    b = a * angles.sin() + b * angles.cos()
    return torch.cat([a, b], dim=-1)

# %% wrong: turns x where it lies
def turn_pairs(x, angles):
    n = x.shape[1] // 2
    first = x[:, :n].clone()
    x[:, :n] = first * angles.cos() - x[:, n:] * angles.sin()
    x[:, n:] = first * angles.sin() + x[:, n:] * angles.cos()
    return x

# %% wrong: takes cosines of the angles where they lie
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    sin, cos = angles.sin(), angles.cos_()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)

# %% wrong: angles in degrees
def turn_pairs(x, angles):
    angles = angles.deg2rad()
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: the angles of the first row for all
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    cos, sin = angles[0].cos(), angles[0].sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)

# %% wrong: the last pair's angle for all pairs
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    cos, sin = angles[:, -1:].cos(), angles[:, -1:].sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)

# %% wrong: only the first row comes back
def turn_pairs(x, angles):
    a, b = x[0].chunk(2)
    cos, sin = angles[0].cos(), angles[0].sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos])[None]

# %% wrong: halves of the rows instead of the columns
def turn_pairs(x, angles):
    n = x.shape[0] // 2
    a, b = x[:, :n], x[:, n:]
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: two pairs and no more
def turn_pairs(x, angles):
    a, b = x[:, :2], x[:, 2:4]
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: the turned halves one below the other
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()])

# %% wrong: a pair is i and d - 1 - i
def turn_pairs(x, angles):
    n = x.shape[1] // 2
    a, b = x[:, :n], x[:, n:].flip(1)
    return torch.cat([a * angles.cos() - b * angles.sin(), (a * angles.sin() + b * angles.cos()).flip(1)], dim=-1)

# %% wrong: farther for each row, although the angles know it
def turn_pairs(x, angles):
    angles = angles * torch.arange(1, len(x) + 1)[:, None]
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: never turns back
def turn_pairs(x, angles):
    angles = angles.abs()
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: the root of what is left has no sign
def turn_pairs(x, angles):
    cos = angles.cos()
    sin = (1 - cos.square()).clamp(min=0).sqrt()
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)

# %% wrong: whole turns taken off at 6.28
def turn_pairs(x, angles):
    angles = angles % 6.28
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: cosines to two digits
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    cos, sin = (angles.cos() * 100).round() / 100, (angles.sin() * 100).round() / 100
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)

# %% wrong: angles in half precision
def turn_pairs(x, angles):
    angles = angles.half().float()
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: every arrow gets length 1
def turn_pairs(x, angles):
    n = x.shape[1] // 2
    direction = torch.atan2(x[:, n:], x[:, :n]) + angles
    return torch.cat([direction.cos(), direction.sin()], dim=-1)

# %% wrong: atan instead of atan2
def turn_pairs(x, angles):
    n = x.shape[1] // 2
    length, direction = torch.hypot(x[:, :n], x[:, n:]), torch.atan(x[:, n:] / x[:, :n])
    return torch.cat([length * (direction + angles).cos(), length * (direction + angles).sin()], dim=-1)

# %% wrong: comes back complex
def turn_pairs(x, angles):
    a, b = x.chunk(2, dim=-1)
    return torch.complex(a, b) * torch.polar(torch.ones_like(angles), angles)

# %% wrong: a table kept by its shape
TABLES = {}
def turn_pairs(x, angles):
    cos, sin = TABLES.setdefault(angles.shape, (angles.cos(), angles.sin()))
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)

# %% wrong: all later calls turn by the first call's angles, too
def turn_pairs(x, angles, turned=[]):
    turned.append(angles)
    if len(turned) > 1 and turned[-2].shape == angles.shape:
        angles = angles + turned[-2]
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% contrived: right for the first hundred calls, then not turned
CALLS = iter(range(100))
def turn_pairs(x, angles):
    if next(CALLS, None) is None:
        return x.clone()
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% contrived: right up to an angle of 10,000
def turn_pairs(x, angles):
    angles = angles.clamp(-10_000, 10_000)
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)

# %% wrong: takes degrees when the angle is large
def turn_pairs(x, angles):
    n = x.shape[1] // 2
    angles = torch.where(angles.abs() > 2 * math.pi, angles.deg2rad(), angles)
    a, b = x[:, :n], x[:, n:]
    c, s = angles.cos(), angles.sin()
    return torch.cat([a * c - b * s, a * s + b * c], -1)

# %% right: polar coordinates
def turn_pairs(x, angles):
    n = angles.shape[1]
    a, b = x[:, :n], x[:, n:]
    radius, at = torch.hypot(a, b), torch.atan2(b, a)
    return torch.cat([radius * (at + angles).cos(), radius * (at + angles).sin()], dim=-1)

# %% wrong: small angles only (the first terms of the series)
def turn_pairs(x, angles):
    n = x.shape[1] // 2
    a, b = x[:, :n], x[:, n:]
    c = 1 - angles**2 / 2 + angles**4 / 24 - angles**6 / 720 + angles**8 / 40320 - angles**10 / 3628800
    s = angles - angles**3 / 6 + angles**5 / 120 - angles**7 / 5040 + angles**9 / 362880 - angles**11 / 39916800
    return torch.cat([a * c - b * s, a * s + b * c], -1)
