"""Hole: a Python handler runs in ministack's own loop: every error becomes `Runtime.HandlerError`, the
worker dies of it, the host's Python and libraries leak in, and layers are no `/opt`.

Repair: Python functions go to the worker that ministack has for custom runtimes, which speaks the
real Lambda Runtime API, with a bootstrap that starts AWS's own client in an environment like
Lambda's image.
"""

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.emulator.context import Context

BOOTSTRAP = '#!/bin/sh\nexec "$EMBEDDED_PYTHON" "$EMBEDDED_START" "$_HANDLER"\n'
START = Path(__file__).parents[2] / "lambda_image" / "start.py"
# Of the machine's own environment, a function sees these only.
KEPT = {"PATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "AWS_ENDPOINT_URL"}


def apply(context: Context) -> None:
    environment_of_provided = lambda_svc._provided_worker_env
    class_of_others = lambda_runtime._worker_class_for

    def worker_class(config: dict[str, Any]) -> Any:
        return lambda_runtime.ProvidedWorker if is_python(config) else class_of_others(config)

    def environment(config: dict[str, Any], code: str, port: int) -> dict[str, str]:
        given = environment_of_provided(config, code, port)
        return image_environment(context, config, code, given) if is_python(config) else given

    def code_folder(code: bytes) -> str:
        with lambda_svc._provided_code_lock:
            return str(unzipped(code, context.settings.cache))

    lambda_runtime._worker_class_for = worker_class
    lambda_svc._provided_worker_env = environment
    lambda_svc._provided_runtime_code_dir = code_folder
    lambda_svc._execute_function_warm = lambda_svc._execute_function_provided_warm


def is_python(config: dict[str, Any]) -> bool:
    return str(config.get("Runtime", "")).startswith("python")


def image_environment(context: Context, config: dict[str, Any], code: str, given: dict[str, str]) -> dict[str, str]:
    variables = (config.get("Environment") or {}).get("Variables") or {}
    own = {name: value for name, value in given.items() if name in variables or os.environ.get(name) != value}
    layers = layer_folders(context, config)
    packages = f"lib/{config['Runtime']}/site-packages"
    paths = [code, *(str(layer / "python" / part) for layer in layers for part in (packages, ""))]
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        **own,
        "PYTHONPATH": os.pathsep.join(path.rstrip("/") for path in paths),
        "PYTHONNOUSERSITE": "1",
        "TZ": ":UTC",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config['Runtime']}",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{config['FunctionName']}",
        "EMBEDDED_PYTHON": str(context.settings.image),
        "EMBEDDED_START": str(START),
        "EMBEDDED_CLOCK": str(context.clock.file),
    }


def layer_folders(context: Context, config: dict[str, Any]) -> list[Path]:
    # As /opt: of two layers with the same module, the later one wins.
    return [layer_folder(layer["Arn"], context.settings.cache) for layer in reversed(config.get("Layers") or [])]


@cache
def layer_folder(arn: str, cache_folder: Path) -> Path:
    content = lambda_svc._resolve_layer_zip(arn)
    if content is None:
        raise RuntimeError(f"{arn} has no content")
    return unzipped(content, cache_folder)


def unzipped(content: bytes, cache_folder: Path) -> Path:
    """Unzipped once per content and machine: a second cold start finds it there."""
    folder = cache_folder / hashlib.sha256(content).hexdigest()
    if folder.is_dir():
        folder.touch()  # in use: not to be pruned
        return folder
    cache_folder.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=cache_folder, prefix=".partial-"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(partial)
    bootstrap = partial / "bootstrap"
    if not bootstrap.exists():
        bootstrap.write_text(BOOTSTRAP, encoding="utf-8")
    bootstrap.chmod(0o755)
    partial.chmod(0o755)
    try:
        partial.rename(folder)
    except OSError:  # another stack was quicker
        shutil.rmtree(partial)
    return folder
