# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What ./test and ./demo share: which Debian packages makir needs (the one list of them), installing what is missing, building the desk and the
# program. It is sourced by a script that has changed to the project's root. Everything is silent when there is nothing to do, and nothing asks.

packages_of() {     # words "package" or "package=command": the package counts as there when the command is, wherever it came from
    case $1 in
    build) echo "gcc=gcc libc6-dev meson=meson ninja-build=ninja pkg-config=pkg-config python3=python3 tzdata xz-utils=xz
        libsqlite3-dev libmicrohttpd-dev libjansson-dev libsodium-dev libutf8proc-dev libnlopt-dev libzip-dev liblzma-dev zlib1g-dev
        libexpat1-dev libxlsxwriter-dev liboath-dev libqrcodegen-dev" ;;
    web) echo "nodejs=node npm=npm ca-certificates" ;;
    test) echo "libcmocka-dev sqlite3=sqlite3 chromium=chromium chromium-driver=chromedriver fonts-noto-core" ;;
    fuzz) echo "clang=clang libclang-rt-14-dev" ;;
    analyze) echo "cppcheck=cppcheck clang-tidy=clang-tidy" ;;
    coverage) echo "gcovr=gcovr" ;;
    bench) echo "sqlite3=sqlite3" ;;
    esac
}

logs=build/log

say() { printf '%s\n' "== $*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# logged NAME COMMAND...: runs with its output kept in build/log/NAME.log; shows the end of it when the command fails.
logged() {
    logged_file=$logs/$1.log; shift
    mkdir -p "$logs"
    if "$@" >"$logged_file" 2>&1 </dev/null; then return 0; fi
    tail -n 30 "$logged_file" >&2
    printf 'The whole output is in %s\n' "$logged_file" >&2
    return 1
}

missing_packages() {
    there=" $(dpkg-query -W -f='${Package}=${db:Status-Status} ' $(packages_words "$@") 2>/dev/null || :) "      # it also fails when one is unknown
    for group in "$@"; do
        for word in $(packages_of "$group"); do
            package=${word%%=*}
            case $there in *" $package=installed "*) continue ;; esac
            if [ "$word" != "$package" ] && command -v "${word#*=}" >/dev/null 2>&1; then continue; fi
            printf '%s ' "$package"
        done
    done
}

packages_words() {
    for group in "$@"; do for word in $(packages_of "$group"); do printf '%s ' "${word%%=*}"; done; done
}

apt() {     # never asks, waits for another apt, tries again when the network stumbles
    $as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -y -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confold "$@"
}

# need_packages GROUP...: installs what is missing of the groups.
need_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        say "This is not a Debian system: going on with what is here (docs/guide/start.md lists what makir needs)"
        return 0
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then as_root=
    elif sudo -n true >/dev/null 2>&1; then as_root='sudo -n'
    else die "these Debian packages are missing and only root may install them. As root: apt-get install --no-install-recommends $missing"
    fi
    say "Installing Debian packages: $missing"
    for try in 1 2 3; do
        if logged apt-update apt update && logged apt-install apt install --no-install-recommends $missing; then
            hash -r
            return 0
        fi
        [ "$try" = 3 ] || { say "That did not work, trying again"; sleep $((try * 5)); }
    done
    die "could not install: $missing"
}

# build_web: web/dist, when its sources are newer than it; npm packages, when package-lock.json has changed.
build_web() {
    [ -f web/package-lock.json ] || { say "There is no desk in this tree: building the program alone"; return 0; }
    lock=$(cksum <web/package-lock.json)
    if [ "$(cat web/node_modules/.makir-lock 2>/dev/null)" != "$lock" ]; then
        say "Fetching the npm packages of the desk"
        for try in 1 2 3; do
            if (cd web && logged_at_root npm-ci npm ci --no-audit --no-fund --loglevel=error); then break; fi
            [ "$try" != 3 ] || die "npm ci did not work"
            sleep $((try * 5))
        done
        printf '%s\n' "$lock" >web/node_modules/.makir-lock
        rm -f "$logs/web-built"
    fi
    if [ -f web/dist/index.html ] && [ -f "$logs/web-built" ] &&
       [ -z "$(find web -name node_modules -prune -o -name dist -prune -o -type f -newer "$logs/web-built" -print | head -n 1)" ]; then return 0; fi
    say "Building the desk"
    mkdir -p "$logs"
    : >"$logs/web-building"         # the time before the build: a file saved while it ran is newer
    (cd web && logged_at_root npm-build npm run build) || die "the desk does not build"
    mv "$logs/web-building" "$logs/web-built"
}

logged_at_root() { logs=../build/log logged "$@"; }

# build_program DIR [MESON OPTION...]: configures once, builds what has changed.
build_program() {
    dir=$1; shift
    if [ ! -f "$dir/build.ninja" ]; then
        say "Configuring $dir"
        logged "setup-${dir##*/}" meson setup "$dir" "$@" || die "could not configure $dir"
    fi
    if [ -n "$(ninja -C "$dir" -n 2>/dev/null | grep -v -e 'no work to do' -e 'Entering directory')" ]; then
        say "Building in $dir"
    fi
    logged "ninja-${dir##*/}" ninja -C "$dir" || die "$dir does not build"
}
