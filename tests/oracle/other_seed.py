#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""An instance of the shared generator with another seed: other_seed.py FOLDER NAME SEED OUT."""
import re
import sys

folder, name, seed, out = sys.argv[1:5]
path = f"{folder}/gen_instances.py"
with open(path) as f:
    text, found = re.subn(rf'("{re.escape(name)}":\s*\(\s*)\d+', rf"\g<1>{int(seed)}", f.read())
if found != 1:
    sys.exit(f"{path} has no seed of '{name}' in one place")
sys.argv = [path, name, out]
exec(compile(text, path, "exec"), {"__name__": "__main__"})
