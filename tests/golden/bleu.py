"""Corpus BLEU, by NLTK where it is installed and always by exact fractions; both must agree.

    /usr/bin/python3 tests/golden/bleu.py > tests/golden/bleu.json
"""
import json
import math
import random
import sys
from fractions import Fraction

random.seed(7)
ORDER = 4


def sentence(words, shortest=6, longest=14):
    return [random.choice(words) for _ in range(random.randint(shortest, longest))]


def spoilt(right):
    """A reference with words left out, doubled and exchanged."""
    out = []
    for word in right:
        luck = random.random()
        if luck < 0.1:
            continue
        out.append(random.choice("abcdef") if luck < 0.25 else word)
        if luck > 0.92:
            out.append(word)
    return out if len(out) >= ORDER else spoilt(right)  # NLTK counts an n-gram even where a sentence has none


def grams(words, n):
    """Positions, not counts: every n-gram of the sentence in a list."""
    return list(zip(*[words[i:] for i in range(n)]))


def precision(pairs, n):
    hit = total = 0
    for candidate, references in pairs:
        for gram in set(grams(candidate, n)):
            count = grams(candidate, n).count(gram)
            hit += min(count, max(grams(r, n).count(gram) for r in references))
            total += count
    return Fraction(hit, total) if total else Fraction(0)


def bleu(pairs, smooth=False):
    c = sum(len(candidate) for candidate, _ in pairs)
    r = sum(
        min((abs(len(right) - len(candidate)), len(right)) for right in references)[1]
        for candidate, references in pairs
    )
    ps = [precision(pairs, n) for n in range(1, ORDER + 1)]
    if smooth:
        totals = [sum(max(0, len(candidate) - n + 1) for candidate, _ in pairs) for n in range(1, ORDER + 1)]
        ps = [p if n == 0 else (p * t + 1) / Fraction(t + 1) for n, (p, t) in enumerate(zip(ps, totals))]
    penalty = 1.0 if c >= r else math.exp(1 - r / c)
    product = math.prod(ps)
    return {
        "bleu": penalty * float(product) ** (1 / ORDER),
        "precisions": [float(p) for p in ps],
        "brevityPenalty": penalty,
        "candidateLength": c,
        "referenceLength": r,
    }


def case(count, references, spoil=True):
    pairs = []
    for _ in range(count):
        rights = [sentence("abcdef") for _ in range(references)]
        pairs.append((spoilt(rights[0]) if spoil else list(rights[0]), rights))
    plain = bleu(pairs)
    try:
        from nltk.translate.bleu_score import corpus_bleu
    except ImportError:
        print("NLTK is not installed: exact fractions only", file=sys.stderr)
    else:
        theirs = corpus_bleu([rights for _, rights in pairs], [candidate for candidate, _ in pairs])
        assert abs(theirs - plain["bleu"]) < 1e-12, (theirs, plain)
    return {
        "candidates": [candidate for candidate, _ in pairs],
        "references": [rights for _, rights in pairs],
        "plain": plain,
        "smooth": bleu(pairs, smooth=True),
    }


cases = [case(20, 1), case(12, 3), case(40, 2), case(5, 1, spoil=False), case(1, 1)]
short = case(10, 2)
short["candidates"] = [candidate[: max(4, len(candidate) // 2)] for candidate in short["candidates"]]
pairs = list(zip(short["candidates"], short["references"]))
short["plain"], short["smooth"] = bleu(pairs), bleu(pairs, smooth=True)
print(json.dumps([*cases, short]))
