#!/usr/bin/env bash
# Facts of many hosts over ssh, several at a time: collect.sh DIRECTORY HOST…, each HOST as ssh takes it. Each host gets
# the tool through that connection and keeps nothing; DIRECTORY gets HOST.facts.gz. Exit status: how many hosts failed.
#   INJECT_TRACE_FILE  what is brought along (inject-trace): the executable, or inject-trace.mjs where Node.js is
#   LOGS               the logs, as a shell there takes them (/var/log/nova/nova-compute.log*)
#   SSH                how ssh is called (ssh -o BatchMode=yes)
#   JOBS               how many hosts at a time (16)
set -uo pipefail

export DIRECTORY=${1:?usage: collect.sh DIRECTORY HOST…}
export INJECT_TRACE_FILE=${INJECT_TRACE_FILE:-inject-trace}
export LOGS=${LOGS:-/var/log/nova/nova-compute.log*}
export SSH=${SSH:-ssh -o BatchMode=yes}
shift
mkdir -p "$DIRECTORY" || exit

# What runs there, whatever the shell of the account is: the name of the host, then its logs. No apostrophe in it.
export THERE='
set -uo pipefail
there=$(mktemp -d) || exit
trap "rm -rf $there" EXIT
cat > $there/inject-trace && chmod 700 $there/inject-trace || exit
host=$1
shift
nice -n 19 ionice -c 3 $there/inject-trace extract --host "$host" "$@" | gzip
'

collect() {
  local host=${1##*@} status
  case $host in
    '' | *[!A-Za-z0-9._-]*) echo "no name of a host" >&2; return 2 ;;
  esac
  $SSH -- "$1" "bash -c '$THERE' bash '$host' $LOGS" \
    < "$INJECT_TRACE_FILE" > "$DIRECTORY/$host.facts.gz.part"
  status=$?
  case $status in
    0 | 4) mv "$DIRECTORY/$host.facts.gz.part" "$DIRECTORY/$host.facts.gz" ;; # 4: part of a log could not be read
    3) rm "$DIRECTORY/$host.facts.gz.part" ;; # nothing recognised
    *) rm "$DIRECTORY/$host.facts.gz.part"; return $status ;;
  esac
}
export -f collect

parallel --will-cite --tag --jobs "${JOBS:-16}" collect ::: "$@"
