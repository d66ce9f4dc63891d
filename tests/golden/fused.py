"""PyTorch's values and gradients, in float64, for every fused kernel of lib/compute/fused.

    /usr/bin/python3 tests/golden/fused.py > tests/golden/fused.json
"""
import json
import math

import torch
import torch.nn.functional as F

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)


def normal(*shape, scale=1.0, shift=0.0):
    """Hundredths, which come back exactly from their decimal digits, to float32's precision."""
    return (torch.randn(*shape) * scale + shift).mul(100).round().div(100)


def number(v):
    if isinstance(v, int):
        return v  # a word of codes needs all its digits
    if math.isnan(v):
        return "NaN"
    if math.isinf(v):
        return "Infinity" if v > 0 else "-Infinity"
    return float(f"{v:.7g}")


def flat(t):
    dtype = "float32" if t.is_floating_point() else "int32"
    return {"shape": list(t.shape), "dtype": dtype, "values": [number(v) for v in t.detach().reshape(-1).tolist()]}


cases = {}


def case(name, kernel, inputs, outputs, **attributes):
    cases[name] = {
        "kernel": kernel,
        "inputs": {k: flat(t) for k, t in inputs.items()},
        "attributes": attributes,
        "outputs": [flat(t) for t in outputs],
    }


def layer_norm(name, *shape, epsilon=1e-5, shift=0.0, change=lambda x: x):
    x = change(normal(*shape, shift=shift)).requires_grad_()
    gamma = normal(shape[-1], shift=1.0).requires_grad_()
    beta = normal(shape[-1]).requires_grad_()
    y = F.layer_norm(x, shape[-1:], gamma, beta, epsilon)
    mean = x.mean(-1).reshape(-1)
    inverse = (x.var(-1, unbiased=False) + epsilon).rsqrt().reshape(-1)
    case(f"layerNorm {name}", "LayerNorm", {"x": x, "gamma": gamma, "beta": beta}, [y, mean, inverse], epsilon=epsilon)
    dy = normal(*shape)
    gradients = torch.autograd.grad(y, [x, gamma, beta], dy)
    inputs = {"dy": dy, "x": x, "gamma": gamma, "mean": mean, "inverse": inverse}
    case(f"layerNormGradient {name}", "LayerNormGradient", inputs, gradients)
    earlier = normal(*shape)
    together = [gradients[0] + earlier, *gradients[1:]]
    case(f"layerNormGradient beside {name}", "LayerNormGradientAdded", {**inputs, "earlier": earlier}, together)


def gelu(name, x):
    x = x.requires_grad_()
    y = 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    case(f"gelu {name}", "Gelu", {"x": x}, [y])
    dy = normal(*x.shape)
    case(f"geluGradient {name}", "GeluGradient", {"dy": dy, "x": x}, torch.autograd.grad(y, [x], dy))


def cross_entropy(name, rows, classes, scale=1.0, change=lambda x: x):
    logits = change(normal(rows, classes, scale=scale)).requires_grad_()
    labels = torch.randint(classes, (rows,), dtype=torch.int32)
    loss = F.cross_entropy(logits, labels.long())
    log_sum_exp = logits.logsumexp(1)
    case(f"crossEntropy {name}", "CrossEntropy", {"logits": logits, "labels": labels}, [loss, log_sum_exp])
    dy = normal(1, shift=2.0)[0]
    inputs = {"dy": dy, "logits": logits, "labels": labels, "logSumExp": log_sum_exp}
    case(f"crossEntropyGradient {name}", "CrossEntropyGradient", inputs, torch.autograd.grad(loss, [logits], dy))


def attention(name, batch, length, heads, size, causal, scale=1.0, change=lambda x: x):
    width = heads * size
    qkv = change(normal(batch, length, 3 * width, scale=scale)).requires_grad_()
    q, k, v = (part.reshape(batch, length, heads, size).transpose(1, 2) for part in qkv.split(width, -1))
    scores = q @ k.transpose(-1, -2) / math.sqrt(size)
    if causal:
        scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), -1e30)
    log_sum_exp = scores.logsumexp(-1)
    output = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, width)
    case(f"attention {name}", "Attention", {"qkv": qkv}, [output, log_sum_exp], heads=heads, causal=causal)
    dy = normal(batch, length, width)
    inputs = {"dy": dy, "qkv": qkv, "output": output, "logSumExp": log_sum_exp}
    gradient = torch.autograd.grad(output, [qkv], dy)
    case(f"attentionGradient {name}", "AttentionGradient", inputs, gradient, heads=heads, causal=causal)


def adam_step(name, *shape, step=1, learning_rate=0.01, decay=0.1, epsilon=1e-3, change=lambda x: x):
    """As torch.optim.AdamW, which is asked for the parameter and whose means are read out of its state."""
    beta1, beta2 = 0.8, 0.95
    parameter, gradient = normal(*shape), change(normal(*shape))
    mean, square = (normal(*shape), normal(*shape).abs()) if step > 1 else (torch.zeros(shape), torch.zeros(shape))
    p = parameter.clone().requires_grad_()
    optimizer = torch.optim.AdamW([p], lr=learning_rate, betas=(beta1, beta2), eps=epsilon, weight_decay=decay)
    p.grad = gradient.clone()
    state = {"step": torch.tensor(step - 1.0), "exp_avg": mean.clone(), "exp_avg_sq": square.clone()}
    optimizer.state[p] = state
    optimizer.step()
    correction = math.sqrt(1 - beta2**step)
    case(
        f"adamStep {name}", "AdamStep",
        {"parameter": parameter, "gradient": gradient, "mean": mean, "meanSquare": square},
        [p, state["exp_avg"], state["exp_avg_sq"]],
        beta1=beta1, beta2=beta2, rate=learning_rate * correction / (1 - beta1**step),
        epsilon=epsilon * correction, keep=1 - learning_rate * decay,
    )


def adam_steps(name, *sizes):
    """Several parameters of one step number, whose single steps are cases already made."""
    for i, size in enumerate(sizes):
        adam_step(str(i), size, step=3)
    made = [cases.pop(f"adamStep {i}") for i in range(len(sizes))]
    cases[f"adamSteps {name}"] = {
        "kernel": "AdamSteps",
        "inputs": {f"{k}{i}": t for i, one in enumerate(made) for k, t in one["inputs"].items()},
        "attributes": made[0]["attributes"],
        "outputs": [t for one in made for t in one["outputs"]],
    }


def sgd_steps(name, *sizes, momentum=0.9, learning_rate=0.1, change=lambda x: x):
    """As torch.optim.SGD in its second step, when the velocity is not the gradient any more."""
    inputs, moved, speeds = {}, [], []
    for i, size in enumerate(sizes):
        parameter, gradient, velocity = normal(size), change(normal(size)), normal(size)
        p = parameter.clone().requires_grad_()
        optimizer = torch.optim.SGD([p], lr=learning_rate, momentum=momentum)
        if momentum:
            optimizer.state[p] = {"momentum_buffer": velocity.clone()}
        p.grad = gradient.clone()
        optimizer.step()
        inputs |= {f"parameter{i}": parameter, f"gradient{i}": gradient}
        if momentum:
            inputs[f"velocity{i}"] = velocity
            speeds.append(optimizer.state[p]["momentum_buffer"])
        moved.append(p)
    case(f"sgdSteps {name}", "SgdSteps", inputs, moved + speeds, momentum=momentum, rate=learning_rate)


def sgd_step(name, size):
    """One parameter, for the kernel that knows only one."""
    sgd_steps(name, size)
    made = cases.pop(f"sgdSteps {name}")
    inputs = {k.rstrip("0"): t for k, t in made["inputs"].items()}
    cases[f"sgdStep {name}"] = {**made, "kernel": "SgdStep", "inputs": inputs}


def mixed(x):
    x = (x ^ x >> 16) * 0x7FEB352D % 2**32
    x = (x ^ x >> 15) * 0x846CA68B % 2**32
    return x ^ x >> 16


def dropout(name, *shape, rate=0.3, seed=5, change=lambda x: x):
    """PyTorch draws others; which are kept is lib/tensor/counterBits.ts again, in Python's own numbers."""
    x = change(normal(*shape))
    threshold = min(round(rate * 2**32), 2**32 - 1)
    kept = [mixed(mixed(seed) ^ i) >= threshold for i in range(x.numel())]
    y = torch.where(torch.tensor(kept).reshape(shape), x / (1 - rate), torch.zeros(()))
    attributes = {"seed": seed, "threshold": threshold, "scale": 1 / (1 - rate)}
    case(f"dropout {name}", "CounterDropout", {"x": x}, [y], **attributes)


def lstm(name, batch, steps, hidden, change=lambda x: x):
    """Gates i, f, g, o side by side, as torch.nn.LSTM has them, from given input parts."""
    gates = change(normal(batch, steps, 4 * hidden)).requires_grad_()
    weight = normal(hidden, 4 * hidden, scale=0.5).requires_grad_()
    h, c = torch.zeros(batch, hidden), torch.zeros(batch, hidden)
    states, memory, activations = [], [], []
    for t in range(steps):
        i, f, g, o = (gates[:, t] + h @ weight).chunk(4, -1)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        c = f * c + i * g
        h = o * c.tanh()
        states.append(h)
        memory.append(c)
        activations.append(torch.cat([i, f, g, o], -1))
    ran = [torch.stack(many, 1) for many in (states, memory, activations)]
    case(f"lstm {name}", "Lstm", {"gates": gates, "stateWeight": weight}, ran)
    dy = normal(batch, steps, hidden)
    inputs = {"dy": dy, "hidden": ran[0], "cells": ran[1], "activations": ran[2], "stateWeight": weight}
    case(f"lstmGradient {name}", "LstmGradient", inputs, torch.autograd.grad(ran[0], [gates, weight], dy))


def linear_gradient(name, rows, inputs, outputs):
    x = normal(rows, inputs).requires_grad_()
    weight = normal(inputs, outputs).requires_grad_()
    bias = normal(outputs).requires_grad_()
    dy = normal(rows, outputs)
    gradients = torch.autograd.grad(x @ weight + bias, [x, weight, bias], dy)
    case(f"linearGradient {name}", "LinearGradient", {"dy": dy, "x": x, "weight": weight}, gradients)


def put(value, *place):
    def change(x):
        x = x.clone()
        x[place] = value
        return x
    return change


layer_norm("of one number", 1, 1)
layer_norm("of a pair", 1, 2)
layer_norm("of primes, three axes", 2, 3, 7)
layer_norm("far from zero", 5, 13, shift=30.0)
layer_norm("wider than a group", 3, 131)
layer_norm("with a large epsilon", 4, 8, epsilon=0.5)
layer_norm("with a NaN", 3, 5, change=put(math.nan, 1, 2))
layer_norm("with an infinity", 3, 5, change=put(math.inf, 1, 2))
gelu("of one number", normal(1))
gelu("of a line", torch.linspace(-6, 6, 67).mul(100).round().div(100))
gelu("of three axes", normal(2, 3, 5, scale=2.0))
gelu("of large numbers", torch.tensor([-1000.0, -20.0, 20.0, 1000.0]))
gelu("of a NaN", torch.tensor([math.nan, 1.0]))
gelu("of infinities", torch.tensor([math.inf, -math.inf, 1.0]))
cross_entropy("of one class", 1, 1)
cross_entropy("of primes", 5, 7)
cross_entropy("of more classes than a group", 3, 131)
cross_entropy("of more rows than a group", 67, 3)
cross_entropy("of large logits", 4, 5, scale=100.0)
cross_entropy("with an impossible class", 1, 5, change=put(-math.inf, 0, 0))
cross_entropy("with a NaN", 3, 5, change=put(math.nan, 1, 2))
attention("of one position", 1, 1, 1, 1, True)
attention("of primes", 2, 5, 3, 7, True)
attention("of primes, both ways", 2, 5, 3, 7, False)
attention("of fours", 1, 9, 2, 8, True)
attention("of fours, both ways", 1, 9, 2, 4, False)
attention("longer than a tile", 1, 37, 1, 4, True)
attention("of sharp scores", 1, 6, 1, 4, True, scale=4.0)
attention("with a NaN in the last query", 1, 4, 1, 4, True, change=put(math.nan, 0, 3, 2))
attention("with a NaN in a value, both ways", 1, 4, 1, 4, False, change=put(math.nan, 0, 1, 9))
adam_step("of one number", 1)
adam_step("first", 3, 5)
adam_step("of primes", 7, 13, step=4)
adam_step("without decay", 67, step=3, decay=0.0)
adam_step("with a NaN", 2, 3, step=2, change=put(math.nan, 1, 1))
adam_step("with an infinity", 2, 3, step=2, change=put(math.inf, 1, 1))
adam_steps("of one", 5)
adam_steps("of five, three of them larger than a group", 1, 65, 7, 64, 131)
linear_gradient("of one number", 1, 1, 1)
linear_gradient("of primes", 5, 3, 7)
linear_gradient("of tiles", 8, 4, 8)
linear_gradient("larger than a tile", 37, 5, 33)
linear_gradient("of a tall input", 67, 2, 3)

layer_norm("for the self-check", 2, 3)
gelu("for the self-check", normal(3))
cross_entropy("for the self-check", 2, 3)
attention("for the self-check", 1, 3, 1, 2, True)
adam_step("for the self-check", 3, step=2)
adam_steps("for the self-check", 2, 3, 3)
linear_gradient("for the self-check", 2, 3, 2)

sgd_step("of one number", 1)
sgd_step("of primes", 67)
sgd_steps("of one", 5)
sgd_steps("of five, three of them larger than a group", 1, 65, 7, 64, 131)
sgd_steps("of five without momentum", 1, 65, 7, 64, 131, momentum=0.0)
sgd_steps("with a NaN", 3, 3, change=put(math.nan, 1))
sgd_steps("with an infinity", 3, 3, change=put(math.inf, 1))
dropout("of one number", 1)
dropout("of primes, three axes", 2, 3, 7)
dropout("of more than a group", 67, 3, seed=2**32 - 1)
dropout("of nearly all", 131, rate=0.9)
dropout("with a NaN and an infinity", 5, 7, change=lambda x: put(math.inf, 1, 2)(put(math.nan, 3, 3)(x)))
lstm("of one number", 1, 1, 1)
lstm("of primes", 2, 5, 3)
lstm("larger than a tile", 7, 3, 13)
lstm("with a NaN", 2, 3, 2, change=put(math.nan, 1, 1, 2))
sgd_step("for the self-check", 3)
sgd_steps("for the self-check", 2, 3, 3)
dropout("for the self-check", 2, 3)
lstm("for the self-check", 1, 2, 2)

cross_entropy("of very negative logits", 3, 5, change=lambda x: x - 1000)
cases.pop("crossEntropyGradient of very negative logits")  # seven digits of its logSumExp are too few
attention("with a NaN in the second sequence", 2, 3, 1, 2, False, change=put(math.nan, 1, 0))


def sparse_product(name, O, I, B, density):
    dense = normal(O, I) * (torch.rand(O, I) < density)
    dense[0, -1] = 0.5  # so that something is stored
    w = dense.to_sparse_csr()
    starts = w.crow_indices()
    rows = torch.arange(O).repeat_interleave(starts.diff())
    x = normal(I, B)
    inputs = {"values": w.values(), "columns": w.col_indices(), "starts": starts, "rows": rows, "x": x}
    case(f"sparseMatMul {name}", "SparseMatMul", inputs, [w @ x])


sparse_product("of one number", 1, 1, 1, 1.0)
sparse_product("of primes, for one column", 5, 7, 1, 0.5)
sparse_product("of three columns", 7, 11, 3, 0.3)
sparse_product("of blocks of 16, 4 and 1 columns", 13, 17, 37, 0.2)
sparse_product("with empty rows", 19, 5, 4, 0.05)
sparse_product("of a full matrix", 3, 5, 16, 1.1)
sparse_product("for the self-check", 2, 3, 2, 0.7)


def quantized_product(name, B, I, O, bits, group, affine=False):
    codes = torch.randint(0, 2 ** bits, (O, I))
    scales = normal(O, I // group).abs() / 16 + 0.01
    scales = scales.mul(1e4).round().div(1e4)
    zeros = torch.randint(0, 2 ** bits, (O, I // group)).double() if affine else None
    zero = 2 ** (bits - 1)
    spread = lambda t: t.repeat_interleave(group, 1)
    w = spread(scales) * (codes - (spread(zeros) if affine else zero))
    per_word = 32 // bits
    padded = F.pad(codes, (0, -I % per_word)).reshape(O, -1, per_word)
    words = (padded << (torch.arange(per_word) * bits)).sum(-1)
    words = torch.where(words >= 2 ** 31, words - 2 ** 32, words)
    x = normal(B, I)
    inputs = {"x": x, "codes": words, "scales": scales, **({"zeros": zeros} if affine else {}), "plain": codes.double()}
    case(f"quantizedMatMul {name}", "QuantizedMatMul", inputs, [x @ w.T], bits=bits, group=group, zero=zero)


quantized_product("of one code", 1, 1, 1, 8, 1)
quantized_product("of primes at 8 bits", 5, 7, 3, 8, 7)
quantized_product("of primes at 4 bits, affine", 5, 7, 3, 4, 7, True)
quantized_product("of vectors at 8 bits and what is left", 7, 37, 5, 8, 37)
quantized_product("of groups of 32 at 4 bits", 1, 64, 5, 4, 32)
quantized_product("of odd groups at 4 bits, affine", 4, 51, 3, 4, 17, True)
quantized_product("of odd groups at 8 bits, affine", 4, 51, 3, 8, 17, True)
quantized_product("for the self-check", 2, 6, 2, 4, 3, True)

print(json.dumps(cases, separators=(",", ":")))
