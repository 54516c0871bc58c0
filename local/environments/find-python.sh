#!/bin/sh
# Prints the path of a Python that really runs, or fails.
#
#   find-python.sh any          the best for this project: Lambda's own version first
#   find-python.sh 3.11         that version, or nothing
#
# Every candidate is run before it is believed: the shims of pyenv exist for
# versions that are not active, and /usr/bin/python3 may be older than we need.
set -u

answers_as() { # VERSION CANDIDATE: prints the interpreter's own path when it is of that version
    "$2" - "$1" 2>/dev/null <<'PYTHON'
import sys
if "%d.%d" % sys.version_info[:2] != sys.argv[1]:
    sys.exit(1)
print(sys.executable)
PYTHON
}

find_version() {
    for candidate in \
        "python$1" python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python \
        "$HOME/.local/share/uv/python/cpython-$1".*/bin/python3 \
        "/opt/homebrew/bin/python$1" "/usr/local/bin/python$1" "/usr/bin/python$1"; do
        path=$(answers_as "$1" "$candidate") && [ -n "$path" ] && echo "$path" && return 0
    done
    return 1
}

if [ "${1:-any}" != any ]; then
    find_version "$1"
    exit
fi
for version in 3.13 3.12 3.14 3.11; do
    find_version "$version" && exit
done
echo "Relance needs Python 3.11 or later, and found none." >&2
exit 1
