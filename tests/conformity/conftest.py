"""A trial that fails shows the values that it compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.conformity.trials")
