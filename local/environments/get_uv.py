"""Puts the pinned uv into .local/uv, with nothing but the standard library.

pip is the ordinary way. Debian ships Python without ensurepip, so that `venv` cannot
make an environment with pip: there the wheel is fetched from the index and unzipped,
after its hash was compared with the index's own.
"""

import hashlib
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import venv
import zipfile
from pathlib import Path
from typing import Any

INDEX = "https://pypi.org/simple/uv/"
ARCHITECTURES = {"amd64": "x86_64", "aarch64": "arm64" if sys.platform == "darwin" else "aarch64"}


def with_pip(home: Path, version: str) -> None:
    venv.create(home, clear=True, with_pip=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", f"uv=={version}"], check=True)


def wheel_of(files: list[dict[str, Any]], version: str) -> dict[str, Any]:
    machine = platform.machine().lower()
    machine = ARCHITECTURES.get(machine, machine)
    system = {"darwin": "macosx", "linux": "musllinux" if "musl" in libc() else "manylinux"}
    for file in files:
        name = file["filename"]
        fits = system[sys.platform] in name and name.endswith(f"{machine}.whl")
        if fits and name.startswith(f"uv-{version}-"):
            return file
    sys.exit(f"The index has no uv {version} for {sys.platform} on {machine}.")


def libc() -> str:
    return platform.libc_ver()[0] or ("musl" if sys.platform == "linux" else "")


def without_pip(home: Path, version: str) -> None:
    headers = {"Accept": "application/vnd.pypi.simple.v1+json"}
    with urllib.request.urlopen(urllib.request.Request(INDEX, headers=headers)) as answer:
        wheel = wheel_of(json.load(answer)["files"], version)
    with urllib.request.urlopen(wheel["url"]) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
        sys.exit(f"{wheel['filename']} is not what the index announced.")
    binary = home / "bin" / "uv"
    binary.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as archive:
        archive.write(content)
        with zipfile.ZipFile(archive) as opened:
            binary.write_bytes(opened.read(f"uv-{version}.data/scripts/uv"))
    binary.chmod(0o755)


def main(home: Path, version: str) -> None:
    shutil.rmtree(home, ignore_errors=True)
    try:
        with_pip(home, version)
    except subprocess.CalledProcessError:
        print("pip is not to be had here; fetching uv's wheel instead.", file=sys.stderr)
        shutil.rmtree(home, ignore_errors=True)
        without_pip(home, version)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
