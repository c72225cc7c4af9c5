#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""An instance of the shared generator with another seed: other_seed.py FOLDER NAME SEED OUT."""
import sys

folder, name, seed, out = sys.argv[1:5]
sys.path.insert(0, folder)
import gen_instances  # noqa: E402

gen_instances.CONF[name] = (int(seed), *gen_instances.CONF[name][1:])
sys.argv = ["gen_instances.py", name, out]
gen_instances.main()
