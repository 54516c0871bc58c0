"""Zips functions and layers for the Python that runs them here, and keeps each zip by its content.

`sam build` makes the same layers for Lambda: Linux on arm64, which this machine may not be.
"""

import hashlib
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from local.places import CACHE, IMAGE, UV

# What a layer's own Makefile leaves behind too.
NOT_CODE = {"__pycache__", "Makefile", "layer.mk", "requirements.txt"}
NOT_IN_LAYER = {Path("relance/cli")}
LONG_AGO = (1980, 1, 1, 0, 0, 0)
FORMAT = b"2"  # to be changed with this module, so that old zips are not taken for new ones


def function_zip(folder: Path) -> Path:
    if not any(folder.glob("*.py")):
        raise FileNotFoundError(f"{folder} has no code")
    if (folder / "requirements.txt").exists():
        raise ValueError(f"{folder.name} has libraries of its own: they belong into a layer")
    return _kept(_digest(folder), lambda target: _copy(folder, target))


def layer_zip(folder: Path) -> Path:
    """The libraries of requirements.txt, and the folder's own packages, under python/."""
    requirements = folder / "requirements.txt"
    base = _libraries(requirements) if requirements.exists() else None

    def fill(target: Path) -> None:
        _copy(folder, target if (folder / "python").is_dir() else target / "python")
        _compile(target)

    return _kept(_digest(folder) + _interpreter(), fill, base)


def _libraries(requirements: Path) -> Path:
    """Installed and zipped once per lock and interpreter: they change seldom, the code beside them often."""
    install: list[str | Path] = [UV, "pip", "install", "--quiet", "--no-deps", "--require-hashes"]

    def fill(target: Path) -> None:
        where: list[str | Path] = ["--only-binary", ":all:", "--python", IMAGE, "--target", target / "python"]
        subprocess.run([*install, *where, "-r", requirements], check=True)
        _compile(target)

    return _kept(requirements.read_bytes() + _interpreter(), fill)


def _kept(key: bytes, fill: Callable[[Path], None], base: Path | None = None) -> Path:
    """The zip of what `fill` puts into a folder, added to what is in `base`."""
    kept = CACHE / "zips" / f"{hashlib.sha256(FORMAT + key).hexdigest()}.zip"
    if kept.exists():
        kept.touch()  # so that prune() knows it is in use
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix=".partial-") as folder:
        content, zipped = Path(folder) / "content", Path(folder) / "zip"
        content.mkdir()
        fill(content)
        if base:
            shutil.copyfile(base, zipped)
        _zip(content, zipped)
        zipped.replace(kept)
    return kept


def prune() -> None:
    """What no stack has used for a day goes: every change of the code leaves a zip and its content."""
    yesterday = time.time() - 24 * 3600
    for kept in (*CACHE.glob("zips/*"), *CACHE.glob("unzipped/*")):
        if kept.stat().st_mtime < yesterday:
            shutil.rmtree(kept, ignore_errors=True) if kept.is_dir() else kept.unlink(missing_ok=True)


def _compile(folder: Path) -> None:
    """Bytecode that never looks at dates: unzipping gives every file a new one."""
    compiler: list[str | Path] = [IMAGE, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", folder]
    subprocess.run(compiler, check=True)


def _interpreter() -> bytes:
    return (IMAGE.parent.parent / "pyvenv.cfg").read_bytes()


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not NOT_CODE & set(inside.parts) and not NOT_IN_LAYER & set(inside.parents):
            yield inside


def _digest(folder: Path) -> bytes:
    digest = hashlib.sha256()
    for inside in _sources(folder):
        digest.update(f"{inside} ".encode() + hashlib.sha256((folder / inside).read_bytes()).digest())
    requirements = folder / "requirements.txt"
    digest.update(requirements.read_bytes() if requirements.exists() else b"")
    return digest.digest()


def _copy(folder: Path, target: Path) -> None:
    for inside in _sources(folder):
        (target / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / inside, target / inside)


def _zip(folder: Path, target: Path) -> None:
    # Quick to make and to open matters more here than size.
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), LONG_AGO)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), compresslevel=1)
