"""Unforeseen answers to the exercise dequantize_block."""

# %% right: NumPy reads, and joins
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], dtype=np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], dtype=np.uint8)
    steps = np.concatenate([packed & 15, packed >> 4])
    return scale * steps.astype(np.float32) + smallest

# %% right: struct and a list
import struct

def dequantize_block(block):
    scale, smallest, *packed = struct.unpack("<ee16B", block)
    steps = [byte % 16 for byte in packed] + [byte // 16 for byte in packed]
    return np.array([scale * q + smallest for q in steps], dtype=np.float32)

# %% right: fills an empty array in a loop
def dequantize_block(block):
    scale = np.float32(np.frombuffer(block[0:2], "<f2")[0])
    smallest = np.float32(np.frombuffer(block[2:4], "<f2")[0])
    numbers = np.empty(32, dtype=np.float32)
    for i in range(16):
        byte = block[4 + i]
        numbers[i] = scale * np.float32(byte & 0b1111) + smallest
        numbers[i + 16] = scale * np.float32(byte >> 4) + smallest
    return numbers

# %% right: divmod and zip
def dequantize_block(block):
    scale, smallest = (float(number) for number in np.frombuffer(block, "<f2", count=2))
    upper, lower = zip(*(divmod(byte, 16) for byte in block[4:]))
    return np.asarray(lower + upper, np.float32) * np.float32(scale) + np.float32(smallest)

# %% right: hexadecimal digits
def dequantize_block(block):
    digits = block[4:].hex()
    steps = [int(digit, 16) for digit in digits[1::2] + digits[::2]]
    scale, smallest = np.frombuffer(block[:4], np.float16)
    return np.float32(scale) * np.array(steps, np.float32) + np.float32(smallest)

# %% right: single bits
def dequantize_block(block):
    bits = np.unpackbits(np.frombuffer(block, np.uint8, offset=4)).reshape(16, 2, 4)
    steps = bits @ np.array([8, 4, 2, 1])
    scale, smallest = np.ndarray(2, "<f2", block).astype("float32")
    return np.float32(scale) * steps[:, ::-1].T.ravel().astype(np.float32) + smallest

# %% right: a record
RECORD = np.dtype([("scale", "<f2"), ("smallest", "<f2"), ("packed", "u1", 16)])

def dequantize_block(block):
    record = np.frombuffer(block, RECORD)[0]
    packed = record["packed"]
    steps = np.stack((packed & 0x0F, packed >> 4)).reshape(32)
    return np.float32(record["scale"]) * steps + np.float32(record["smallest"])

# %% right: torch, then NumPy
def dequantize_block(block):
    raw = torch.tensor(list(block), dtype=torch.uint8)
    scale, smallest = raw[:4].view(torch.float16).float()
    packed = raw[4:]
    return torch.cat([packed % 16, packed // 16]).float().mul(scale).add(smallest).numpy()

# %% right: a table of the sixteen values
def dequantize_block(block):
    scale, smallest = np.frombuffer(block, np.float16, 2).astype(np.float32)
    values = np.arange(16, dtype=np.float32) * scale + smallest
    packed = np.frombuffer(block[-16:], np.uint8)
    return np.r_[values[packed & 15], values[packed >> 4]]

# %% right: shifts by broadcasting
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    steps = np.frombuffer(block[4:], np.uint8)[None, :] >> np.array([[0], [4]], np.uint8) & np.uint8(15)
    return (scale * steps.astype(np.float32) + smallest).flatten()

# %% right: double precision, rounded at the end, which comes to the same bits
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float64)
    packed = np.frombuffer(block[4:], np.uint8)
    steps = np.hstack([packed % 16, packed // 16])
    return (scale * steps + smallest).astype(np.float32)

# %% right: one large whole number
def dequantize_block(block):
    number = int.from_bytes(block[4:], "little")
    nibbles = [number >> 4 * i & 15 for i in range(32)]
    scale, smallest = np.frombuffer(block[:4], "<f2").astype("f4")
    return np.fromiter((scale * np.float32(q) + smallest for q in nibbles[::2] + nibbles[1::2]), np.float32, 32)

# %% right: recursion over the bytes
def dequantize_block(block):
    scale, smallest = map(np.float32, np.frombuffer(block[:4], np.float16))

    def steps(packed):
        if len(packed) == 0:
            return [], []
        lower, upper = steps(packed[1:])
        return [packed[0] & 15, *lower], [packed[0] >> 4, *upper]

    lower, upper = steps(block[4:])
    return np.array(lower + upper, dtype=np.float32) * scale + smallest

# %% right: the half floats by hand
def half(pair):
    bits = pair[0] | pair[1] << 8
    sign = -1.0 if bits >> 15 else 1.0
    exponent, fraction = bits >> 10 & 31, bits & 1023
    if exponent == 0:
        return sign * fraction * 2.0 ** -24
    return sign * (1024 + fraction) * 2.0 ** (exponent - 25)

def dequantize_block(block):
    scale, smallest = half(block[:2]), half(block[2:4])
    out = np.zeros(32, np.float32)
    for place, byte in enumerate(block[4:]):
        out[place], out[place + 16] = scale * (byte & 15) + smallest, scale * (byte >> 4) + smallest
    return out

# %% right: signed bytes, masked
def dequantize_block(block):
    packed = np.frombuffer(block[4:], np.int8)
    q = np.append(packed & 15, packed >> 4 & 15).astype(np.float32)
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    q *= scale
    q += smallest
    return q

# %% right: a class that is called
class Dequantizer:
    def __call__(self, block):
        scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
        halves = [self.lower(block), self.upper(block)]
        return np.array([scale * np.float32(q) + smallest for half in halves for q in half])

    def lower(self, block):
        return (byte & 15 for byte in block[4:20])

    def upper(self, block):
        return (byte >> 4 for byte in block[4:20])

dequantize_block = Dequantizer()

# %% right: a lambda with linspace's cousin
dequantize_block = lambda block: np.polyval(
    np.frombuffer(block[:4], np.float16).astype(np.float32),
    np.array([b % 16 for b in block[4:]] + [b // 16 for b in block[4:]], np.float32)).astype(np.float32)

# %% wrong: scale and smallest the other way round
def dequantize_block(block):
    smallest, scale = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: neighbours, as the bytes lie
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.stack([packed & 15, packed >> 4], axis=1).reshape(32).astype(np.float32) + smallest

# %% wrong: neighbours, the upper first
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    steps = [int(digit, 16) for digit in block[4:].hex()]
    return scale * np.array(steps, np.float32) + smallest

# %% wrong: the upper half first
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed >> 4, packed & 15]).astype(np.float32) + smallest

# %% wrong: largest byte first
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], ">f2").astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: float16 all the way
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]) + smallest

# %% wrong: float16, and made float32 at the end
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16)
    packed = np.frombuffer(block[4:], np.uint8)
    steps = np.concatenate([packed & 15, packed >> 4]).astype(np.float16)
    return (scale * steps + smallest).astype(np.float32)

# %% wrong: the product is a float16
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16)
    packed = np.frombuffer(block[4:], np.uint8)
    steps = np.concatenate([packed & 15, packed >> 4]).astype(np.float16)
    return (scale * steps).astype(np.float32) + np.float32(smallest)

# %% wrong: the sum is a float16
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16)
    packed = np.frombuffer(block[4:], np.uint8)
    steps = np.concatenate([packed & 15, packed >> 4])
    numbers = np.empty(32, np.float32)
    numbers[:] = (np.float32(scale) * steps).astype(np.float16) + smallest
    return numbers

# %% wrong: float64
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(float)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]) + smallest

# %% wrong: float64 by way of Python's numbers
import struct
def dequantize_block(block):
    scale, smallest, *packed = struct.unpack("<2e16B", block)
    return np.array([scale * (b & 15) + smallest for b in packed] + [scale * (b >> 4) + smallest for b in packed])

# %% wrong: a list
import struct
def dequantize_block(block):
    scale, smallest, *packed = struct.unpack("<2e16B", block)
    return [np.float32(scale * (b & 15) + smallest) for b in packed] + [np.float32(scale * (b >> 4) + smallest) for b in packed]

# %% wrong: a tensor of torch
def dequantize_block(block):
    raw = torch.tensor(list(block), dtype=torch.uint8)
    scale, smallest = raw[:4].view(torch.float16).float()
    return torch.cat([raw[4:] & 15, raw[4:] >> 4]).float() * scale + smallest

# %% wrong: two rows
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.stack([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: a row of its own
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)[None]
    return scale * np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) + smallest

# %% wrong: signed bytes
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.int8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: four bits with a sign
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    steps = np.concatenate([packed & 15, packed >> 4]).astype(np.float32)
    return scale * np.where(steps > 7, steps - 16, steps) + smallest

# %% wrong: steps from the middle, as in Q4_0
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * (np.concatenate([packed & 15, packed >> 4]).astype(np.float32) - 8) + smallest

# %% wrong: less the smallest
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) - smallest

# %% wrong: the smallest is counted in steps
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * (np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest)

# %% wrong: without the smallest
def dequantize_block(block):
    scale = np.frombuffer(block[:2], np.float16).astype(np.float32)[0]
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32)

# %% wrong: the scale is the whole range
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale / np.float32(15) * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: the second number is the largest
def dequantize_block(block):
    scale, largest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return largest - scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32)

# %% wrong: the mask is one bit short
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 7, packed >> 4]).astype(np.float32) + smallest

# %% wrong: masks with 16
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 16, packed >> 4]).astype(np.float32) + smallest

# %% wrong: the remainder by 15
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed % 15, packed // 16]).astype(np.float32) + smallest

# %% wrong: the upper bits are not moved down
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed & 240]).astype(np.float32) + smallest

# %% wrong: the lower bits keep the upper
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed, packed >> 4]).astype(np.float32) + smallest

# %% wrong: bits counted from the left
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    bits = np.unpackbits(np.frombuffer(block[4:], np.uint8), bitorder="little").reshape(16, 2, 4)
    steps = (bits @ np.array([8, 4, 2, 1])).T.reshape(32)
    return scale * steps.astype(np.float32) + smallest

# %% wrong: backwards in the upper half
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed[::-1] >> 4]).astype(np.float32) + smallest

# %% wrong: starts at byte 2
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[2:18], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: all 20 bytes are unpacked
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block, np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: sixteen numbers
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * (packed & 15).astype(np.float32) + smallest

# %% wrong: the last byte is left out
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    numbers = np.full(32, smallest, np.float32)
    for i in range(15):
        numbers[i] += scale * np.float32(block[4 + i] & 15)
        numbers[16 + i] += scale * np.float32(block[4 + i] >> 4)
    return numbers

# %% wrong: smallest read from byte 1
def dequantize_block(block):
    scale = np.frombuffer(block[0:2], np.float16).astype(np.float32)[0]
    smallest = np.frombuffer(block[1:3], np.float16).astype(np.float32)[0]
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: bfloat16
def dequantize_block(block):
    raw = torch.tensor(list(block), dtype=torch.uint8)
    scale, smallest = raw[:4].view(torch.bfloat16).float()
    return (torch.cat([raw[4:] & 15, raw[4:] >> 4]).float() * scale + smallest).numpy()

# %% wrong: scale and smallest are whole numbers
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.uint16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: one float32 for the two
def dequantize_block(block):
    scale = np.frombuffer(block[:4], np.float32)[0]
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32)

# %% wrong: half floats by hand, always with the leading one
def half(pair):
    bits = pair[0] | pair[1] << 8
    return (-1.0) ** (bits >> 15) * (1 + (bits & 1023) / 1024) * 2.0 ** ((bits >> 10 & 31) - 15)

def dequantize_block(block):
    scale, smallest = half(block[:2]), half(block[2:4])
    return np.array([scale * (b & 15) + smallest for b in block[4:]]
                    + [scale * (b >> 4) + smallest for b in block[4:]], np.float32)

# %% wrong: half floats by hand, tiny ones are zero
def half(pair):
    bits = pair[0] | pair[1] << 8
    if not bits >> 10 & 31:
        return 0.0
    return (-1.0) ** (bits >> 15) * (1 + (bits & 1023) / 1024) * 2.0 ** ((bits >> 10 & 31) - 15)

def dequantize_block(block):
    scale, smallest = half(block[:2]), half(block[2:4])
    return np.array([scale * (b & 15) + smallest for b in block[4:]]
                    + [scale * (b >> 4) + smallest for b in block[4:]], np.float32)

# %% wrong: half floats by hand, without the sign
def half(pair):
    bits = pair[0] | pair[1] << 8
    exponent, fraction = bits >> 10 & 31, bits & 1023
    return fraction * 2.0 ** -24 if exponent == 0 else (1024 + fraction) * 2.0 ** (exponent - 25)

def dequantize_block(block):
    scale, smallest = half(block[:2]), half(block[2:4])
    return np.array([scale * (b & 15) + smallest for b in block[4:]]
                    + [scale * (b >> 4) + smallest for b in block[4:]], np.float32)

# %% wrong: rounded to four digits
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return (scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest).round(4)

# %% wrong: whole numbers
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    steps = np.concatenate([packed & 15, packed >> 4])
    for i, q in enumerate(steps):
        steps[i] = int(scale * q + smallest) % 256
    return steps.astype(np.float32)

# %% wrong: the steps alone
def dequantize_block(block):
    packed = np.frombuffer(block[4:], np.uint8)
    return np.concatenate([packed & 15, packed >> 4]).astype(np.float32)

# %% wrong: one array for all blocks
numbers = np.zeros(32, np.float32)

def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    for i in range(16):
        numbers[i] = scale * np.float32(block[4 + i] & 15) + smallest
        numbers[16 + i] = scale * np.float32(block[4 + i] >> 4) + smallest
    return numbers

# %% wrong: adds to what an earlier block left
numbers = np.zeros(32, np.float32)

def dequantize_block(block):
    global numbers
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    numbers = numbers + scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest
    return numbers

# %% wrong: prints
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    print(scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest)

# %% wrong: returns inside the loop
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    numbers = np.zeros(32, np.float32)
    for i in range(16):
        numbers[i] = scale * np.float32(block[4 + i] & 15) + smallest
        numbers[16 + i] = scale * np.float32(block[4 + i] >> 4) + smallest
        return numbers

# %% wrong: nothing but zeros when there are no steps
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    if scale == 0:
        return np.zeros(32, np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest

# %% wrong: the smallest with a minus in front
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return scale * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) - abs(smallest)

# %% wrong: an object array
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    steps = [b & 15 for b in block[4:]] + [b >> 4 for b in block[4:]]
    return np.array([scale * np.float32(q) + smallest for q in steps], dtype=object)

# %% contrived: a step is never negative
def dequantize_block(block):
    scale, smallest = np.frombuffer(block[:4], np.float16).astype(np.float32)
    packed = np.frombuffer(block[4:], np.uint8)
    return abs(scale) * np.concatenate([packed & 15, packed >> 4]).astype(np.float32) + smallest
