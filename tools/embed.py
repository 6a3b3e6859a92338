#!/usr/bin/env python3
"""Makes a C file with the text of each file, by name: embed.py OUTPUT HEADER STRUCT ARRAY FILE..."""

import pathlib
import sys


def quoted(text):
    """C string literals, one a line, so that no literal is longer than compilers take."""
    lines = []
    for line in text.splitlines(keepends=True):
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        lines.append(f'      "{escaped}"')
    return "\n".join(lines)


def main():
    output, header, struct, array, *files = sys.argv[1:]
    rows = []
    for name in sorted(files, key=lambda path: (pathlib.Path(path).name != "default", path)):
        path = pathlib.Path(name)
        rows.append(f'    {{ "{path.name}",\n{quoted(path.read_text(encoding="utf-8"))} }},')
    text = f'#include "{header}"\n\nconst struct {struct} {array}[] = {{\n' + "\n".join(rows)
    pathlib.Path(output).write_text(text + "\n    { NULL, NULL },\n};\n", encoding="utf-8")


main()
