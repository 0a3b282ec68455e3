#!/usr/bin/env bash
# Builds gatewright and runs its main job on real input: a visual essay in three gates, from an empty directory to PASS.
#
# Needs a Rust toolchain and nothing else. Asks nothing. Ends with the exit code of the run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v cargo >/dev/null; then
    echo "demo: cargo is missing; install Rust from https://rustup.rs and run this again" >&2
    exit 1
fi
echo "Building gatewright (the first time this takes a minute or two) …" >&2
cargo build --quiet --locked
program=$PWD/${CARGO_TARGET_DIR:-target}/debug/gatewright
[[ ${CARGO_TARGET_DIR:-target} != /* ]] || program=$CARGO_TARGET_DIR/debug/gatewright

place=$(mktemp -d "${TMPDIR:-/tmp}/gatewright-demo.XXXXXX")
cd "$place"
echo "Working in $place" >&2
# Git is not needed; where it is there, the record says where it stood.
! command -v git >/dev/null || git init --quiet

"$program" init </dev/null
"$program" run visual-essay \
    --slug the-word-robot \
    --artifact-path essays/the-word-robot \
    --prompt-file examples/the-word-robot.prompt.md \
    --exec examples/scripted-agent.sh </dev/null

record=$(echo "$place"/runs/*/record/RUN.json)
cat >&2 <<END

PASS. Everything is in $place
  the essay:   $place/essays/the-word-robot
  the record:  $record
Look at it:    cd $place && $program run show --run latest
END
