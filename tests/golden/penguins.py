"""Writes penguins.json: the measurements' scale as PyTorch sees it.

Run from the repository's root: python3 tests/golden/penguins.py
"""

import csv
import json
from pathlib import Path

import torch

source = Path("node_modules/@observablehq/sample-datasets/penguins.csv")
columns = ["culmen_length_mm", "culmen_depth_mm", "flipper_length_mm", "body_mass_g"]

with source.open(newline="") as file:
    birds = list(csv.DictReader(file))
complete = [bird for bird in birds if all(bird[c] not in ("", "NaN") for c in columns)]
x = torch.tensor([[float(bird[c]) for c in columns] for bird in complete], dtype=torch.float64)
mean = x.mean(dim=0)
deviation = x.std(dim=0, unbiased=False)
z = (x - mean) / deviation
species = [bird["species"] for bird in complete]
golden = {
    "torch": torch.__version__,
    "birds": len(birds),
    "complete": len(complete),
    "counts": {name: species.count(name) for name in sorted(set(species))},
    "mean": mean.tolist(),
    "deviation": deviation.tolist(),
    "firstStandardized": z[0].tolist(),
    "lastStandardized": z[-1].tolist(),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=2) + "\n")
