#!/usr/bin/env bash
# Samples/quickstart.sh - from a fresh clone to a desk with tickets: installs what is missing, builds, takes in a copy of
# the sample mailbox, works a ticket, and shows the notice that its requester gets.
#
#   Samples/quickstart.sh            everything goes into a new folder under /tmp
#   Samples/quickstart.sh FOLDER     … or into FOLDER, which must not hold a desk yet
#
# Asks nothing, reads nothing from standard input, sends nothing to anybody: notices go into a maildir.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/.."
exec </dev/null

say() { printf '\n\033[1m%s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi; }
run() { printf '$ servicedesk %s\n' "$*"; "$desk" "$@"; }
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
  else echo "needs root for: $* (run it yourself, then start this again)" >&2; return 77; fi
}

say "1. What the build needs"
needed=()
for package in libsqlite3-dev libcurl4-openssl-dev pkg-config; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || needed+=("$package")
done
if [ "${#needed[@]}" -gt 0 ]; then
  echo "installing ${needed[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}" >/dev/null
else
  echo "all there"
fi
command -v swift >/dev/null || { echo "no swift in PATH: install Swift 6.3 or newer (https://www.swift.org/install/linux)" >&2; exit 69; }

say "2. Build (a few minutes the first time)"
log=$(mktemp)
# With Swift's own libraries inside, the program runs where Swift is not installed, and starts in half the time.
release=(--configuration release --static-swift-stdlib)
if ! swift build "${release[@]}" --product servicedesk >"$log" 2>&1; then
  grep -E 'error:|warning:' "$log" | head -20 >&2 || true
  tail -5 "$log" >&2
  echo "the whole output is in $log" >&2
  exit 70
fi
rm -f "$log"
desk="$(swift build "${release[@]}" --show-bin-path)/servicedesk"
echo "built $desk"

folder=${1:-$(mktemp -d /tmp/servicedesk-quickstart.XXXXXX)}
mkdir -p "$folder"
folder=$(realpath "$folder")
[ ! -e "$folder/servicedesk.sqlite" ] || { echo "$folder holds a desk already: name another folder" >&2; exit 73; }
# A copy, since taking mail in moves it from new/ to cur/; fresh file times make it mail of today.
cp -R Samples/maildir "$folder/mail"
mkdir -p "$folder/mail/new" "$folder/mail/cur" "$folder/mail/tmp"
cat >"$folder/servicedesk.yaml" <<CONFIG
desk: {name: Support, domain: desk.example}
database: $folder/servicedesk.sqlite
queues:
  - {name: support, address: support@desk.example, aliases: [help@desk.example], mailboxes: ["maildir:$folder/mail"]}
courier: {url: "maildir:$folder/notices"}
CONFIG
cd "$folder"
export SERVICEDESK_OPERATOR=alice
unset SERVICEDESK_NOW SERVICEDESK_FAILPOINT || true

say "3. Take the mail in: $(find mail/new -type f ! -name '.*' | wc -l) messages wait"
run operator add alice --address alice@desk.example --name "Alice Moreau"
run ingest --json
run list --limit 14

say "4. Why is it so? One decision explained"
ticket=$("$desk" list --priority high --json --limit 1 | sed -E 's/^\{"id":"(SD-[0-9]+)".*/\1/')
run explain "$ticket"

say "5. Work it"
run assign "$ticket" alice
run resolve "$ticket" --message "Found it and fixed it. Please try again, and answer this mail if it is not right."
run show "$ticket"

say "6. Send what waits (into a maildir here; to a relay with courier.url)"
run deliver

say "7. The notice that the requester gets"
notice=$("$desk" outbox list --limit 0 --json | grep '"kind":"resolved"' | grep "\"ticket\":\"$ticket\"" |
  sed -E 's/.*"reply":"written to ([^"]*)".*/\1/')
echo "$ cat ${notice#"$folder"/}"
tr -d '\r' <"$notice"

say "Done."
cat <<DONE
  database   $folder/servicedesk.sqlite
  notices    $folder/notices/new/  ($(find notices/new -type f | wc -l) messages)
  config     $folder/servicedesk.yaml

Try next:
  cd $folder
  alias servicedesk=$desk
  servicedesk list --status all          every ticket
  servicedesk show SD-1                  a conversation
  servicedesk search printer             words in any message
  servicedesk intake list                what became of each message, and why
  servicedesk reconcile                  proof that nothing is lost
  servicedesk doctor                     is all well?
  servicedesk serve                      all of it by itself, with a dashboard at http://127.0.0.1:5000
DONE
