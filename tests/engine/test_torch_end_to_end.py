"""Whole trainings against PyTorch in float64, epoch by epoch (where PyTorch is installed)."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="PyTorch is not installed")

from torch_runs import cases, differences


@pytest.mark.parametrize(("data", "head", "setting", "l2"), [case for case in cases() if case[0] == "book"])
def test_the_loss_of_each_epoch(data, head, setting, l2):
    """Within 1e-9 for 50 epochs and 1e-6 for 150, from the same start weights, full batch."""
    difference = differences(data, head, setting, l2, seed=0)

    assert difference[:50].max() < 1e-9
    assert difference.max() < 1e-6
