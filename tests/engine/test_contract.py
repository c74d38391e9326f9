"""The contract over the whole catalogue: every check of `contract.CHECKS` on every component."""

from __future__ import annotations

import subprocess
import sys
import traceback

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
    pytest.param(kind, component, id=f"{kind}-{component.catalog_name}")
    for kind in contract.CHECKS
    for component in every(kind)
]


def broken(kind, component):
    """Return the checks that a component fails, by name, each with what it said."""
    found = {}
    for name, check in contract.CHECKS[kind].items():
        try:
            check(component)
        except Exception:
            found[name] = traceback.format_exc()
    return found


@pytest.mark.parametrize(("kind", "component"), ALL)
def test_contract(kind, component):
    """Every check of its kind on one component; all that fail are named."""
    found = broken(kind, component)

    assert not found, "\n".join(f"{component.catalog_name} fails {name}:\n{text}" for name, text in found.items())


@pytest.mark.parametrize("kind", contract.CHECKS)
def test_at_least_twelve_checks(kind):
    """Each kind has at least twelve checks."""
    assert len(contract.CHECKS[kind]) >= 12


def test_the_option_prints_the_table(project):
    """`--contract` prints it at the end."""
    asked = [sys.executable, "-m", "pytest", "-n0", "--contract", "tests/engine/test_contract.py", "-k", "at_least_twelve"]
    done = subprocess.run(asked, cwd=project, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert contract.table() in done.stdout


def test_the_table_names_every_check():
    """The table that `pytest --contract` prints has each check and each component."""
    text = contract.table()

    for kind, checks in contract.CHECKS.items():
        assert all(name in text for name in checks)
        assert all(component.catalog_name in text for component in every(kind))
