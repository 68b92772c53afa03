#!/usr/bin/env python3
"""The portal's first pages, served by the program, as Lighthouse sees them: the median of three runs, once as a phone on a slow network (simulated), once as a desktop."""

import json
import os
import subprocess
import sys

from figures import Figure, show
from programs import ROOT, Gatehouse, folder

WANTED = 0.95
LOW = 1  # how the command ends when it has figures, and one is too low
CATEGORIES = ("performance", "accessibility", "best practices")


def measure() -> list[Figure]:
    with folder() as path, Gatehouse(path, {"portal.dir": ROOT / "frontend/dist"}) as server:
        out = path / "lighthouse.json"
        done = subprocess.run(
            ["npm", "--prefix", ROOT / "frontend", "run", "--silent", "lighthouse"],
            env=os.environ | {"PORTAL_ORIGIN": f"http://localhost:{server.port}",
                              "LIGHTHOUSE_OUT": str(out)},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        # Runs made again are worth knowing of, also when the figures are there in the end.
        sys.stderr.write(done.stderr)
        if done.returncode not in (0, LOW):
            raise SystemExit(f"bench/portal.py: no figures: Lighthouse ended with {done.returncode}")
        pages = json.loads(out.read_text())
    figures = []
    for page in pages:
        name = f"portal {page['path']}, {page['form']}"
        figures += [
            Figure(f"{name}: {category}", "", score, reference_name="best score", reference=1,
                   at_least=WANTED)
            for category, score in zip(CATEGORIES, page["scores"], strict=True)]
        figures.append(Figure(f"{name}: largest paint", "ms", page["paint"], limit=2500))
    return figures


if __name__ == "__main__":
    show(measure())
