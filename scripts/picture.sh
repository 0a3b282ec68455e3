#!/usr/bin/env bash
# Makes docs/session.svg anew: the screen of a real terminal after a real session. Needs tmux.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project=$PWD columns=118

cargo build --quiet --locked
place=$(mktemp -d "${TMPDIR:-/tmp}/gatewright-picture.XXXXXX")
socket=gatewright-picture-$$
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; sleep 0.5; rm -rf "$place"' EXIT

# A shell of its own, which says nothing about the machine it runs on.
tmux -L "$socket" -f /dev/null new-session -d -x "$columns" -y 24 \
    "cd '$place' && env -i HOME='$place' TERM=screen-256color PS1='$ ' PATH='$project/target/debug:$PATH' GATEWRIGHT_ACTOR=ada bash --norc --noprofile"
typed() {
    tmux -L "$socket" send-keys -l "$1"
    tmux -L "$socket" send-keys Enter
}
# Waits until the screen shows a text.
shown() {
    for _ in $(seq 300); do
        sleep 0.1
        tmux -L "$socket" capture-pane -p | grep -qF -- "$1" && return
    done
    echo "picture: \`$1\` did not appear" >&2
    exit 1
}
screen() { tmux -L "$socket" capture-pane -p -e; }
said() { printf '\n\033[2m%s\033[0m\n\n' "$1"; }

command='gatewright run visual-essay --slug robot --artifact-path essays/robot'
intake=$place/essays/robot/research/INTAKE.md
shown '$'
typed 'git init -q . 2>/dev/null; gatewright init 2>/dev/null >&2; mkdir -p essays/robot/research; clear'
sleep 2
typed "$command"
shown 'Checks 0 of 3'
echo '# Intake' >"$intake"
shown 'check fails'
{
    echo "\$ $command"
    screen | cat -s
} >"$place/screens"
printf '\n## Question\n\n## In scope\n\n## Out of scope\n' >>"$intake"
shown 'Checks 3 of 3'
sleep 1
tmux -L "$socket" send-keys f
shown 'Checks 0 of 8'
tmux -L "$socket" send-keys p
shown 'Paused'
{
    said '… the intake gets its headings while the list is watched; f finishes the gate, p pauses at the next one'
    screen | sed -n '/^Gate G1/,$p'
} >>"$place/screens"

awk -v columns="$columns" -v title="A live checklist: a check fails, says why, passes; the gate is finished" \
    -f scripts/picture.awk "$place/screens" >docs/session.svg
echo "docs/session.svg" >&2
