"""Layer norm, batch norm and Transformer blocks with their gradients, by PyTorch's own modules in float64.

    /usr/bin/python3 tests/golden/layerNormalization.py > data/layer-normalization-golden.json
"""
import json
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)


def normal(*shape, scale=1.0, shift=0.0):
    """Hundredths, which come back exactly from their decimal digits, to float32's precision."""
    return (torch.randn(*shape) * scale + shift).mul(100).round().div(100)


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]}


cases = []


def case(name, kind, inputs, y, extra={}, **attributes):
    """Gradients are those of the sum of y times `dy`."""
    dy = normal(*y.shape)
    gradients = torch.autograd.grad(y, list(inputs.values()), dy)
    cases.append({
        "name": name,
        "kind": kind,
        "attributes": attributes,
        "inputs": {k: flat(t) for k, t in inputs.items()},
        "dy": flat(dy),
        "y": flat(y),
        "gradients": {k: flat(g) for k, g in zip(inputs, gradients)},
        **{k: flat(t) for k, t in extra.items()},
    })


def layer_norm(name, x):
    C = x.shape[-1]
    norm = nn.LayerNorm(C)
    norm.weight.data, norm.bias.data = normal(C, scale=0.5, shift=1.0), normal(C)
    x.requires_grad_()
    case(name, "layerNorm", {"x": x, "gamma": norm.weight, "beta": norm.bias}, norm(x))


def batch_norm(name, x, training):
    C = x.shape[-1]
    norm = nn.BatchNorm1d(C)
    norm.weight.data, norm.bias.data = normal(C, scale=0.5, shift=1.0), normal(C)
    norm.running_mean.data, norm.running_var.data = normal(C), normal(C).abs() + 0.5
    before = {"runningMean": norm.running_mean.clone(), "runningVariance": norm.running_var.clone()}
    norm.train(training)
    x.requires_grad_()
    y = norm(x.reshape(-1, C)).reshape(x.shape)
    after = {"runningMeanAfter": norm.running_mean, "runningVarianceAfter": norm.running_var}
    case(name, "batchNorm", {"x": x, "gamma": norm.weight, "beta": norm.bias}, y, {**before, **after}, training=training)


def block(name, norm_first, causal, B=2, T=3, C=4, H=2, hidden=6):
    layer = nn.TransformerEncoderLayer(
        C, H, hidden, dropout=0.0, activation=lambda x: F.gelu(x, approximate="tanh"),
        layer_norm_eps=1e-5, batch_first=True, norm_first=norm_first)
    for parameter in layer.parameters():
        parameter.data = normal(*parameter.shape, scale=0.4)
    for norm in [layer.norm1, layer.norm2]:
        norm.weight.data = normal(C, scale=0.2, shift=1.0)
    x = normal(B, T, C).requires_grad_()
    mask = torch.triu(torch.full((T, T), -math.inf), 1) if causal else None
    y = layer(x, mask)
    # PyTorch keeps [outputs, inputs]; GPT-2's names, which we use, keep [inputs, outputs].
    ours = {
        "ln_1.weight": (layer.norm1.weight, False),
        "ln_1.bias": (layer.norm1.bias, False),
        "attn.c_attn.weight": (layer.self_attn.in_proj_weight, True),
        "attn.c_attn.bias": (layer.self_attn.in_proj_bias, False),
        "attn.c_proj.weight": (layer.self_attn.out_proj.weight, True),
        "attn.c_proj.bias": (layer.self_attn.out_proj.bias, False),
        "ln_2.weight": (layer.norm2.weight, False),
        "ln_2.bias": (layer.norm2.bias, False),
        "mlp.c_fc.weight": (layer.linear1.weight, True),
        "mlp.c_fc.bias": (layer.linear1.bias, False),
        "mlp.c_proj.weight": (layer.linear2.weight, True),
        "mlp.c_proj.bias": (layer.linear2.bias, False),
    }
    dy = normal(*y.shape)
    tensors = [x] + [t for t, _ in ours.values()]
    dx, *gradients = torch.autograd.grad(y, tensors, dy)
    turned = lambda t, turn: flat(t.T if turn else t)
    names = list(ours)
    cases.append({
        "name": name,
        "kind": "block",
        "attributes": {"norm": "pre" if norm_first else "post", "causal": causal, "width": C, "heads": H, "hidden": hidden},
        "inputs": {"x": flat(x), **{n: turned(*ours[n]) for n in names}},
        "dy": flat(dy),
        "y": flat(y),
        "gradients": {"x": flat(dx), **{n: turned(g, ours[n][1]) for n, g in zip(names, gradients)}},
    })


layer_norm("layer norm", normal(3, 5))
layer_norm("layer norm of sequences", normal(2, 3, 7, scale=2.0, shift=1.0))
layer_norm("layer norm of numbers around 10", normal(4, 6, shift=10.0))
batch_norm("batch norm in training", normal(5, 3), True)
batch_norm("batch norm of sequences in training", normal(2, 3, 4, scale=2.0, shift=1.0), True)
batch_norm("batch norm in evaluation", normal(4, 3), False)
batch_norm("batch norm of one example in evaluation", normal(1, 3), False)
block("a Transformer block, pre-LN", True, False)
block("a Transformer block, post-LN", False, False)
block("a causal block, pre-LN", True, True)
block("a causal block, post-LN", False, True)
print(json.dumps(cases, separators=(",", ":")))
