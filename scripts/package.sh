#!/usr/bin/env bash
# The package stands alone: what would be published is packed, installed into an empty prefix, and carries a gated run
# in a fresh repository. Publishes nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project=$PWD
# A target directory of its own: in a shared one cargo would take the program built from the project's tree for fresh,
# because a package's files are dated back.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$project/target}/standalone

place=$(mktemp -d "${TMPDIR:-/tmp}/gatewright-package.XXXXXX")
trap 'rm -rf "$place"' EXIT
say() { echo "package: $*" >&2; }
fail() { say "$*"; exit 1; }

# Verifying is what the installation below does, with more than a build.
cargo package --quiet --locked --allow-dirty --no-verify
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
crate=$CARGO_TARGET_DIR/package/gatewright-$version.crate
tar -xzf "$crate" -C "$place"
unpacked=$place/gatewright-$version

# What a user needs, and nothing of what only this project's development needs.
strange=$(cd "$unpacked" && find . -type f |
    grep -Ev '^\./(src|workflows|contracts|examples|docs|schemas)/|^\./(build\.rs|Cargo\.(toml|toml\.orig|lock)|README\.md|CHANGELOG\.md|LICENSE-(MIT|APACHE)|gatewright\.json|\.cargo_vcs_info\.json)$' || true)
[[ -z $strange ]] || fail "these files do not belong into the package: $strange"

say "installing into an empty prefix"
# Built in haste: what is tried is whether it is all there.
haste=(--config 'profile.dev.package."*".opt-level=0' --config profile.dev.debug=false --config profile.dev.incremental=false)
cargo install --quiet --locked --debug "${haste[@]}" --path "$unpacked" --root "$place/prefix"
[[ $(ls "$place/prefix/bin") == gatewright ]] || fail "the package installs more than one program"

say "a gated run in a fresh repository, with the installed program alone"
mkdir "$place/home" "$place/repository"
cd "$place/repository"
gatewright() {
    env -i HOME="$place/home" PATH="$place/prefix/bin:/usr/local/bin:/usr/bin:/bin" \
        "$place/prefix/bin/gatewright" "$@" </dev/null
}
! command -v git >/dev/null || git init --quiet
gatewright init >"$place/log" 2>&1 || { cat "$place/log"; fail "init failed"; }
gatewright run visual-essay --slug the-word-robot --artifact-path essays/the-word-robot \
    --prompt-file examples/the-word-robot.prompt.md --exec examples/scripted-agent.sh \
    >"$place/log" 2>&1 || { cat "$place/log"; fail "the run failed"; }
gatewright run list --json --status passed | grep -q '"status":"PASSED"' || fail "no passed run is listed"
say "the installed program carried a run to PASSED"
