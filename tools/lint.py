#!/usr/bin/env python3
"""Checks what the compiler doesn't: the layers, banned calls, sizes, and that the tests which docs/reliability.md names
are there. Prints file:line: what; exits 1 on any."""

import pathlib
import re
import sys

# Lowest first: a file may include its own layer and those before it, except where a pair is listed as strangers.
LAYERS = ["base", "config", "json", "api", "store", "net", "server", "model", "ui", "cli"]
STRANGERS = {("model", "store"), ("model", "net"), ("model", "server"), ("net", "server"), ("server", "net"),
             ("ui", "store"), ("ui", "server"), ("json", "config"), ("api", "config")}
BANNED = re.compile(r"\b(strcpy|strcat|strncpy|sprintf|vsprintf|gets|atoi|atol|strtok|tmpnam|mktemp|alloca)\s*\(")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
INCLUDE = re.compile(r'#include <annotty/(\w+)/')
CURSES = re.compile(r"#include <(ncursesw?/|curses|ncurses)")
CURSES_FILES = re.compile(r"src/ui/(screen_curses|term\w*|input\w*)\.[ch]$")
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.c):(\w+)`")
LINES_MAX, COLUMNS_MAX, FUNCTION_MAX = 600, 120, 60
# A table in one piece is one idea, however many rows it has.
TABLES = {"src/api/operations.c", "src/api/resources.c"}


def layer_of(path):
    parts = path.parts
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    if parts[:2] == ("include", "annotty"):
        return parts[2]
    return None


def include_problem(layer, target):
    if layer is None or target not in LAYERS:
        return None
    if LAYERS.index(target) > LAYERS.index(layer) or (layer, target) in STRANGERS:
        return f"{layer} must not include {target}"
    return None


def line_problems(path, line):
    if match := INCLUDE.match(line):
        if problem := include_problem(layer_of(path), match[1]):
            yield problem
    if CURSES.match(line) and path.parts[0] != "tests" and not CURSES_FILES.search(path.as_posix()):
        yield "curses outside its files"
    if match := BANNED.search(line):
        yield f"{match[1]} is banned"
    if UNFINISHED.search(line):
        yield "unfinished mark"
    if "\t" in line:
        yield "tab"
    if len(line) > COLUMNS_MAX:
        yield f"longer than {COLUMNS_MAX} columns"
    if line != line.rstrip():
        yield "blank at the end"


def problems(path, text):
    lines = text.split("\n")
    if len(lines) - 1 > LINES_MAX and path.as_posix() not in TABLES:
        yield 1, f"{len(lines) - 1} lines: is it one idea?"
    begin = 0
    for number, line in enumerate(lines, 1):
        for problem in line_problems(path, line):
            yield number, problem
        if line == "{":
            begin = number
        elif line == "}" and begin:
            if number - begin - 1 > FUNCTION_MAX:
                yield begin, f"a function of {number - begin - 1} lines"
            begin = 0


def promise_problems(root):
    """A promise without its test is only a wish."""
    lines = (root / "docs/reliability.md").read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        for file, test in NAMED_TEST.findall(line):
            path = root / file
            if not path.exists() or f"START_TEST({test})" not in path.read_text(encoding="utf-8"):
                yield number, f"there is no test {test} in {file}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = 0
    for folder in ("src", "include", "tests"):
        for path in sorted((root / folder).rglob("*.[ch]")):
            own = path.relative_to(root)
            for number, problem in problems(own, path.read_text(encoding="utf-8")):
                print(f"{own}:{number}: {problem}")
                found += 1
    for number, problem in promise_problems(root):
        print(f"docs/reliability.md:{number}: {problem}")
        found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
