#!/bin/sh
# Prints the first Python on this computer that signdesk runs on.
for python in python3 python3.13 python3.12 python3.11 python; do
    if "$python" -c "import sys; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; then
        command -v "$python"
        exit 0
    fi
done
echo "signdesk: Python 3.11 or newer is needed and was not found; install it (https://www.python.org/downloads/) or name it: make PYTHON=/path/to/python3" >&2
exit 1
