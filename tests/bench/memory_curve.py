#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Peak memory of `sharpscale enhance` against the size of the result, as CSV and SVG.

    memory_curve.py SHARPSCALE FOLDER [--max-memory 1G] [--sizes 10,40,100,200,400]

Every size is a 2x enlargement by the network (--steps upscale:2), of a picture made here, under the
same limit; the model that ran is read from the result's sidecar, and a run in which no network
enlarged is an error, not a point. Memory is the peak resident set of that one process, as the
kernel counts it. Writes FOLDER/memory-curve.csv and FOLDER/memory-curve.svg; pictures are removed.
"""

import argparse
import json
import math
import os
import random
import sys
import tempfile
import time


def write_picture(path, width, height):
    """A binary PPM: diagonal bands with some grain, so that there are edges and flat parts."""
    rng = random.Random(1)
    grain = [rng.randrange(-3, 4) for _ in range(4096)]
    period = 251
    line = bytearray()
    for x in range(width + period):
        base = 40 + 160 * ((x % period) > period // 2)
        for channel in range(3):
            line.append(base + 15 * channel + grain[(7 * x + 997 * channel) % 4096])
    with open(path, "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (width, height))
        for y in range(height):
            start = 3 * (y % period)
            file.write(line[start : start + 3 * width])


def run(command):
    """Runs it; seconds and peak resident MiB of that process."""
    start = time.monotonic()
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit("failed: " + " ".join(command))
    return time.monotonic() - start, usage.ru_maxrss / 1024.0


def to_mib(text):
    units = {"K": 1.0 / 1024, "M": 1.0, "G": 1024.0}
    return float(text[:-1]) * units[text[-1].upper()]


def draw(rows, limit, path):
    """Result size on a logarithmic axis; memory from 0 to above the limit."""
    left, right, top, bottom = 70, 620, 40, 300
    most = 1.15 * max([limit] + [row["peak_mib"] for row in rows])
    first, last = math.log(rows[0]["megapixels"]), math.log(rows[-1]["megapixels"])

    def x_of(value):
        return left + 30 + (right - left - 40) * (math.log(value) - first) / max(1e-9, last - first)

    def y_of(value):
        return bottom - (bottom - top) * value / most

    text = 'font-family="sans-serif" font-size="12" fill="#333"'
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="660" height="350" viewBox="0 0 660 350">',
        "<title>Peak memory of enhance against the size of the result</title>",
        '<rect width="660" height="350" fill="#fff"/>',
        f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="#333"/>',
        f'<line x1="{left}" y1="{top}" x2="{left}" y2="{bottom}" stroke="#333"/>',
        f'<line x1="{left}" y1="{y_of(limit):.1f}" x2="{right}" y2="{y_of(limit):.1f}" '
        'stroke="#a33" stroke-dasharray="6 4"/>',
        f'<text x="{right}" y="{y_of(limit) - 6:.1f}" text-anchor="end" {text}>'
        f"--max-memory, {limit:.0f} MiB</text>",
        f'<text x="{left}" y="24" {text}>Peak resident memory, MiB (2x by the network)</text>',
        f'<text x="{(left + right) / 2}" y="338" text-anchor="middle" {text}>'
        "Result, megapixels</text>",
    ]
    step = 250 if most < 2000 else 500
    for value in range(0, int(most), step):
        out.append(
            f'<text x="{left - 8}" y="{y_of(value) + 4:.1f}" text-anchor="end" {text}>{value}</text>'
        )
    points = " ".join(f"{x_of(r['megapixels']):.1f},{y_of(r['peak_mib']):.1f}" for r in rows)
    out.append(f'<polyline points="{points}" fill="none" stroke="#246" stroke-width="2"/>')
    for row in rows:
        x, y = x_of(row["megapixels"]), y_of(row["peak_mib"])
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#246"/>')
        out.append(
            f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle" {text}>'
            f'{row["peak_mib"]:.0f}</text>'
        )
        out.append(
            f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle" {text}>'
            f'{row["megapixels"]:.0f}</text>'
        )
    out.append("</svg>\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sharpscale")
    parser.add_argument("folder")
    parser.add_argument("--max-memory", default="1G")
    parser.add_argument("--sizes", default="10,40,100,200,400")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for size in sorted(float(word) for word in options.sizes.split(",")):
            width = round(math.sqrt(size * 1e6 / 4 * 4 / 3))
            height = round(size * 1e6 / 4 / width)
            source = os.path.join(scratch, "source.ppm")
            result = os.path.join(scratch, "result.jpg")
            write_picture(source, width, height)
            command = [options.sharpscale, "enhance", source, "-o", result, "--force", "--quiet"]
            command += ["--steps", "upscale:2", "--max-memory", options.max_memory]
            seconds, peak = run(command)
            with open(result + ".sharpscale.json", encoding="utf-8") as file:
                sidecar = json.load(file)
            models = [s.get("model", "") for s in sidecar["steps"]]
            network = next((m for m in models if m.startswith("upscale-")), "")
            if not network:
                sys.exit(f"no network enlarged the {size:.0f} MP picture: {models}")
            row = {
                "megapixels": 4e-6 * width * height,
                "width": 2 * width,
                "height": 2 * height,
                "model": network,
                "seconds": seconds,
                "peak_mib": peak,
            }
            rows.append(row)
            print(f"{row['megapixels']:6.0f} MP  {network}  {seconds:7.1f} s  {peak:6.0f} MiB")
            sys.stdout.flush()
    table = os.path.join(options.folder, "memory-curve.csv")
    with open(table, "w", encoding="utf-8") as file:
        file.write("megapixels,width,height,model,seconds,peak_mib,limit_mib\n")
        for r in rows:
            file.write(
                f"{r['megapixels']:.1f},{r['width']},{r['height']},{r['model']},"
                f"{r['seconds']:.1f},{r['peak_mib']:.0f},{to_mib(options.max_memory):.0f}\n"
            )
    draw(rows, to_mib(options.max_memory), os.path.join(options.folder, "memory-curve.svg"))


if __name__ == "__main__":
    main()
