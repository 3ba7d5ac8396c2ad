#!/usr/bin/env bash
# Tests/Browser/run.sh - drives the built program with Debian's Chromium; pictures go to .build/screenshots.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../.."

venv=.build/browser-venv
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import selenium' 2>/dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check 'selenium>=4.20,<5'
  # Only for the copy of axe-core inside it.
  "$venv/bin/pip" install -q --disable-pip-version-check --no-deps axe-playwright-python==0.1.8
fi
AXE_SCRIPT=$(echo "$PWD/$venv"/lib/python3*/site-packages/axe_playwright_python/axe.min.js)
export AXE_SCRIPT
export SERVICEDESK_BINARY=${SERVICEDESK_BINARY:-$PWD/.build/debug/servicedesk}
export SERVICEDESK_PICTURES=${SERVICEDESK_PICTURES:-$PWD/.build/screenshots}
(cd Tests/Browser && "$PWD/../../$venv/bin/python" -m unittest -v tests "$@")
echo "screenshots: ${SERVICEDESK_PICTURES#"$PWD/"}"
