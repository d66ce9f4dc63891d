"""GPTQ's codes, in float64 by PyTorch's own inverse and Cholesky factor.

    /usr/bin/python3 tests/golden/gptq.py > tests/golden/gptq.json

Weights are [inputs, outputs], symmetric, with a scale for each output, or for each group of inputs of an output.
"""
import json

import torch

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def rounded(*shape):
    return torch.randn(*shape).mul(1e3).round().div(1e3)


def solve(w, x, bits, group, dampening=0.01):
    I, O = w.shape
    high = 2 ** (bits - 1) - 1
    h = x.T @ x
    h += torch.eye(I) * dampening * h.diagonal().mean()
    u = torch.linalg.cholesky(torch.linalg.inv(h), upper=True)
    w, codes, scales = w.clone(), torch.zeros(I, O), []
    for i in range(I):
        if i % group == 0:
            scales.append((w[i:i + group].float().abs().amax(0).double() / high).float().double())
        codes[i] = (w[i] / scales[-1]).round().clamp(-high, high)
        error = (w[i] - codes[i] * scales[-1]) / u[i, i]
        w[i + 1:] -= u[i, i + 1:, None] * error
    return codes, torch.stack(scales)


cases = []
for I, O, N, bits, group in [(2, 2, 3, 3, 2), (12, 5, 40, 3, 12), (12, 5, 40, 4, 4), (16, 3, 8, 2, 16), (16, 7, 50, 8, 8)]:
    w = rounded(I, O)
    x = (rounded(N, I) @ rounded(I, I)).mul(1e3).round().div(1e3)  # inputs that go together
    codes, scales = solve(w, x, bits, group)
    cases.append({"w": w.tolist(), "x": x.tolist(), "bits": bits, "group": group,
                  "codes": codes.int().reshape(-1).tolist(), "scales": scales.reshape(-1).tolist()})

print(json.dumps(cases, separators=(",", ":")))
