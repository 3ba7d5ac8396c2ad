#!/usr/bin/env bash
# Tests/fuzz.sh [EXECUTIONS] [JOBS] - fuzzes every public entry point of MIME and MailText, and the IMAP answers, with libFuzzer.
#
# 1,000,000 executions by default. A finding ends it with an error and is left in .build/fuzz/findings; what the fuzzer
# learnt stays in .build/fuzz/corpus, so that the next run begins there. AddressSanitizer: SANITIZE=fuzzer,address.
# MOST_BYTES bounds an input (8192); SEED makes a run the same each time where the corpus is (0 is another each time).
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/.."

executions=${1:-1000000}
jobs=${2:-1}
sanitize=${SANITIZE:-fuzzer}
build=${FUZZ_BUILD:-.build/fuzz}
objects="$build/${sanitize//,/-}"
mkdir -p "$objects" "$build/corpus" "$build/findings"
# A crash is what is sought: no backtrace, which hangs under AddressSanitizer.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0

compile() { # MODULE SOURCES...
  local module=$1; shift
  swiftc -O -g -wmo -parse-as-library -package-name servicedesk -sanitize="$sanitize" -module-name "$module" -I "$objects" \
    -emit-module -emit-module-path "$objects/$module.swiftmodule" -c "$@" -o "$objects/$module.o"
}
compile MIME $(find Sources/MIME -name '*.swift')
compile MailText $(find Sources/MailText -name '*.swift')
swiftc -O -g -wmo -parse-as-library -package-name servicedesk -sanitize="$sanitize" -module-name Fuzz -I "$objects" \
  -emit-module -emit-module-path "$objects/Fuzz.swiftmodule" -emit-executable Tests/Fuzz/FuzzTarget.swift Tests/Fuzz/FuzzAnswers.swift \
  Sources/Mailbox/IMAP/IMAP{Framer,Value,Response,Listing,FolderName}.swift "$objects/MIME.o" "$objects/MailText.o" -o "$objects/fuzzer"

python3 Tests/Fuzz/seeds.py "$build/seeds"
each=$(( (executions + jobs - 1) / jobs ))
exec "$objects/fuzzer" -runs="$each" -jobs="$([ "$jobs" -gt 1 ] && echo "$jobs" || echo 0)" -workers="$jobs" \
  -seed="${SEED:-0}" -max_len="${MOST_BYTES:-8192}" -timeout=10 -rss_limit_mb=2048 -dict=Tests/Fuzz/mail.dict -artifact_prefix="$build/findings/" \
  -print_final_stats=1 "$build/corpus" "$build/seeds"
