#!/usr/bin/env bash
# Makes the project's own example record anew: `runs/` and the essay it is about, `examples/the-word-robot/`.
#
# The run is made outside of git, so that the record names no commit of its own history.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project=$PWD

cargo build --quiet --locked
place=$(mktemp -d "${TMPDIR:-/tmp}/gatewright-record.XXXXXX")
trap 'rm -rf "$place"' EXIT
cp -r gatewright.json workflows contracts "$place"
mkdir "$place/examples"
cp examples/scripted-agent.sh examples/the-word-robot.prompt.md "$place/examples"
cd "$place"
GATEWRIGHT_ACTOR=scripted-agent "$project/target/debug/gatewright" run visual-essay \
    --slug the-word-robot --artifact-path examples/the-word-robot \
    --prompt-file examples/the-word-robot.prompt.md --exec examples/scripted-agent.sh </dev/null >&2
rm -r runs/*/logs
rm -rf "$project/runs" "$project/examples/the-word-robot"
cp -r runs "$project/runs"
cp -r examples/the-word-robot "$project/examples/the-word-robot"
