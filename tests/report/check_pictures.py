# SPDX-License-Identifier: Apache-2.0
"""Pictures for docs/reading-the-report.md: check_pictures.py MAKE_CHECKS SHARPSCALE OUT_FOLDER.

Draws one pair per fault, lets `sharpscale report` judge it and keeps what the page shows of the
worst place of that fault: source above, result below."""

import base64
import os
import subprocess
import sys
import tempfile

import chromium

# Fault and the words that its place begins with on the page.
FAULTS = {
    "halo": "Halos added",
    "hallucination": "Unsupported",
    "seams": "Seams added",
    "checkerboard": "Checkerboard added",
    "smoothing": "Texture smoothed",
    "blocks": "Block",
}


def main():
    make_checks, sharpscale, out = sys.argv[1:4]
    browser = chromium.Browser(chromium.find())
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([make_checks, folder], check=True)
        for fault, words in FAULTS.items():
            page = os.path.join(folder, fault + ".html")
            pair = [os.path.join(folder, f"{fault}-{which}.png") for which in ("before", "after")]
            subprocess.run([sharpscale, "report", *pair, "-o", page, "--quiet"], check=True)
            browser.window(1280, 900, False)
            browser.open(page)
            titles = browser.js("[...document.querySelectorAll('.places figure figcaption b')].map(b => b.textContent)")
            which = next((i for i, title in enumerate(titles) if words.lower() in title.lower()), 0)
            x, y, width, height = browser.js(
                "(() => { const f = document.querySelectorAll('.places figure')[%d]; const a = f.querySelector('.crop');"
                " const c = f.querySelectorAll('.crop'); const r = a.getBoundingClientRect();"
                " const s = c[c.length - 1].getBoundingClientRect();"
                " return [r.x + scrollX, r.y + scrollY, r.width, s.bottom - r.y] })()" % which)
            shot = browser.call("Page.captureScreenshot", format="jpeg", quality=80, captureBeyondViewport=True,
                                clip={"x": x, "y": y, "width": width, "height": height, "scale": 1})
            with open(os.path.join(out, f"check-{fault}.jpg"), "wb") as file:
                file.write(base64.b64decode(shot["data"]))
            print(fault, titles)
    browser.close()


main()
