#!/usr/bin/env bash
# Tests/API/schemathesis.sh - asks a real desk thousands of things that the document of its API allows and forbids, and
# fails on any answer that the document does not know.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
root=$(realpath "$here/../..")
binary=${SERVICEDESK_BINARY:-$root/.build/debug/servicedesk}
examples=${SCHEMATHESIS_EXAMPLES:-30}
version=4.32.5

[ -x "$binary" ] || { echo "no program at $binary: swift build"; exit 69; }
if [ -z "${SCHEMATHESIS:-}" ]; then
  SCHEMATHESIS=$root/.build/python/bin/schemathesis
  if [ ! -x "$SCHEMATHESIS" ]; then
    python3 -m venv "$root/.build/python"
    "$root/.build/python/bin/pip" install --quiet "schemathesis==$version"
  fi
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/servicedesk-api.XXXXXX")
server=
# shellcheck disable=SC2329
finish() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cp -r "$root/Samples/maildir" "$folder/mail"
cat > "$folder/servicedesk.yaml" <<YAML
desk: {name: Example Support, domain: desk.example}
queues:
  - {name: support, address: support@desk.example, mailboxes: ["maildir:$folder/mail"]}
  - {name: billing, address: billing@desk.example}
courier: {url: "maildir:$folder/outgoing"}
dashboard: {listen: "127.0.0.1:$port"}
log: {level: error}
YAML
cd "$folder"
"$binary" operator add alice --role admin --address alice@desk.example > /dev/null 2>&1
"$binary" ingest --all --as alice > /dev/null
token=$("$binary" operator token alice --name schemathesis --scope read,write,admin --as alice 2> /dev/null)

"$binary" serve > serve.out 2> serve.log &
server=$!
curl --silent --fail --retry 100 --retry-delay 0 --retry-connrefused --max-time 60 \
  "http://127.0.0.1:$port/api/v1/openapi.json" --output openapi.json || { cat serve.log; exit 1; }

status=0
"$SCHEMATHESIS" --config-file "$here/schemathesis.toml" run openapi.json --url "http://127.0.0.1:$port/api/v1" \
  --header "Authorization: Bearer $token" --checks all --max-examples "$examples" --request-timeout 10 \
  --phases examples,coverage,fuzzing,stateful --suppress-health-check all --warnings off --no-color || status=$?
kill -0 "$server" || { echo "the desk has ended:"; cat serve.log; exit 1; }
if [ -s serve.log ]; then
  echo "the desk logged errors:"
  cat serve.log
  status=1
fi
exit $status
