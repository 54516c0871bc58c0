# How a layer gets its libraries, from any machine: wheels for Lambda (Linux, arm64, Python 3.13),
# whatever this machine is. A wheel that does not exist for Lambda stops the build.
# layers/core and layers/render hold the same file: sam builds each layer in a copy of its own folder.

PYTHON_DIR := $(ARTIFACTS_DIR)/python

# `make build` hands over its own uv and Python 3.13; a bare `sam build` does with pip.
ifdef RELANCE_UV
INSTALL := "$(RELANCE_UV)" pip install --quiet --python-version 3.13 --python-platform aarch64-manylinux_2_28
else
INSTALL := python3 -m pip install --quiet --disable-pip-version-check --implementation cp --python-version 3.13 \
  --platform manylinux_2_28_aarch64 --platform manylinux2014_aarch64 --platform manylinux_2_17_aarch64
endif

# Bytecode saves most of the import time of a cold start, but only Python 3.13 can make 3.13's.
# Unchecked: Lambda mounts a layer with dates of its own, and never edits it.
RELANCE_PYTHON ?= $(shell command -v python3.13)
PRECOMPILE = if [ -n "$(RELANCE_PYTHON)" ] && "$(RELANCE_PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then \
  "$(RELANCE_PYTHON)" -m compileall -q --invalidation-mode unchecked-hash -s "$(ARTIFACTS_DIR)" -p /opt "$(PYTHON_DIR)"; \
  else echo "No Python 3.13 here: the layer goes without bytecode, and starts a little slower."; fi

.PHONY: libraries
libraries:
	mkdir -p "$(PYTHON_DIR)"
	$(INSTALL) --no-deps --require-hashes --only-binary :all: --target "$(PYTHON_DIR)" -r requirements.txt
