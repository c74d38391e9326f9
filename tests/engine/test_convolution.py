"""Convolution, pooling and flattening against their definitions: loops over every pixel, and figures made by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from stacks import Alone, sample

from nntui.engine import columns, windows
from nntui.engine.layers.conv2d import Conv2D
from nntui.engine.layers.dense import Dense
from nntui.engine.layers.flatten import Flatten
from nntui.engine.layers.max_pool2d import MaxPool2D
from nntui.engine.layers.reshape import Reshape
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.network import Network
from nntui.engine.workspace import bytes_wanted
from nntui.errors import OutOfRange

SHAPES = [(5, 7, 1), (6, 5, 3), (9, 9, 5)]
SIZES = [(1, 1), (2, 1), (3, 1), (3, 2), (2, 3), (5, 4)]
LAYERS = [(shape, *size, padding) for shape in SHAPES for size in SIZES for padding in ("valid", "same")]


def along(pixels: int, size: int, stride: int, padding: str) -> tuple[int, int]:
    """Return how many windows there are along an axis and where the first begins, by the definition of the two paddings."""
    if padding == "valid":
        return math.floor((pixels - size) / stride) + 1, 0
    places = math.ceil(pixels / stride)
    return places, -(max((places - 1) * stride + size - pixels, 0) // 2)


def pixels_of(shape, size, stride, padding):
    """Yield (place down, place across, row in the window, column in it, row of the pixel, its column) inside the image."""
    (down, top), (across, left) = (along(pixels, size, stride, padding) for pixels in shape[:2])
    for p, q, i, j in itertools.product(range(down), range(across), range(size), range(size)):
        row, column = top + p * stride + i, left + q * stride + j
        if 0 <= row < shape[0] and 0 <= column < shape[1]:
            yield p, q, i, j, row, column


def convolved(x, weights, biases, stride, padding):
    """Return the convolution by its definition: a sum over rows, columns and channels for each place and filter."""
    size, filters = weights.shape[0], weights.shape[-1]
    places = [along(pixels, size, stride, padding)[0] for pixels in x.shape[1:3]]
    y = np.zeros((len(x), *places, filters)) + biases
    for p, q, i, j, row, column in pixels_of(x.shape[1:], size, stride, padding):
        for channel, number in itertools.product(range(x.shape[-1]), range(filters)):
            y[:, p, q, number] += x[:, row, column, channel] * weights[i, j, channel, number]
    return y


def convolved_back(x, weights, dy, stride, padding):
    """Return the gradients for input, weights and biases, term by term of the same sum."""
    dx, dw = np.zeros_like(x), np.zeros_like(weights)
    for p, q, i, j, row, column in pixels_of(x.shape[1:], weights.shape[0], stride, padding):
        for channel, number in itertools.product(range(x.shape[-1]), range(weights.shape[-1])):
            dx[:, row, column, channel] += dy[:, p, q, number] * weights[i, j, channel, number]
            dw[i, j, channel, number] += (dy[:, p, q, number] * x[:, row, column, channel]).sum()
    return dx, dw, dy.sum(axis=(0, 1, 2))


def check_convolution(shape, size, stride, padding, samples=3, filters=2):
    """Compare output and gradients of the layer with the loops."""
    x = sample(samples, *shape)
    weights, biases = sample(size, size, shape[-1], filters, seed=1), sample(1, filters, seed=2)[0]
    one = Alone(Conv2D(filters, size, strides=stride, padding=padding), x, weights=weights, biases=biases)

    y = one.forward()
    dy = sample(*y.shape, seed=3)
    dx = one.backward(dy)

    expected = convolved_back(x, weights, dy, stride, padding)
    np.testing.assert_allclose(y, convolved(x, weights, biases, stride, padding), atol=1e-12)
    for found, wanted in zip((dx, one.named()["weights"], one.named()["biases"]), expected, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-12)


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), LAYERS)
def test_convolution_is_the_sum_it_says(shape, size, stride, padding):
    """Output and all gradients, for windows of every size, distance and padding."""
    check_convolution(shape, size, stride, padding)


@pytest.mark.parametrize("stretch", [1, 60, 500])
@pytest.mark.parametrize(("stride", "padding"), itertools.product((1, 2), ("valid", "same")))
def test_a_batch_in_pieces_gives_the_same(monkeypatch, stretch, stride, padding):
    """Pieces of some samples, of some rows of one sample, and of a single row."""
    for module in (windows, columns):
        monkeypatch.setattr(module, "STRETCH", stretch)

    check_convolution((7, 6, 2), 3, stride, padding, samples=5)


def test_same_puts_the_odd_row_of_padding_last():
    """As Keras does: a window of 2 begins at the first pixel, and the last one sees one pixel alone."""
    one = Alone(Conv2D(1, 2, padding="same", use_bias=False), np.ones((1, 3, 3, 1)), weights=np.ones((2, 2, 1, 1)))

    assert one.forward()[0, :, :, 0].tolist() == [[4, 4, 2], [4, 4, 2], [2, 2, 1]]


def test_a_kernel_is_not_turned_round():
    """The weight in the upper left meets the pixel in the upper left."""
    x, weights = np.arange(9.0).reshape(1, 3, 3, 1), np.zeros((2, 2, 1, 1))
    weights[0, 0] = 1

    assert Alone(Conv2D(1, 2), x, weights=weights).forward()[0, :, :, 0].tolist() == [[0, 1], [3, 4]]


def test_weights_are_as_in_keras():
    """`(height, width, channels, filters)`, with the fan of a whole window."""
    weights, biases = Conv2D(8, 3).parameters((28, 28, 5))

    assert (weights.shape, biases.shape) == ((3, 3, 5, 8), (8,))
    assert (weights.fan_in, weights.fan_out) == (3 * 3 * 5, 3 * 3 * 8)


@pytest.mark.parametrize(
    ("shape", "size", "strides", "filters"),
    [((28, 28, 8), 3, 1, 8), ((512, 512, 16), 5, 1, 4), ((8, 8, 64), 3, 1, 512), ((129, 129, 1), 2, 128, 1)],
)
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_working_memory_does_not_grow_with_the_batch(shape, size, strides, filters, padding):
    """Beyond output and gradient a layer takes less than 64 MiB, for one sample as for a thousand.

    In float32, all windows of 1,000 images of 28 by 28 by 8 would be 195 MB, those of a single one of 512 by 512 by 16
    with 5 by 5 pixels 413 MB.
    """
    layer = Conv2D(filters, size, strides=strides, padding=padding)
    numbers = math.prod(shape) + math.prod(layer.output_shape(shape))
    beyond = {
        samples: bytes_wanted([layer.buffers(shape)], np.dtype("float64"), samples) - samples * numbers * 8
        for samples in (1, 1000)
    }

    assert beyond[1] == beyond[1000] < 64 * 2**20


def test_layers_share_the_room_for_their_windows():
    """Ten convolutions need no more of it than one."""
    one, ten = (
        Network([*[Conv2D(4, 3, padding="same")] * count, Flatten()], (8, 8, 4), MeanSquaredError()) for count in (1, 10)
    )
    rooms = {id(context.matrix.base) for network in (ten,) for context in contexts(network)}

    assert len(rooms) == 1
    assert len(contexts(one)) == 1


def contexts(network):
    """Return the workspaces of the convolutions of a network."""
    vector, statistics = network.initial(np.random.default_rng(0))
    plan = network.workspace().plan(network.bind(vector, None, statistics), 4, training=False)
    return [context for layer, context in zip(network.layers, plan.contexts, strict=True) if isinstance(layer, Conv2D)]


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), LAYERS)
def test_pooling_takes_the_largest_of_each_window(shape, size, stride, padding):
    """The output is the largest pixel inside the image; the gradient goes to that pixel alone."""
    x = sample(3, *shape)
    one = Alone(MaxPool2D(size, strides=stride, padding=padding), x)
    y = one.forward()
    dy = sample(*y.shape, seed=3)
    dx = one.backward(dy)

    expected, expected_dx = np.full(y.shape, -np.inf), np.zeros_like(x)
    where = np.zeros((*y.shape, 2), int)
    for p, q, _, _, row, column in pixels_of(shape, size, stride, padding):
        larger = x[:, row, column] > expected[:, p, q]
        expected[:, p, q][larger], where[:, p, q][larger] = x[:, row, column][larger], (row, column)
    for n, p, q, channel in np.ndindex(*y.shape):
        expected_dx[(n, *where[n, p, q, channel], channel)] += dy[n, p, q, channel]
    assert y.shape[1:3] == tuple(along(pixels, size, stride, padding)[0] for pixels in shape[:2])
    np.testing.assert_array_equal(y, expected)
    np.testing.assert_allclose(dx, expected_dx, atol=1e-13)


def test_of_equal_pixels_the_first_in_reading_order_gets_the_gradient():
    """As in PyTorch and Keras: not shared, not doubled."""
    one = Alone(MaxPool2D(2), np.array([[7.0, 1, 5, 5], [7, 7, 5, 5]]).reshape(1, 2, 4, 1))
    one.forward()

    assert one.backward(np.array([3.0, 4.0]).reshape(1, 1, 2, 1))[0, :, :, 0].tolist() == [[3, 0, 4, 0], [0, 0, 0, 0]]


def test_the_distance_to_a_kink_is_what_the_largest_is_ahead():
    """Equal ones do not count."""
    x = np.array([[9.0, 8.5, 1, 1], [2, 2, 3, 3]]).reshape(1, 2, 4, 1)

    assert MaxPool2D(2).kink_distances(x).tolist() == [0.5]


@pytest.mark.parametrize("samples", [4, 40])
def test_rows_become_images_and_rows_again(samples):
    """In reading order, whether the numbers of a dense layer lie along the batch in memory (more samples than units) or not."""
    stack = [Dense(12), Reshape((2, 3, 2)), MaxPool2D(1), Flatten(), Dense(2)]
    plain = [Dense(12), Dense(2)]
    X, y = sample(samples), sample(samples, 2, seed=5)
    (found, found_gradients), (wanted, wanted_gradients) = (gradients(layers, X, y) for layers in (stack, plain))

    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    np.testing.assert_allclose(found_gradients, wanted_gradients, rtol=1e-10, atol=1e-14)


def gradients(layers, X, y):
    """Return the loss and the gradient vector of a stack with the same start weights."""
    network = Network(layers, X.shape[1:], MeanSquaredError(), "float64")
    vector, statistics = network.initial(np.random.default_rng(1))
    filled = np.zeros_like(vector)
    result = network.gradients(network.bind(vector, filled, statistics), X, y, network.workspace())
    return result.loss, filled


@pytest.mark.parametrize(
    ("target", "shape", "expected"),
    [((28, 28, 1), (784,), (28, 28, 1)), ((-1,), (2, 3, 4), (24,)), ((4, -1), (2, 6), (4, 3)), ((6,), (6,), (6,))],
)
def test_shapes_of_reshape(target, shape, expected):
    """-1 stands for what is left over."""
    assert Reshape(target).output_shape(shape) == expected


@pytest.mark.parametrize("target", [(), (0, 3), (-1, -1), (-2,), (1, 2, 3, 4, 5)])
def test_what_is_no_shape(target):
    """Is said when the layer is made."""
    with pytest.raises(OutOfRange, match="target_shape"):
        Reshape(target)
