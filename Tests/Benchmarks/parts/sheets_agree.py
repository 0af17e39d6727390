#!/usr/bin/env python3
"""Compares a report's charges.csv with the sheets that LibreOffice wrote of its workbook.

  sheets_agree.py REPORT SHEETS
"""
import csv
import json
import pathlib
import sys
from decimal import Decimal

report, sheets = map(pathlib.Path, sys.argv[1:])
wrong = []


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def number(text):
    return Decimal(text.replace(",", ""))


def plain(text):
    """A cell of charges.csv as it was logged."""
    return text[1:] if text.startswith("'") else text


total = Decimal(json.loads((report / "summary.json").read_text())["cost"]["total"])
written = {path.stem.removeprefix("charges-"): rows(path) for path in sheets.glob("*.csv")}
if len(written) < 10:
    sys.exit(f"LibreOffice wrote only {sorted(written)}")
charges = rows(report / "charges.csv")
sheet = written["Charges"]
texts = [1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 14]
for line, (row, cells) in enumerate(zip(charges[1:], sheet[1:]), 2):
    for column in texts:
        # A line end inside a cell is written as one sign there, whichever it was.
        one, other = (" ".join(value.replace("\r", "\n").split()) for value in (plain(row[column]), cells[column]))
        if one != other:
            wrong.append(f"Charges, line {line}, column {column}: {cells[column]!r}, not {plain(row[column])!r}")
    for column in (9, 11, 12):
        if row[column] and abs(number(cells[column]) - Decimal(row[column])) > Decimal("1e-9"):
            wrong.append(f"Charges, line {line}, column {column}: {cells[column]}, not {row[column]}")
    if cells[17] != row[12]:
        wrong.append(f"Charges, line {line}: the digits are {cells[17]}, not {row[12]}")
totals = 0
written.pop("Method")
for name, lines in written.items():
    for cells in lines:
        if cells and cells[0] == "Total":
            totals += 1
            place = 12 if name == "Charges" else 1
            if abs(number(cells[place]) - total) > Decimal("1e-9"):
                wrong.append(f"{name}: LibreOffice computes {cells[place]}, not {total}")
        elif cells and cells[0] == "Difference" and number(cells[1]) != 0:
            wrong.append(f"{name}: LibreOffice finds a difference of {cells[1]}")
        if any(cell.startswith(("#", "Err:")) for cell in cells):
            wrong.append(f"{name}: {cells}")
if totals < 9:
    wrong.append(f"only {totals} sheets have a total")
print(f"{report.name}: {totals} totals are {total}")
if wrong:
    sys.exit("\n".join(wrong[:30]))
