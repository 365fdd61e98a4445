#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_pictures.py FOLDER COUNT [SIDE]: that many small, different PNG pictures, the same each time.

Each is a crop of one of four scenes (shapes with soft and hard edges, with and without noise) with its own
brightness. Standard library only. Folders hold 500 each; some names have spaces and other alphabets.
"""
import os
import random
import struct
import sys
import zlib

SCENE = 640


def scene(seed):
    """Rows of RGB bytes: discs and bars on a gradient, then noise of that scene."""
    rng = random.Random(seed)
    rows = [bytearray() for _ in range(SCENE)]
    for y, row in enumerate(rows):
        for x in range(SCENE):
            row += bytes((60 + x * 100 // SCENE, 70 + y * 90 // SCENE, 110))
    for _ in range(260):
        cx, cy, radius = rng.randrange(SCENE), rng.randrange(SCENE), rng.randrange(4, 40)
        colour = bytes(rng.randrange(20, 236) for _ in range(3))
        for y in range(max(0, cy - radius), min(SCENE, cy + radius)):
            half = radius if seed % 2 else int((radius**2 - (y - cy) ** 2) ** 0.5)
            left, right = max(0, cx - half), min(SCENE, cx + half)
            if right > left:
                rows[y][3 * left : 3 * right] = colour * (right - left)
    noise = (0, 2, 6, 12)[seed % 4]
    if noise:
        for row in rows:
            for i in range(len(row)):
                row[i] = min(255, max(0, row[i] + int(rng.gauss(0, noise))))
    return [bytes(row) for row in rows]


def png(width, height, rows):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    raw = b"".join(b"\0" + row for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 1)) + chunk(b"IEND", b"")


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    side = int(sys.argv[3]) if len(sys.argv) > 3 else 128
    scenes = [scene(seed) for seed in range(4)]
    rng = random.Random(9)
    for i in range(count):
        place = os.path.join(folder, "part %02d" % (i // 500) if i // 500 % 2 else "часть-%02d" % (i // 500))
        os.makedirs(place, exist_ok=True)
        rows = scenes[i % 4]
        x, y = rng.randrange(SCENE - side), rng.randrange(SCENE - side)
        gain = rng.uniform(0.7, 1.15)
        table = bytes(min(255, int(value * gain)) for value in range(256))
        crop = [row[3 * x : 3 * (x + side)].translate(table) for row in rows[y : y + side]]
        with open(os.path.join(place, "picture %05d.png" % i), "wb") as out:
            out.write(png(side, side, crop))


main()
