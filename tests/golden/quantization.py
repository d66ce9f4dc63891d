"""PyTorch's fake quantization, its gradients, and its quantized tensors.

    /usr/bin/python3 tests/golden/quantization.py > tests/golden/quantization.json

A matrix is [inputs, outputs], so a channel is a column: axis 1. The gradient is that of `sum(dy * y)`.
"""
import json

import torch
from torch.ao.quantization.observer import MinMaxObserver, PerChannelMinMaxObserver

torch.manual_seed(7)


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]}


def normal(*shape):
    return torch.randn(*shape).mul(1e3).round().div(1e3)


cases = []


def fake(name, x, scale, zero, low, high, axis=None):
    x = x.clone().requires_grad_()
    dy = normal(*x.shape)
    if axis is None:
        y = torch.fake_quantize_per_tensor_affine(x, scale, zero, low, high)
        scale, zero = [scale], [zero]
    else:
        y = torch.fake_quantize_per_channel_affine(x, scale, zero, axis, low, high)
        scale, zero = scale.tolist(), zero.tolist()
    (y * dy).sum().backward()
    cases.append({"kind": "fake", "name": name, "x": flat(x), "dy": flat(dy), "y": flat(y), "dx": flat(x.grad),
                  "scale": scale, "zero": zero, "low": low, "high": high})


fake("int8, nothing cut off", normal(5, 7), 0.03125, 0, -128, 127)
fake("int8, the ends cut off", normal(5, 7) * 4, 0.015625, 0, -128, 127)
fake("int4, shifted", normal(6, 3) + 1, 0.25, 4, 0, 15)
fake("ternary", normal(4, 4), 1.0, 0, -1, 1)
fake("halves go to the even number", torch.tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 9.0]), 1.0, 0, -2, 3)
fake("per channel", normal(5, 3) * torch.tensor([0.5, 1.0, 8.0]), torch.tensor([0.0625, 0.125, 0.5]),
     torch.tensor([0, 0, 0], dtype=torch.int32), -8, 7, 1)
fake("per channel, shifted", normal(5, 3) + 2, torch.tensor([0.25, 0.5, 0.125]),
     torch.tensor([3, 0, 7], dtype=torch.int32), 0, 15, 1)


def stored(name, x, bits, per):
    """Affine codes by PyTorch's own observers, where it has them: 8 bits; of fewer, by the observer's bounds."""
    high = 2 ** bits - 1
    if per == "tensor":
        observer = MinMaxObserver(dtype=torch.quint8, quant_min=0, quant_max=high)
        observer(x)
        scale, zero = observer.calculate_qparams()
        q = torch.quantize_per_tensor(x, float(scale), int(zero), torch.quint8)
    else:
        observer = PerChannelMinMaxObserver(ch_axis=1, dtype=torch.quint8, quant_min=0, quant_max=high,
                                            qscheme=torch.per_channel_affine)
        observer(x)
        scale, zero = observer.calculate_qparams()
        q = torch.quantize_per_channel(x, scale.double(), zero, 1, torch.quint8)
    codes = q.int_repr().clamp(0, high)
    cases.append({"kind": "stored", "name": name, "x": flat(x), "bits": bits, "per": per,
                  "scale": scale.reshape(-1).tolist(), "zero": zero.reshape(-1).tolist(),
                  "codes": codes.reshape(-1).tolist(),
                  "values": flat((codes - zero.reshape(1, -1)) * scale.reshape(1, -1))["values"]})


stored("int8 per tensor", normal(6, 5), 8, "tensor")
stored("int8 per channel", normal(6, 5) * torch.tensor([0.1, 1, 3, 0.5, 9]), 8, "channel")
stored("int4 per tensor", normal(6, 5), 4, "tensor")
stored("3 bits per channel of positive numbers", normal(6, 5).abs() + 0.5, 3, "channel")

x = normal(101)
cases.append({"kind": "quantile", "x": flat(x), "shares": [0.005, 0.5, 0.9, 0.995],
              "values": torch.quantile(x, torch.tensor([0.005, 0.5, 0.9, 0.995])).tolist(),
              "sizes": torch.quantile(x.abs(), torch.tensor([0.005, 0.5, 0.9, 0.995])).tolist()})

numbers = [1.0, 2049.0, 2051.0, 65504.0, 65519.0, 65520.0, -65520.0, 1e-8, 6e-8, 2.9e-8, 3e-8, 6.1e-5, 0.1, -0.1, 3.14159265,
           0.0, 1.00048828125, 1.00390625, 1.01171875, 3.3895e38, 3.4e38, 1e-40, 1e-45] + normal(20).tolist()
x = torch.tensor(numbers)
cases.append({"kind": "floats", "x": x.double().tolist(),
              "half": [str(v) for v in x.half().double().tolist()],
              "bfloat": [str(v) for v in x.bfloat16().double().tolist()],
              "halfBits": [v & 0xFFFF for v in x.half().view(torch.int16).tolist()],
              "bfloatBits": [v & 0xFFFF for v in x.bfloat16().view(torch.int16).tolist()]})

print(json.dumps(cases, separators=(",", ":")))
