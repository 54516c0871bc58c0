"""What the layers carry is what uv.lock settled."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LAMBDA = {
    "python_version": "3.13",
    "python_full_version": "3.13.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "aarch64",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}


def locked_for_lambda(group: str) -> set[tuple[str, str]]:
    """The group's packages, as uv.lock has them, that apply on Lambda."""
    export = [".local/uv/bin/uv", "export", "--frozen", "--offline", "--only-group", group]
    shown = subprocess.run(
        [*export, "--no-hashes", "--no-header", "--no-annotate"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    requirements = [Requirement(line) for line in shown.splitlines()]
    return {
        (r.name, str(r.specifier).removeprefix("=="))
        for r in requirements
        if r.marker is None or r.marker.evaluate(dict(LAMBDA))
    }


def is_for_lambda(url: str) -> bool:
    wheel = url.rpartition("/")[2].removesuffix(".whl")
    # A wheel of the stable ABI serves every Python from its own on.
    fits = "-cp313-" in wheel or re.search(r"-cp3(\d|1[0-3])-abi3-", wheel) is not None
    return wheel.endswith("none-any") or (fits and "manylinux" in wheel and wheel.endswith("aarch64"))


def carried(layer: str) -> dict[tuple[str, str], set[str]]:
    """(name, version) → hashes, of the layer's requirements.txt."""
    pins: dict[tuple[str, str], set[str]] = {}
    current = ("", "")
    for line in (ROOT / "layers" / layer / "requirements.txt").read_text().splitlines():
        word = line.strip().removesuffix("\\").strip()
        if "==" in word:
            name, version = word.split("==")
            current = (name, version)
            pins[current] = set()
        elif word.startswith("--hash="):
            pins[current].add(word.removeprefix("--hash="))
    return pins


@pytest.mark.parametrize("layer", ["core", "render"])
def test_a_layer_carries_exactly_what_the_lock_names(layer: str) -> None:
    assert set(carried(layer)) == locked_for_lambda(layer), "run make lock"


@pytest.mark.parametrize("layer", ["core", "render"])
def test_a_layer_installs_the_very_files_that_the_lock_names(layer: str) -> None:
    packages: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    files = {
        (package["name"], package["version"]): {
            wheel["hash"] for wheel in package.get("wheels", []) if is_for_lambda(wheel["url"])
        }
        for package in packages
    }
    for pin, hashes in carried(layer).items():
        assert files[pin] & hashes, f"{pin[0]}: none of the wheels in uv.lock that run on Lambda"


def test_no_library_is_carried_twice_or_comes_with_lambda_already() -> None:
    core, render = ({name for name, _ in carried(layer)} for layer in ("core", "render"))
    assert not core & render
    assert not {"boto3", "botocore"} & (core | render)


def test_both_layers_get_their_libraries_the_same_way() -> None:
    core, render = ((ROOT / "layers" / layer / "layer.mk").read_text() for layer in ("core", "render"))
    assert core == render
