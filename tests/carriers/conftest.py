"""A story that fails shows the values that it compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(*(f"tests.carriers.{name}" for name in ("stories", "steps", "telling")))
pytest.register_assert_rewrite("tests.conformity.trials")
