# A list is a file with an entry on each line; the slot beside it holds what was deleted last.
delete() { sed -n "$2p" "$1" >"$1.slot"; sed -i "$2d" "$1"; }
