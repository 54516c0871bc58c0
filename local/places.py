"""Where things lie in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCAL = ROOT / ".local"
CACHE = LOCAL / "cache"
EMULATOR = LOCAL / "emulator" / "bin" / "python"
IMAGE = LOCAL / "runtime" / "bin" / "python"
UV = LOCAL / "uv" / "bin" / "uv"
