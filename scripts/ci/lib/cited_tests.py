#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails if a document cites a test that is not there.

  scripts/ci/lib/cited_tests.py DOCUMENT...

Cited is what stands in backquotes as Suite.Test, as .Test of the suite cited last, or as Suite.*.
In a table whose last column is headed "tests" every row cites one, or says "none yet".
"""
import pathlib
import re
import sys

DEFINED = re.compile(r"^(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", re.M)
CITED = re.compile(r"`([A-Z]\w+)?\.([A-Z]\w+|\*)`")


def rows_without_tests(text):
    in_matrix = False
    for row in text.splitlines():
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        if not row.startswith("|"):
            in_matrix = False
        elif cells[-1] == "tests":
            in_matrix = True
        elif in_matrix and set(row) - set("|- ") and not CITED.search(cells[-1]):
            if cells[-1] != "none yet":
                yield cells[0]


def main():
    tests = set()
    for path in pathlib.Path("tests").rglob("*.cc"):
        tests |= set(DEFINED.findall(path.read_text(encoding="utf-8")))
    suites = {suite for suite, _ in tests}
    lost = 0
    for document in sys.argv[1:]:
        suite = ""
        text = pathlib.Path(document).read_text(encoding="utf-8")
        for row in rows_without_tests(text):
            print(f"{document} names no test for: {row}")
            lost += 1
        for named, test in CITED.findall(text):
            suite = named or suite
            if suite not in suites or (test != "*" and (suite, test) not in tests):
                print(f"{document} cites {suite}.{test}, and there is no such test")
                lost += 1
    return 1 if lost else 0


sys.exit(main())
