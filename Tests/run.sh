#!/usr/bin/env bash
# Tests/run.sh - installs what the tests need, checks the format, builds, and runs every test.
#
#   Tests/run.sh                 everything
#   Tests/run.sh --filter NAME   only the tests whose name matches, without the format check
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/.."

step() { printf '\n== %s\n' "$1"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

step "install"
needed=()
for package in libsqlite3-dev libcurl4-openssl-dev pkg-config sqlite3 postfix dovecot-imapd python3 python3-venv curl chromium chromium-driver valgrind binutils; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || needed+=("$package")
done
if [ "${#needed[@]}" -gt 0 ]; then
  echo "installing ${needed[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}" >/dev/null
fi
command -v swift >/dev/null || { echo "no swift in PATH: install Swift 6.3 or newer (https://www.swift.org/install/linux)"; exit 69; }

if [ "$#" -eq 0 ]; then
  step "format"
  swift format lint --strict --recursive --parallel Package.swift Sources Tests
  for script in Tests/*.sh Tests/*/*.sh Samples/*.sh .ci/run; do bash -n "$script"; done
fi

step "build"
swift build --build-tests --explicit-target-dependency-import-check error 2>&1 | sed -u '/^\[[0-9]*\/[0-9]*\]/d'

step "test"
export SERVICEDESK_BINARY="$PWD/.build/debug/servicedesk"
if [ "$#" -gt 0 ]; then
  swift test --skip-build "$@"
else
  # Apart, since most other tests block the threads that a server's answers would come on.
  swift test --skip-build --skip DashboardTests
  swift test --skip-build --filter DashboardTests
fi

if [ "$#" -eq 0 ]; then
  # A short look each time; a long one is Tests/fuzz.sh with a number.
  step "fuzz"
  rm -rf .build/fuzz/corpus
  SEED=1 bash Tests/fuzz.sh 40000 >.build/fuzz.log 2>&1 || { tail -40 .build/fuzz.log; exit 1; }
  tail -5 .build/fuzz.log
  step "guides"
  python3 Tests/Guides/run.py
  step "linear"
  python3 Tests/Linear/linear.py "$SERVICEDESK_BINARY"
  # Calls that fail one by one, power that goes, several at once: a sample by a seed; all of them with --all.
  step "faults"
  python3 Tests/Faults/faults.py "$SERVICEDESK_BINARY"
  # The real thing, driven from outside: programs against the API's own document, and a browser against the pages.
  step "API"
  bash Tests/API/schemathesis.sh
  step "browser"
  bash Tests/Browser/run.sh
  # As a newcomer would, which is also the one build here with the optimiser.
  step "quickstart"
  bash Samples/quickstart.sh
fi
