. src/list.sh
place=$(mktemp -d) && trap 'rm -r "$place"' EXIT
printf 'milk\nbread\ntea\n' >"$place/list"
delete "$place/list" 2
[ "$(cat "$place/list.slot")" = bread ]
