"""The tail of the normal distribution, which NumPy lacks, without allocating.

With `u = (z - 3.75) / (z + 3.75)`, `(1 + 2z) * exp(z**2) * erfc(z)` is smooth on [-1, 1]; the polynomials are its
Chebyshev series, computed with 60 digits and cut after 11 and 24 terms (relative error below 3e-7 and 2e-16).
"""

from __future__ import annotations

import math

import numpy as np

from nntui.engine.arrays import Array

# From the highest power to the constant.
_SHORT = (
    0.0003963076129893627,
    0.0010595911644346906,
    -0.009844494859674952,
    0.0290255734176737,
    -0.05864685873554614,
    0.09202112913037722,
    -0.10881427014905069,
    0.08232657006577879,
    0.003586270394024618,
    -0.14024306582550183,
    1.2375126192677,
)
_LONG = (
    3.1114333809799254e-10,
    -2.623107347133476e-09,
    -3.744210080962018e-09,
    3.197926671666804e-08,
    2.3263508708859124e-08,
    -2.4857126248016745e-07,
    -5.7218230603224086e-08,
    1.7419821586224816e-06,
    -9.73559896736775e-07,
    -1.1438048033346894e-05,
    2.238423915508223e-05,
    5.164652974177416e-05,
    -0.0002901540805408417,
    0.000293714378044958,
    0.0017556258528952954,
    -0.009746579683265262,
    0.028362277418956406,
    -0.05869339857664934,
    0.09230432116037748,
    -0.10880393014244462,
    0.0822767384901452,
    0.0035854154854790257,
    -0.14024059858554697,
    1.2375126308378275,
)


def tail(x: Array, out: Array, bell: Array, place: Array, depth: Array) -> None:
    """Write the probability that a standard normal number is below `-|x|` into `out`, and `exp(-x**2 / 2)` into `bell`.

    All five arrays have the shape of `x`; `place` and `depth` are overwritten.
    """
    np.multiply(x, math.sqrt(0.5), depth)
    np.absolute(depth, depth)
    np.multiply(depth, depth, bell)
    np.negative(bell, bell)
    np.exp(bell, bell)
    np.add(depth, 3.75, place)
    np.divide(7.5, place, place)
    np.subtract(1, place, place)
    coefficients = _SHORT if x.dtype == np.float32 else _LONG
    out.fill(coefficients[0])
    for coefficient in coefficients[1:]:
        np.multiply(out, place, out)
        np.add(out, coefficient, out)
    np.multiply(out, bell, out)
    np.multiply(out, 0.5, out)
    np.multiply(depth, 2, depth)
    np.add(depth, 1, depth)
    np.divide(out, depth, out)
