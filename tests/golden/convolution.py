"""Convolutions and max pooling with their gradients, by PyTorch in float64: paddings, strides, odd sizes, even filters.

    /usr/bin/python3 tests/golden/convolution.py > tests/golden/convolution.json

Images are NHWC and filters HWIO, as in lib/nn; they are turned for PyTorch and back. Padding `same` is TensorFlow's: as
many zeros as give ceil(size / stride) places, the odd one below and at the right.
"""
import json
import math

import torch
import torch.nn.functional as F

torch.manual_seed(8)
torch.set_default_dtype(torch.float64)


def normal(*shape):
    return torch.randn(*shape).mul(100).round().div(100)


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.7g}") for v in t.detach().reshape(-1).tolist()]}


def zeros_around(size, filter, stride):
    total = max((math.ceil(size / stride) - 1) * stride + filter - size, 0)
    return total // 2, total - total // 2


out = {"conv2d": [], "maxPool": []}


def conv2d(x_shape, height, width, outputs, stride, padding):
    x = normal(*x_shape).requires_grad_()
    weight = normal(height, width, x_shape[3], outputs).requires_grad_()
    bias = normal(outputs).requires_grad_()
    images = x.permute(0, 3, 1, 2)
    if padding == "same":
        top, bottom = zeros_around(x_shape[1], height, stride)
        left, right = zeros_around(x_shape[2], width, stride)
        images = F.pad(images, (left, right, top, bottom))
    y = F.conv2d(images, weight.permute(3, 2, 0, 1), bias, stride=stride).permute(0, 2, 3, 1)
    dy = normal(*y.shape)
    gradients = torch.autograd.grad(y, [x, weight, bias], dy)
    out["conv2d"].append({
        "options": {"stride": stride, "padding": padding},
        "inputs": [flat(t) for t in (x, weight, bias)],
        "y": flat(y), "dy": flat(dy), "gradients": [flat(t) for t in gradients],
    })


def max_pool(x_shape, size):
    """Numbers that all differ, so that no two win together."""
    count = math.prod(x_shape)
    x = ((torch.randperm(count) - count / 2) / 10).reshape(x_shape).requires_grad_()
    y = F.max_pool2d(x.permute(0, 3, 1, 2), size).permute(0, 2, 3, 1)
    dy = normal(*y.shape)
    out["maxPool"].append({
        "size": size, "inputs": [flat(x)], "y": flat(y), "dy": flat(dy),
        "gradients": [flat(torch.autograd.grad(y, x, dy)[0])],
    })


for padding in ("same", "valid"):
    for stride in (1, 2):
        conv2d([2, 7, 5, 3], 3, 3, 4, stride, padding)
        conv2d([1, 7, 9, 2], 2, 4, 3, stride, padding)
    conv2d([2, 6, 7, 1], 3, 3, 5, 1, padding)
    conv2d([1, 5, 6, 4], 4, 2, 8, 2, padding)
conv2d([1, 8, 7, 1], 2, 2, 1, 3, "same")
conv2d([1, 3, 2, 2], 5, 4, 3, 1, "same")
conv2d([1, 1, 1, 1], 1, 1, 1, 1, "valid")
conv2d([2, 4, 5, 3], 4, 5, 2, 1, "valid")
for shape, size in [([2, 7, 5, 3], 2), ([1, 6, 6, 4], 3), ([1, 3, 3, 1], 3), ([2, 5, 4, 5], 1), ([1, 9, 11, 2], 4)]:
    max_pool(shape, size)
print(json.dumps(out, separators=(",", ":")))
