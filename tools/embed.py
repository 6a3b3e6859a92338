#!/usr/bin/env python3
"""Makes a C file with the text of each theme: embed.py OUTPUT THEME..."""

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
    rows = []
    for name in sorted(sys.argv[2:], key=lambda path: (pathlib.Path(path).name != "default", path)):
        path = pathlib.Path(name)
        rows.append(f'    {{ "{path.name}",\n{quoted(path.read_text(encoding="utf-8"))} }},')
    text = '#include "theme_find.h"\n\nconst struct theme_text theme_texts[] = {\n' + "\n".join(rows)
    pathlib.Path(sys.argv[1]).write_text(text + "\n    { NULL, NULL },\n};\n", encoding="utf-8")


main()
