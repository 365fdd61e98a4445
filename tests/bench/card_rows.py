#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""card_rows.py CARD... < output of models_quality.sh

Writes the measured figures into the tables of the model cards: a table under "**NAME**" takes the
rows of the section "== NAME", by damage and method; one under "**NAME, luma**" those of
"== NAME, set5, luma" and "== NAME, set14, luma" side by side. What was not measured stays, what has
no row in a card is told.
"""
import re
import sys

ROW = re.compile(r"^(\S+)\s+(\S+)\s+([\d.]+) dB\s+SSIM ([\d.]+)")


def measured(lines):
    sections, section = {}, None
    for line in lines:
        if line.startswith("== "):
            section = sections.setdefault(line[3:].strip(), {})
        elif line.startswith("-- "):
            section = None  # wrong conditions: no table of rows
        elif section is not None and (row := ROW.match(line)):
            damage, method, psnr, ssim = row.groups()
            section[damage, method] = f"{float(psnr):.2f}", f"{float(ssim):.4f}"
    return sections


def columns(sections, table, key):
    """Figures of a row of this table; None = nothing was measured."""
    if table in sections:
        return sections[table].get(key)
    stem = table.rsplit(", ", 1)
    both = [sections.get(f"{stem[0]}, {s}, {stem[-1]}", {}).get(key) for s in ("set5", "set14")]
    return sum(both, ()) if all(both) else None


def main():
    sections = measured(sys.stdin)
    used = set()
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as card:
            lines = card.read().splitlines()
        table, changed = "", 0
        for i, line in enumerate(lines):
            if head := re.match(r"^\*\*(.+)\*\*$", line):
                table = head[1]
            cells = [c.strip() for c in line.strip("|").split("|")]
            if not line.startswith("| `") or len(cells) < 4:
                continue
            key = cells[0].strip("`"), cells[1]
            figures = columns(sections, table, key)
            if figures is None or len(figures) != len(cells) - 2:
                continue
            used.add((table, key))
            new = f"| {cells[0]} | {cells[1]} | " + " | ".join(figures) + " |"
            changed += new != line
            lines[i] = new
        with open(path, "w", encoding="utf-8") as card:
            card.write("\n".join(lines) + "\n")
        print(f"{path}: {changed} rows changed")
    for name, rows in sections.items():
        joined = re.sub(r", set\d+", "", name)
        for key in rows:
            if (name, key) not in used and (joined, key) not in used:
                print(f"no row for {name}: {key[0]} {key[1]}")


if __name__ == "__main__":
    main()
