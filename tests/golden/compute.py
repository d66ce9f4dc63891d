"""PyTorch's values and gradients for every case of tests/compute/cases.

Run from the repository root: /usr/bin/python3 tests/golden/compute.py
Images are NHWC and filters HWIO, as in tfjs; a case turns them for PyTorch and back.
"""
import json
import math
import zlib

import numpy as np
import torch
import torch.nn.functional as F

cases = {}


def normal(*shape, scale=1.0, shift=0.0):
    return lambda rng: (rng.standard_normal(shape) * scale + shift).round(2).astype(np.float32)


def positive(*shape):
    return lambda rng: rng.uniform(0.3, 3.0, shape).round(2).astype(np.float32)


def apart(*shape):
    """Values that all differ by at least 0.1, so that no maximum is a tie and no kink is near."""
    size = int(np.prod(shape))
    return lambda rng: ((rng.permutation(size) - size / 2 + 0.3) * 0.1).reshape(shape).astype(np.float32)


def tenths(*shape):
    """Never equal to a value of `apart`."""
    return lambda rng: rng.standard_normal(shape).round(1).astype(np.float32)


def integers(below, *shape):
    return lambda rng: rng.integers(0, below, shape).astype(np.int32)


def booleans(*shape):
    return lambda rng: rng.integers(0, 2, shape).astype(bool)


def given(values, dtype=np.float32):
    return lambda rng: np.array(values, dtype)


def number_json(value):
    if value != value:
        return "NaN"
    if abs(value) > 3.4e38:  # more than float32 holds
        return "Infinity" if value > 0 else "-Infinity"
    return int(value) if value == int(value) else value


def tensor_json(array):
    dtype = {"f": "float32", "i": "int32", "b": "bool"}[array.dtype.kind]
    if dtype == "float32":
        digits = 7  # inputs are hundredths, so they come back exactly
        flat = [float(f"{v:.{digits}g}") for v in array.ravel().tolist()]
        flat = [number_json(v) for v in flat]
    else:
        flat = [int(v) for v in array.ravel().tolist()]
    return {"shape": list(array.shape), "dtype": dtype, "values": flat}


def case(name, run, *inputs, grad=True):
    """grad: True differentiates every float input, False none, a tuple those at its indices."""
    assert name not in cases, name
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    arrays = [make(rng) for make in inputs]
    wanted = [i for i, a in enumerate(arrays) if a.dtype.kind == "f"] if grad is True else list(grad or ())
    # float64 gives the true value; float32 rounding of the inputs is shared with tfjs
    xs = [torch.tensor(a.astype(np.float64) if a.dtype.kind == "f" else a.astype(np.int64) if a.dtype.kind == "i" else a) for a in arrays]
    for i in wanted:
        xs[i].requires_grad_()
    out = run(*xs)
    entry = {"inputs": [tensor_json(a) for a in arrays]}
    if wanted:
        dy = np.asarray(rng.standard_normal(tuple(out.shape))).round(2).astype(np.float32)
        out.backward(torch.tensor(dy.astype(np.float64)))
        entry["differentiate"] = wanted
        entry["dy"] = tensor_json(dy)
        entry["gradients"] = [tensor_json(xs[i].grad.numpy()) for i in wanted]
    result = out.detach().numpy()
    entry["output"] = tensor_json(result)
    cases[name] = entry


# --- element by element -------------------------------------------------------------------------
shapes = {
    "same shape": ((3, 5), (3, 5)),
    "row": ((3, 5), (5,)),
    "column by row": ((3, 1), (1, 5)),
    "middle ones": ((2, 3, 5), (3, 1)),
    "scalar": ((7, 3), ()),
    "single": ((1,), (7,)),
    "primes": ((13, 17), (13, 17)),
    "rank 4": ((2, 1, 3, 4), (5, 1, 4)),
}
for label, (a, b) in shapes.items():
    case(f"add {label}", lambda x, y: x + y, normal(*a), normal(*b))
    case(f"sub {label}", lambda x, y: x - y, normal(*a), normal(*b))
    case(f"mul {label}", lambda x, y: x * y, normal(*a), normal(*b))
    case(f"div {label}", lambda x, y: x / y, normal(*a), positive(*b))
for label in ("same shape", "row", "column by row"):
    a, b = shapes[label]
    case(f"pow {label}", lambda x, y: x**y, positive(*a), normal(*b))
    case(f"maximum {label}", torch.maximum, apart(*a), tenths(*b))
    case(f"minimum {label}", torch.minimum, apart(*a), tenths(*b))
    case(f"squaredDifference {label}", lambda x, y: (x - y) ** 2, normal(*a), normal(*b))
    for op in ("eq", "ne", "lt", "le", "gt", "ge"):
        case(f"{op} {label}", getattr(torch, op), integers(3, *a), integers(3, *b), grad=False)
    case(f"logicalAnd {label}", torch.logical_and, booleans(*a), booleans(*b), grad=False)
    case(f"logicalOr {label}", torch.logical_or, booleans(*a), booleans(*b), grad=False)
case("mod", torch.remainder, normal(5, 7, scale=5), positive(5, 7), grad=False)
case("floorDiv", lambda x, y: torch.div(x, y, rounding_mode="floor"), integers(50, 4, 5), given([[3] * 5] * 4, np.int32), grad=False)
case("add int32", lambda x, y: x + y, integers(99, 3, 4), integers(99, 4), grad=False)
case("mul int32", lambda x, y: x * y, integers(99, 3, 4), integers(99, 4), grad=False)
case("addN", lambda a, b, c: a + b + c, normal(3, 7), normal(3, 7), normal(3, 7))
case("logicalNot", torch.logical_not, booleans(3, 5), grad=False)
case("where", torch.where, booleans(5, 7), normal(5, 7), normal(5, 7), grad=(1, 2))
case("where of a comparison", lambda x: torch.where(x > 0, x * x, -x), apart(5, 7))

unary = {
    "neg": (torch.neg, normal),
    "abs": (torch.abs, apart),
    "square": (torch.square, normal),
    "sqrt": (torch.sqrt, positive),
    "rsqrt": (torch.rsqrt, positive),
    "reciprocal": (torch.reciprocal, positive),
    "exp": (torch.exp, normal),
    "expm1": (torch.expm1, normal),
    "log": (torch.log, positive),
    "log1p": (torch.log1p, positive),
    "sin": (torch.sin, normal),
    "cos": (torch.cos, normal),
    "tanh": (torch.tanh, normal),
    "sigmoid": (torch.sigmoid, normal),
    "softplus": (F.softplus, normal),
    "erf": (torch.erf, normal),
    "relu": (torch.relu, apart),
    "relu6": (F.relu6, apart),
    "leakyRelu": (lambda x: F.leaky_relu(x, 0.1), apart),
    "elu": (F.elu, apart),
    "selu": (F.selu, apart),
    "clip": (lambda x: torch.clamp(x, -0.52, 0.77), apart),
    "gelu by erf": (F.gelu, normal),
    "gelu by tanh": (lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))), normal),
    "silu": (F.silu, normal),
}
for name, (run, make) in unary.items():
    case(name, run, make(11, 13))
    case(f"{name} of one", run, make(1))
case("prelu", lambda x, a: torch.where(x > 0, x, a * x), apart(4, 5), positive(5))
for name in ("sign", "floor", "ceil", "round"):
    case(name, getattr(torch, name), given([-2.5, -1.5, -1.2, -0.5, 0, 0.3, 0.5, 0.7, 1.5, 2.5, 3.5]), grad=False)
case("step", lambda x: (x > 0).double(), apart(5, 7), grad=False)
case("sigmoid far out", torch.sigmoid, given([-100, -30, 0, 30, 100]))
case("tanh far out", torch.tanh, given([-100, -30, 0, 30, 100]))
case("cast to int32", lambda x: x.trunc().long(), given([-2.7, -0.4, 0.9, 1.5, 8.2]), grad=False)
case("cast float32 to bool", lambda x: x != 0, given([-1, 0, 0.5, 2, 256]), grad=False)
case("cast int32 to bool", lambda x: x != 0, given([-1, 0, 2, 256], np.int32), grad=False)
case("cast bool to float32", lambda x: x.double(), booleans(3, 7), grad=False)
case("cast int32 to float32", lambda x: x.double(), integers(1000, 3, 7), grad=False)
case("fake quantization", lambda x: torch.clamp(torch.round(x / 0.05), -127, 127) * 0.05, normal(7, 11, scale=3), grad=False)
case("quantized integers", lambda x: torch.clamp(torch.round(x / 0.05), -127, 127).long(), normal(7, 11, scale=3), grad=False)

# --- reductions ---------------------------------------------------------------------------------
reductions = {
    "all": ((5, 7), None, False),
    "rows": ((5, 7), (1,), False),
    "columns": ((5, 7), (0,), False),
    "kept": ((5, 7), (1,), True),
    "middle": ((2, 3, 5), (1,), False),
    "outer two": ((2, 3, 5), (0, 1), False),
    "ends": ((2, 3, 5), (0, 2), False),
    "one": ((4, 1), (1,), False),
    "prime": ((521,), None, False),
    "wide": ((2, 131), (1,), False),
}
for label, (shape, axis, keep) in reductions.items():
    axes = tuple(range(len(shape))) if axis is None else axis
    case(f"sum {label}", lambda x: x.sum(axes, keep), normal(*shape))
    case(f"mean {label}", lambda x: x.mean(axes, keep), normal(*shape))
    case(f"max {label}", lambda x: torch.amax(x, axes, keep), apart(*shape))
    case(f"min {label}", lambda x: torch.amin(x, axes, keep), apart(*shape))
    case(f"logSumExp {label}", lambda x: torch.logsumexp(x, axes, keep), normal(*shape))
    if len(axes) == 1:
        case(f"argMax {label}", lambda x: x.argmax(axes[0]), apart(*shape), grad=False)
        case(f"argMin {label}", lambda x: x.argmin(axes[0]), apart(*shape), grad=False)
case("prod", lambda x: x.prod(1), positive(4, 5))
case("any", lambda x: x.any(1), booleans(6, 2), grad=False)
case("all", lambda x: x.all(1), booleans(6, 2), grad=False)
case("sum int32", lambda x: x.sum(1), integers(99, 5, 7), grad=False)
case("norm", lambda x: x.norm(), normal(5, 7))
case("moments", lambda x: x.var(0, unbiased=False) + x.mean(0), normal(9, 5))
case("argMax of ties", lambda x: torch.tensor(np.argmax(x.numpy(), 1)), given([[1, 3, 3], [2, 2, 2]]), grad=False)
for label, shape in {"rows": (5, 7), "rank 3": (2, 3, 11), "one": (4, 1), "wide": (2, 131)}.items():
    case(f"softmax {label}", lambda x: x.softmax(-1), normal(*shape))
    case(f"logSoftmax {label}", lambda x: x.log_softmax(-1), normal(*shape))
case("softmax of large logits", lambda x: x.softmax(-1), given([[1000, 1001, 999], [-1000, -1001, -999]]))
case("softmax masked by -1e9", lambda x: x.softmax(-1), given([[1, 2, -1e9], [0.5, -1e9, -1e9]]))
case("softmax masked by minus infinity", lambda x: x.softmax(-1), given([[1, 2, -math.inf], [0.5, -math.inf, -math.inf]]), grad=False)
case("cross entropy", lambda x, y: -(y * x.log_softmax(-1)).sum(-1).mean(), normal(6, 5), given(np.eye(5)[[0, 3, 1, 4, 2, 2]]), grad=(0,))
case("cumsum", lambda x: x.cumsum(1), normal(3, 7))
case("cumsum exclusive", lambda x: x.cumsum(1) - x, normal(3, 7))
case("cumsum reverse", lambda x: x.flip(0).cumsum(0).flip(0), normal(5, 3))

# --- matrices -----------------------------------------------------------------------------------
sizes = {"small": ((), 5, 7, 3), "odd": ((), 33, 17, 35), "row": ((), 1, 9, 6), "column": ((), 6, 9, 1), "outer": ((), 6, 1, 5),
         "batched": ((3,), 5, 7, 4), "batch of one": ((1,), 5, 7, 4), "two batch axes": ((2, 3), 4, 8, 5)}
for label, (batch, m, k, n) in sizes.items():
    for ta in (False, True):
        for tb in (False, True):
            a = (*batch, k, m) if ta else (*batch, m, k)
            b = (*batch, n, k) if tb else (*batch, k, n)
            name = f"matMul {label} {'T' if ta else 'N'}{'T' if tb else 'N'}"
            case(name, lambda x, y: (x.transpose(-1, -2) if ta else x) @ (y.transpose(-1, -2) if tb else y), normal(*a), normal(*b))
case("matMul one matrix against a batch", lambda x, y: x @ y, normal(3, 4, 5), normal(1, 5, 6), grad=False)
case("matMul a batch against one matrix", lambda x, y: x @ y, normal(1, 4, 5), normal(3, 5, 6), grad=False)
case("matMul rank 2 against a batch", lambda x, y: x @ y, normal(3, 4, 5), normal(5, 6), grad=False)
case("dot", lambda x, y: x @ y, normal(17), normal(17))
case("outer product", torch.outer, normal(5), normal(7))
case("attention", lambda q, k, v: ((q @ k.transpose(-1, -2)) / math.sqrt(4)).softmax(-1) @ v, normal(2, 3, 5, 4), normal(2, 3, 5, 4), normal(2, 3, 5, 4))
case("einsum matrix", lambda x, y: torch.einsum("ij,jk->ik", x, y), normal(3, 5), normal(5, 4), grad=False)
case("einsum batched", lambda x, y: torch.einsum("bij,bkj->bik", x, y), normal(2, 3, 5), normal(2, 4, 5), grad=False)
case("einsum heads", lambda x, y: torch.einsum("bthd,bshd->bhts", x, y), normal(2, 3, 2, 4), normal(2, 5, 2, 4), grad=False)
case("einsum one operand", lambda x: torch.einsum("ijk->ki", x), normal(2, 3, 4), grad=False)
case("einsum trace of rows", lambda x, y: torch.einsum("ij,ij->i", x, y), normal(3, 4), normal(3, 4), grad=False)

# --- moving things ------------------------------------------------------------------------------
case("gather rows", lambda x, i: x[i], normal(7, 5), integers(7, 9), grad=(0,))
case("gather by a table", lambda x, i: x[i], normal(7, 5), integers(7, 2, 3), grad=(0,))
case("gather columns", lambda x, i: x[:, i], normal(4, 7), integers(7, 5), grad=(0,))
case("gather of a vector", lambda x, i: x[i], normal(11), integers(11, 4), grad=(0,))
case("gather within batches", lambda x, i: torch.stack([x[b][i[b]] for b in range(3)]), normal(3, 5, 2), integers(5, 3, 4), grad=False)
case("gatherND", lambda x, i: x[i[:, 0], i[:, 1]], normal(3, 5), given([[0, 1], [2, 4], [1, 0]], np.int32), grad=False)
case("unsortedSegmentSum", lambda x, i: torch.zeros(5, 3, dtype=x.dtype).index_add(0, i, x), normal(8, 3), integers(4, 8), grad=(0,))
case("unsortedSegmentSum of a vector", lambda x, i: torch.zeros(5, dtype=x.dtype).index_add(0, i, x), normal(8), integers(4, 8), grad=(0,))
case("scatterND", lambda i, x: torch.zeros(6, 3, dtype=x.dtype).index_add(0, i[:, 0], x), given([[4], [1], [4]], np.int32), normal(3, 3), grad=False)
case("slice", lambda x: x[1:3, 2:6], normal(4, 7))
case("slice of rank 3", lambda x: x[:, 1:2, 2:], normal(3, 4, 5))
case("slice of rank 4", lambda x: x[1:, :, 1:3, :2], normal(2, 3, 4, 5))
case("stridedSlice", lambda x: x[0:5:2, 1:7:3], normal(5, 7), grad=False)
case("concat rows", lambda x, y: torch.cat([x, y], 0), normal(2, 5), normal(3, 5))
case("concat columns", lambda x, y, z: torch.cat([x, y, z], 1), normal(3, 1), normal(3, 4), normal(3, 2))
case("concat last", lambda x, y: torch.cat([x, y], -1), normal(2, 3, 4), normal(2, 3, 1))
case("stack", lambda x, y: torch.stack([x, y], 1), normal(3, 4), normal(3, 4))
case("unstack", lambda x: x[:, 2] * 2 + x[:, 0], normal(4, 3, 2))
case("split", lambda x: torch.cat([x[:, 4:], x[:, :4]], 1), normal(3, 6))
case("pad", lambda x: F.pad(x, (0, 3, 1, 2), value=0.5), normal(3, 4))
case("pad images", lambda x: F.pad(x, (0, 0, 1, 2, 2, 1)), normal(2, 3, 4, 1))
case("mirrorPad", lambda x: F.pad(x[None], (2, 1), mode="reflect")[0], normal(3, 5), grad=False)
case("reshape", lambda x: x.reshape(5, 6) * 2, normal(2, 3, 5))
case("flatten of a transpose", lambda x: x.t().reshape(-1) * 1.5, normal(5, 7))
for label, (shape, order) in {"matrix": ((5, 7), (1, 0)), "large": ((33, 35), (1, 0)), "heads": ((2, 5, 3, 4), (0, 2, 1, 3)), "last two": ((2, 5, 3, 4), (0, 1, 3, 2)),
                              "cycle": ((2, 3, 5), (2, 0, 1)), "ones": ((1, 5, 1, 3), (3, 0, 1, 2)), "rank 5": ((2, 1, 3, 2, 4), (4, 2, 0, 3, 1))}.items():
    case(f"transpose {label}", lambda x: x.permute(order) * 1, normal(*shape))
case("tile", lambda x: x.repeat(2, 3), normal(3, 4))
case("tile of rank 3", lambda x: x.repeat(1, 2, 2), normal(2, 3, 1))
case("broadcastTo", lambda x: x.expand(4, 3, 5), normal(3, 1))
case("reverse", lambda x: x.flip(1), normal(3, 7))
case("expandDims and squeeze", lambda x: (x.unsqueeze(1) * 2).squeeze(1), normal(3, 4))
case("topk values", lambda x: x.topk(3).values, apart(4, 9), grad=False)
case("topk indices", lambda x: x.topk(3).indices, apart(4, 9), grad=False)
case("oneHot", lambda i: F.one_hot(i, 6), integers(6, 7), grad=False)
case("oneHot of a table", lambda i: F.one_hot(i, 4), integers(4, 2, 3), grad=False)
case("causal mask", lambda x: torch.where(torch.tril(torch.ones(5, 5)) > 0, x, torch.tensor(-1e9, dtype=x.dtype)).softmax(-1), normal(2, 5, 5))
case("range", lambda x: x + torch.arange(0, 7), normal(7))
case("eye", lambda x: x @ torch.eye(5, dtype=x.dtype), normal(3, 5))


# --- images -------------------------------------------------------------------------------------
def same(size, kernel, stride, dilation=1):
    total = max((math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def padded(x, kernel, stride, pad, value=0.0, dilation=1):
    x = nchw(x)
    if pad == "valid":
        return x
    top, bottom = same(x.shape[2], kernel[0], stride, dilation)
    left, right = same(x.shape[3], kernel[1], stride, dilation)
    return F.pad(x, (left, right, top, bottom), value=value)


def conv2d(x, w, stride, pad, dilation=1):
    x = padded(x, w.shape[:2], stride, pad, dilation=dilation)
    return nhwc(F.conv2d(x, w.permute(3, 2, 0, 1), stride=stride, dilation=dilation))


def depthwise(x, w, stride, pad):
    x = padded(x, w.shape[:2], stride, pad)
    h, wd, c, m = w.shape
    return nhwc(F.conv2d(x, w.permute(2, 3, 0, 1).reshape(c * m, 1, h, wd), stride=stride, groups=c))


def max_pool(x, size, stride, pad):
    return nhwc(F.max_pool2d(padded(x, (size, size), stride, pad, -math.inf), size, stride))


def avg_pool(x, size, stride, pad):
    """Over the pixels that are there: padding does not count, as in tfjs."""
    ones = torch.ones_like(x)
    total = F.avg_pool2d(padded(x, (size, size), stride, pad), size, stride)
    count = F.avg_pool2d(padded(ones, (size, size), stride, pad), size, stride)
    return nhwc(total / count)


for pad in ("same", "valid"):
    for stride in (1, 2):
        at = f"{pad} by {stride}"
        case(f"conv2d 3x3 {at}", lambda x, w: conv2d(x, w, stride, pad), normal(2, 7, 6, 3), normal(3, 3, 3, 5))
        case(f"conv2d 2x4 {at}", lambda x, w: conv2d(x, w, stride, pad), normal(1, 8, 9, 2), normal(2, 4, 2, 3))
        case(f"depthwiseConv2d {at}", lambda x, w: depthwise(x, w, stride, pad), normal(2, 7, 6, 3), normal(3, 3, 3, 2))
        case(f"maxPool 2 {at}", lambda x: max_pool(x, 2, stride, pad), apart(2, 5, 7, 3))
        case(f"maxPool 3 {at}", lambda x: max_pool(x, 3, stride, pad), apart(1, 6, 7, 5))
        case(f"avgPool 2 {at}", lambda x: avg_pool(x, 2, stride, pad), normal(2, 5, 7, 3))
        case(f"avgPool 3 {at}", lambda x: avg_pool(x, 3, stride, pad), normal(1, 6, 7, 5))
case("conv2d 1x1", lambda x, w: conv2d(x, w, 1, "valid"), normal(2, 5, 5, 7), normal(1, 1, 7, 3))
case("conv2d one channel", lambda x, w: conv2d(x, w, 1, "same"), normal(3, 8, 8, 1), normal(5, 5, 1, 4))
case("conv2d whole image", lambda x, w: conv2d(x, w, 1, "valid"), normal(2, 4, 4, 3), normal(4, 4, 3, 5))
case("conv2d dilated", lambda x, w: conv2d(x, w, 1, "same", 2), normal(1, 7, 7, 2), normal(3, 3, 2, 3), grad=False)
case("conv2d with four channels", lambda x, w: conv2d(x, w, 1, "same"), normal(2, 6, 6, 4), normal(3, 3, 4, 8))
case("conv1d", lambda x, w: F.conv1d(F.pad(x.permute(0, 2, 1), (1, 1)), w.permute(2, 1, 0)).permute(0, 2, 1), normal(2, 9, 3), normal(3, 3, 5))
case("conv2dTranspose", lambda x, w: nhwc(F.conv_transpose2d(nchw(x), w.permute(3, 2, 0, 1), stride=2)), normal(2, 3, 4, 5), normal(2, 2, 3, 5))
case("conv3d", lambda x, w: F.conv3d(x.permute(0, 4, 1, 2, 3), w.permute(4, 3, 0, 1, 2)).permute(0, 2, 3, 4, 1), normal(2, 4, 5, 4, 2), normal(2, 3, 2, 2, 3))
case("conv3d same by 2", lambda x, w: F.conv3d(F.pad(x.permute(0, 4, 1, 2, 3), (0, 1, 1, 1, 0, 1)), w.permute(4, 3, 0, 1, 2), stride=2).permute(0, 2, 3, 4, 1), normal(1, 4, 5, 4, 2), normal(3, 3, 3, 2, 2))
case("maxPool whole image", lambda x: max_pool(x, 4, 4, "valid"), apart(2, 4, 4, 3))
case("mean over the image", lambda x: x.mean((1, 2)), normal(2, 5, 6, 3))
case("resizeBilinear", lambda x: nhwc(F.interpolate(nchw(x), size=(6, 8), mode="bilinear", align_corners=True)), normal(1, 3, 4, 2), grad=False)
case("resizeNearestNeighbor", lambda x: nhwc(F.interpolate(nchw(x), size=(6, 8), mode="nearest")), normal(1, 3, 4, 2), grad=False)


def batch_norm(x, scale, offset, axes):
    mean = x.mean(axes, True)
    variance = ((x - mean) ** 2).mean(axes, True)
    return (x - mean) / torch.sqrt(variance + 1e-5) * scale + offset


case("batch norm of images by hand", lambda x, s, o: batch_norm(x, s, o, (0, 1, 2)), normal(3, 4, 5, 2), positive(2), normal(2))
case("layer norm by hand", lambda x, s, o: batch_norm(x, s, o, (-1,)), normal(3, 4, 7), positive(7), normal(7))
case("rms norm by hand", lambda x, s: x / torch.sqrt((x * x).mean(-1, True) + 1e-5) * s, normal(3, 4, 7), positive(7))
case("batchNorm", lambda x, m, v, o, s: (x - m) / torch.sqrt(v + 1e-3) * s + o, normal(4, 3), normal(3), positive(3), normal(3), positive(3))

# --- infinities and NaN -------------------------------------------------------------------------
edge = given([-math.inf, -2, 0, 3, math.inf])
case("exp overflows", torch.exp, given([-1000, -200, 0, 200, 1000]), grad=False)
case("log of zero", torch.log, given([0, 1, math.inf]), grad=False)
case("division by zero", lambda x: x / torch.zeros(4, dtype=x.dtype), given([-1, 1, -3, 5]), grad=False)
case("relu of infinities", torch.relu, edge, grad=False)
case("max with minus infinity", lambda x: x.amax(1), given([[-math.inf, -5], [-math.inf, -math.inf], [1, math.inf]]), grad=False)
case("isFinite", torch.isfinite, edge, grad=False)
case("isInf", torch.isinf, edge, grad=False)
nans = given([math.nan, -1, 0, 2, math.inf])
case("isNaN", torch.isnan, nans, grad=False)
case("isFinite of NaN", torch.isfinite, nans, grad=False)
case("NaN through add", lambda x: x + 1, nans, grad=False)
case("NaN through mul", lambda x: x * 2, nans, grad=False)
case("NaN through sum", lambda x: x.sum(), nans, grad=False)
case("NaN through relu", torch.relu, nans, grad=False)
case("NaN through exp", torch.exp, nans, grad=False)
case("NaN through sigmoid", torch.sigmoid, nans, grad=False)
case("NaN through tanh", torch.tanh, nans, grad=False)
case("NaN through max", lambda x: x.amax(), given([1, math.nan, 3]), grad=False)
case("NaN through matMul", lambda x, y: x @ y, given([[1, math.nan], [2, 3]]), normal(2, 2), grad=False)
case("sqrt of a negative", torch.sqrt, given([-1, 4]), grad=False)
case("log of a negative", torch.log, given([-1, 1]), grad=False)
case("infinity minus infinity", lambda x: x - x, edge, grad=False)

with open("tests/golden/compute.json", "w") as file:
    json.dump(cases, file, separators=(",", ":"))
    file.write("\n")
print(len(cases), "cases")
