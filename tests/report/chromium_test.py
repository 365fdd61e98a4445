# SPDX-License-Identifier: Apache-2.0
"""The report page in a real browser: chromium_test.py MAKE_PAGE [SHOTS_FOLDER].

No console message, nothing fetched, nothing wider than the window; divider, flick and maps work by
mouse and by keyboard, maps also without scripts; every number equals the JSON in the page; it prints
on A4. With a folder, screenshots are kept there. Exit 77 (skipped) where no Chromium is installed."""

import os
import re
import subprocess
import sys
import tempfile

import chromium

failures = []


def check(good, what):
    if not good:
        failures.append(what)
        print("FAILED:", what)


def split(browser):
    return float(browser.js("getComputedStyle(document.querySelector('.compare'))"
                            ".getPropertyValue('--split').replace('%','') || 50"))


def box(browser, selector):
    return browser.js("(() => { const e = document.querySelector(%r); e.scrollIntoView({block:'center'});"
                      " const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height] })()" % selector)


def shown_set(browser):
    return browser.js("[...document.querySelectorAll('.set')].findIndex(s => getComputedStyle(s).display !== 'none')")


def layouts(browser, name, page, shots):
    for width, height, dark in ((1280, 900, False), (1280, 900, True), (390, 844, False), (390, 844, True)):
        browser.window(width, height, dark)
        browser.open(page)
        wide = browser.js("document.documentElement.scrollWidth")
        check(wide <= width, f"{name}: {wide} px wide in a window of {width}")
        # Text must stand out: WCAG 4.5 for all text tokens on the page's ground.
        low = browser.js("""(() => {
          const style = getComputedStyle(document.documentElement), probe = document.createElement('i');
          document.body.append(probe);
          const lum = name => { probe.style.color = style.getPropertyValue(name);
            const c = getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3).map(v => { v /= 255;
              return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
            return .2126 * c[0] + .7152 * c[1] + .0722 * c[2] };
          const ground = lum('--panel'), low = [];
          for (const name of ['--text', '--text-2', '--text-3', '--accent', '--pass', '--warn', '--fail', '--slight', '--moderate']) {
            const l = lum(name), ratio = (Math.max(l, ground) + .05) / (Math.min(l, ground) + .05);
            if (ratio < 4.5) low.push(name + ' ' + ratio.toFixed(2));
          }
          probe.remove(); return low.join(', ') })()""")
        check(low == "", f"{name}: contrast under 4.5: {low}")
        if shots:
            browser.screenshot(os.path.join(shots, f"{name}-{width}-{'dark' if dark else 'light'}.png"))


def divider(browser, page):
    browser.window(1280, 900)
    browser.open(page)
    check(abs(split(browser) - 50) < 0.1, "the divider does not begin in the middle")
    x, y, w, h = box(browser, ".compare .stage")
    browser.mouse("mousePressed", x + 0.5 * w, y + 0.5 * h)
    for step in range(6):
        browser.mouse("mouseMoved", x + (0.5 - 0.05 * step) * w, y + 0.5 * h)
    browser.mouse("mouseReleased", x + 0.25 * w, y + 0.5 * h)
    check(abs(split(browser) - 25) < 2, f"dragged to 25 %, the divider is at {split(browser)} %")
    left = browser.js("document.querySelector('.compare .bar').getBoundingClientRect().x")
    check(abs(left - (x + 0.25 * w)) < 0.02 * w + 3, "the line does not follow the divider")
    before = split(browser)
    browser.key("ArrowRight", number=39)
    check(split(browser) > before, "the arrow key does not move the divider")
    browser.key("End", number=35)
    check(split(browser) == 100, "End does not show the whole source")
    browser.js("document.activeElement.blur()")
    browser.key("ArrowLeft", number=37)
    check(split(browser) < 100, "the arrow key needs the focus")
    state = "document.querySelector('.compare').className"
    browser.key("f", "KeyF", 70, "f")
    check("flick-source" in browser.js(state), "F does not show the source")
    browser.key("f", "KeyF", 70, "f")
    check("flick-result" in browser.js(state), "F again does not show the result")
    visible = browser.js("getComputedStyle(document.querySelector('.compare .before')).visibility")
    check(visible == "hidden", "the source still shows during the flick")
    browser.key("Escape", number=27)
    check("flick" not in browser.js(state).replace("compare", ""), "Escape does not end the flick")
    x, y, w, h = box(browser, "button.flick")
    browser.click(x + w / 2, y + h / 2)
    check("flick-source" in browser.js(state), "the button does not flick")


def maps(browser, page, scripts):
    browser.window(1280, 900)
    browser.call("Emulation.setScriptExecutionDisabled", value=not scripts)
    browser.open(page)
    name = "maps" if scripts else "maps without scripts"
    count = browser.js("document.querySelectorAll('.seg label').length")
    check(count >= 3, f"{name}: only {count} buttons")
    check(shown_set(browser) == 0, f"{name}: the first map is not shown")
    legend = browser.js("document.querySelector('.set .legend').getAttribute('aria-label')")
    check(re.search(r"from .* to ", legend) is not None, f"{name}: the legend names no range")
    for index in (1, count - 1, 0):
        x, y, w, h = box(browser, f".seg label:nth-child({index + 1})")
        browser.click(x + w / 2, y + h / 2)
        check(shown_set(browser) == index, f"{name}: button {index} shows map {shown_set(browser)}")
    check(browser.js("document.querySelector('.set.plain .map') === null"), f"{name}: 'No map' has a map")
    # Arrow keys move inside, as in any set of radio buttons.
    browser.js("document.querySelector('#map-0').focus()")
    browser.key("ArrowRight", number=39)
    check(shown_set(browser) == 1, f"{name}: the arrow key does not change the map")
    # The map lies exactly on its picture.
    off = browser.js("""(() => { const s = document.querySelector('.set.s1 .stage'), m = s.querySelector('.map');
      const a = s.getBoundingClientRect(), b = m.getBoundingClientRect();
      return Math.abs(a.x - b.x) + Math.abs(a.y - b.y) + (b.width + .5 < a.width ? 100 : 0) })()""")
    check(off < 1, f"{name}: the map is {off} px off")
    browser.call("Emulation.setScriptExecutionDisabled", value=False)


def numbers(browser, name, page):
    browser.open(page)
    wrong, compared = browser.js("""(() => {
      const data = JSON.parse(document.getElementById('data').textContent), wrong = [];
      const sides = {before: data.report, after: data.after, pair: data.comparison};
      let compared = 0;
      for (const cell of document.querySelectorAll('[data-metric]')) {
        const side = cell.dataset.side;
        const list = side.startsWith('stage-') ? (side === 'stage-0' ? data.stages[0].before : data.stages[Number(side.slice(6)) - 1].after)
                                               : sides[side].measurements;
        const m = list.find(m => m.id === cell.dataset.metric);
        if (!m) { wrong.push(cell.dataset.metric + ' is not in the data'); continue }
        if (typeof m.value !== 'number') continue;
        const shown = Number(cell.textContent.replace('\\u2212', '-').split('\\u00a0')[0]);
        if (Math.abs(shown - m.value) > 1e-9) wrong.push(m.id + ' ' + shown + ' ' + m.value);
        ++compared;
      }
      for (const cell of document.querySelectorAll('[data-rule]')) {
        const rule = data.comparison.rules.find(r => r.rule === cell.dataset.rule);
        const shown = cell.textContent.replace('\\u2212', '-').split('\\u00a0')[0];
        if (rule.value === null ? shown !== 'unknown' : Math.abs(Number(shown) - rule.value) > 1e-9) wrong.push(rule.rule + ' ' + shown);
        ++compared;
      }
      return [wrong.join('; '), compared] })()""")
    check(wrong == "", f"{name}: numbers differ from the JSON: {wrong}")
    check(compared >= 8, f"{name}: only {compared} numbers were compared")


def paper(browser, name, page, shots):
    browser.open(page)
    pdf = browser.pdf()
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    check(pdf.startswith(b"%PDF") and 1 <= pages <= 10, f"{name}: {pages} pages on paper")
    boxes = set(re.findall(rb"/MediaBox\s*\[([^]]*)\]", pdf))
    check(all(abs(float(b.split()[2]) - 595) < 2 and abs(float(b.split()[3]) - 842) < 2 for b in boxes),
          f"{name}: not A4: {boxes}")
    if shots:
        with open(os.path.join(shots, name + ".pdf"), "wb") as file:
            file.write(pdf)


def main():
    path = chromium.find()
    if path is None:
        print("no Chromium here, skipped")
        return 77
    make_page = sys.argv[1]
    shots = sys.argv[2] if len(sys.argv) > 2 else None
    picture = sys.argv[3:]
    with tempfile.TemporaryDirectory() as folder:
        browser = chromium.Browser(path)
        try:
            for name in ("pair", "single"):
                page = os.path.join(folder, name + ".html")
                subprocess.run([make_page, page, name, *picture], check=True)
                check(os.path.getsize(page) < 3_000_000, f"{name}: larger than 3 MB")
                layouts(browser, name, page, shots)
                numbers(browser, name, page)
                paper(browser, name, page, shots)
            pair = os.path.join(folder, "pair.html")
            divider(browser, pair)
            maps(browser, pair, True)
            maps(browser, pair, False)
            check(browser.console == [], f"console: {browser.console}")
            outside = [url for url in browser.requests if not url.startswith(("data:", "file://" + folder))]
            check(outside == [], f"requests: {outside}")
        finally:
            browser.close()
    print("FAILED" if failures else "ok")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
