#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts files through the compiler, with all its warnings, without making objects of them.

  scripts/ci/lib/syntax_only.py BUILD FOLDER...

BUILD has a compile_commands.json; files below the FOLDERs that BUILD has objects of are left out:
they have been through the compiler.
"""
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys


def is_current(made, source):
    return os.path.exists(made) and os.path.getmtime(made) > os.path.getmtime(source)


def commands(build, folders):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    for entry in entries:
        source = os.path.relpath(entry["file"])
        words = shlex.split(entry["command"])
        made = os.path.join(entry["directory"], words[words.index("-o") + 1])
        if source.startswith(tuple(folders)) and not is_current(made, source):
            where = words.index("-o")
            yield source, entry["directory"], words[:where] + words[where + 2:] + ["-fsyntax-only"]


def check(command):
    source, directory, words = command
    done = subprocess.run(words, cwd=directory, capture_output=True, text=True, check=False)
    return source, done.returncode, done.stderr


def main():
    build, *folders = sys.argv[1:]
    todo = list(commands(build, folders))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, code, said in pool.map(check, todo):
            if code != 0:
                failed += 1
                print(f"== {source}\n{said}")
    print(f"{len(todo)} more files through the compiler, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
