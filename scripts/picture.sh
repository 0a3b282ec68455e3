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
tmux -L "$socket" -f /dev/null new-session -d -x "$columns" -y 60 \
    "cd '$place' && env -i HOME='$place' TERM=screen-256color PS1='$ ' PATH='$project/target/debug:$PATH' GATEWRIGHT_ACTOR=ada bash --norc --noprofile"
typed() {
    tmux -L "$socket" send-keys -l "$1"
    tmux -L "$socket" send-keys Enter
    # The prompt alone on the last line says that the command has ended.
    for _ in $(seq 200); do
        sleep 0.1
        [[ $(tmux -L "$socket" capture-pane -p | grep -v '^$' | tail -n 1) == '$' ]] && return
    done
    echo "picture: \`$1\` did not end" >&2
    exit 1
}
sleep 1
typed 'git init -q . 2>/dev/null; gatewright init 2>/dev/null >&2; mkdir -p essays/robot/research'
typed 'gatewright run start --workflow visual-essay --slug robot --artifact-path essays/robot >/dev/null 2>&1'
typed 'clear'
typed 'gatewright gate start'
typed 'echo "# Intake" >essays/robot/research/INTAKE.md'
typed 'gatewright gate finish'
typed 'gatewright gate start >/dev/null 2>&1'
typed 'printf "\n## Question\n\n## In scope\n\n## Out of scope\n" >>essays/robot/research/INTAKE.md'
typed 'gatewright gate finish'
typed 'gatewright run status'

tmux -L "$socket" capture-pane -p -e |
    awk -v columns="$columns" -v title="A gate fails, says why, and passes at the second attempt" \
        -f scripts/picture.awk >docs/session.svg
echo "docs/session.svg" >&2
