"""The contract over the whole catalogue: every check of `contract.CHECKS` on every component."""

from __future__ import annotations

import subprocess
import sys

import contract
import contract_initializers
import contract_layers
import contract_losses
import contract_metrics
import contract_optimizers
import contract_schedules
import pytest
from stacks import every

MODULES = (contract_layers, contract_losses, contract_optimizers, contract_schedules, contract_initializers, contract_metrics)
ALL = [
    pytest.param(function, component, id=f"{kind}-{component.catalog_name}-{name}")
    for kind, checks in contract.CHECKS.items()
    for component in every(kind)
    for name, function in checks.items()
]


@pytest.mark.parametrize(("function", "component"), ALL)
def test_contract(function, component):
    """One check on one component."""
    function(component)


@pytest.mark.parametrize("kind", contract.CHECKS)
def test_at_least_twelve_checks(kind):
    """Each kind has at least twelve checks."""
    assert len(contract.CHECKS[kind]) >= 12


def test_the_option_prints_the_table(project):
    """Whatever process the tests ran in: `--contract` prints it at the end."""
    asked = [sys.executable, "-m", "pytest", "-n2", "--contract", "tests/engine/test_contract.py", "-k", "at_least_twelve"]
    done = subprocess.run(asked, cwd=project, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert contract.table() in done.stdout


def test_the_table_names_every_check():
    """The table that `pytest --contract` prints has each check and each component."""
    text = contract.table()

    for kind, checks in contract.CHECKS.items():
        assert all(name in text for name in checks)
        assert all(component.catalog_name in text for component in every(kind))
