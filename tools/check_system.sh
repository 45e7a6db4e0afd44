#!/bin/sh
# Sees that the system has what Qt, OpenCV and venv need, which pip can't install. On Debian and its children it
# installs what is missing when it may, or says the exact command; elsewhere it names what is missing.
set -eu

python=${1:?usage: check_system.sh PYTHON}

[ "$(uname -s)" = Linux ] || exit 0

# soname                  Debian package
table="
libEGL.so.1               libegl1
libGL.so.1                libgl1
libdbus-1.so.3            libdbus-1-3
libfontconfig.so.1        libfontconfig1
libglib-2.0.so.0          libglib2.0-0
libgssapi_krb5.so.2       libgssapi-krb5-2
libX11-xcb.so.1           libx11-xcb1
libxcb-cursor.so.0        libxcb-cursor0
libxcb-icccm.so.4         libxcb-icccm4
libxcb-image.so.0         libxcb-image0
libxcb-keysyms.so.1       libxcb-keysyms1
libxcb-randr.so.0         libxcb-randr0
libxcb-render-util.so.0   libxcb-render-util0
libxcb-shape.so.0         libxcb-shape0
libxcb-xkb.so.1           libxcb-xkb1
libxkbcommon.so.0         libxkbcommon0
libxkbcommon-x11.so.0     libxkbcommon-x11-0
"

# Where the loader's cache can't be read (NixOS, say), there is nothing to check against.
known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null) || exit 0
[ -n "$known" ] || exit 0

libraries=""
packages=""
while read -r soname package; do
    [ -n "$soname" ] || continue
    case "$known" in
        *"$soname"*) ;;
        *) libraries="$libraries $soname"; packages="$packages $package" ;;
    esac
done <<LINES
$table
LINES

if ! "$python" -c "import ensurepip, venv" 2>/dev/null; then
    version=$("$python" -c "import sys; print('%d.%d' % sys.version_info[:2])")
    libraries="$libraries python-venv"
    packages="$packages python$version-venv"
fi

[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "signdesk: the system lacks libraries that the window needs; install them with your package manager:$libraries" >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    echo "signdesk: the system lacks a few packages. Install them, then run make again:" >&2
    echo "  sudo apt-get install$packages" >&2
    exit 1
fi
echo "signdesk: installing the system's$packages"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of words is meant
apt-get install -qq -y --no-install-recommends $packages </dev/null >/dev/null 2>&1 || {
    apt-get update -qq </dev/null
    apt-get install -qq -y --no-install-recommends $packages </dev/null
}
