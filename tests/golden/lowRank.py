"""PyTorch's singular values, best matrices of low rank, and least output errors, in float64.

    /usr/bin/python3 tests/golden/lowRank.py > tests/golden/lowRank.json

A matrix is stored as ours are, [inputs, outputs]. The least output error is found another way than ours: the best
matrix of rank r for X W is its own truncation, and lies in the span of X's columns.
"""
import json

import torch

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def flat(t):
    return {"shape": list(t.shape), "values": [round(v, 9) for v in t.reshape(-1).tolist()]}


def numbers(*shape):
    return torch.randn(*shape).mul(1e3).round().div(1e3)


cases = []
for I, O, ranks in [(6, 4, [1, 2, 4]), (4, 7, [1, 3]), (5, 5, [2, 5]), (1, 3, [1]), (12, 9, [4])]:
    W = numbers(I, O)
    X = (numbers(30, I) @ numbers(I, I)).mul(1e3).round().div(1e3)
    U, S, Vh = torch.linalg.svd(W, full_matrices=False)
    for r in ranks:
        best = (U[:, :r] * S[:r]) @ Vh[:r]
        u, s, vh = torch.linalg.svd(X @ W, full_matrices=False)
        outputs = (u[:, :r] * s[:r]) @ vh[:r]
        aware = torch.linalg.lstsq(X, outputs).solution
        cases.append({
            "weight": flat(W), "inputs": flat(X), "rank": r, "singular": flat(S)["values"],
            "best": flat(best), "error": torch.linalg.matrix_norm(W - best).item(), "aware": flat(aware),
            "outputError": torch.linalg.matrix_norm(X @ (W - aware)).item(),
            "plainOutputError": torch.linalg.matrix_norm(X @ (W - best)).item(),
        })

print(json.dumps(cases, separators=(",", ":")))
