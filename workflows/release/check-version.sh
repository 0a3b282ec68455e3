#!/bin/sh
# Whether changelog and manifests say the version, and no tag of it is there yet: `sh check-version.sh VERSION CHANGELOG`.
#
# Adapt it to your repository: it is yours, and runs only after `gatewright trust`, after every change of it again.
set -u

version=${1#v} changelog=$2 wrong=0
say() { echo "check-version: $*" >&2; wrong=1; }
# As a word of its own: 1.2.0 is not in 11.2.0 and not in 1.2.01.
pattern="(^|[^0-9.])$(printf '%s' "$version" | sed 's/[.]/\\./g')([^0-9.]|\$)"

grep -E '^#' "$changelog" | grep -Eq "$pattern" || say "no heading of $changelog names $version"
for manifest in Cargo.toml package.json pyproject.toml; do
    [ -f "$manifest" ] || continue
    grep -Eq '^[[:space:]]*"?version"?[[:space:]]*[:=]' "$manifest" || continue
    grep -E '^[[:space:]]*"?version"?[[:space:]]*[:=]' "$manifest" | head -n 1 | grep -Eq "$pattern" ||
        say "$manifest does not say version $version"
done
if command -v git >/dev/null && git rev-parse --git-dir >/dev/null 2>&1; then
    for tag in "$version" "v$version"; do
        ! git rev-parse --quiet --verify "refs/tags/$tag" >/dev/null || say "the tag $tag is there already"
    done
fi
exit "$wrong"
