#!/usr/bin/env bash
# Builds every fuzz target and feeds each for some seconds, beginning with what lies in tests/corpus. Says at the end which of them found something.
#
#   bash scripts/fuzz.sh [SECONDS] [TARGET]...     60 seconds and all targets where nothing is said
#
# Needs a nightly toolchain and cargo-fuzz (`cargo install cargo-fuzz`). docs/fuzzing.md says what the targets are.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(sed -n 's/^name = "\(.*\)"$/\1/p' fuzz/Cargo.toml | grep -v gatewright-fuzz)

seeds=fuzz/corpus/seeds
rm -rf "$seeds"
mkdir -p "$seeds"
number=0
while IFS= read -r -d '' file; do
  number=$((number + 1))
  cp "$file" "$seeds/file-$number"
done < <(find tests/corpus/bad/base tests/corpus/definitions tests/golden -type f -size -64k -print0 | sort -z)
# The artifacts in the books, each a line there. `${\n}` and the like stand for bytes that a line cannot hold; what is repeated stands there once.
export LC_ALL=C.UTF-8
sed -n 's/^  \(text\|good\) //p' tests/corpus/bad/*/*.txt \
  | sed -E 's/\\u\{([0-9a-f]{2})\}/\\U000000\1/g; s/\\u\{([0-9a-f]{3})\}/\\U00000\1/g; s/\\u\{([0-9a-f]{4})\}/\\U0000\1/g; s/\\u\{([0-9a-f]{5})\}/\\U000\1/g' \
  | sed -E 's/\$\{([^}]*)\*[0-9]+\}/\1/g; s/\$\{(\\[^}]*)\}/\1/g' \
  | while IFS= read -r line; do
    number=$((number + 1))
    [ ${#line} -gt 4000 ] || printf '%b' "$line" > "$seeds/line-$number"
  done

# No sanitizer: there is next to no unsafe code, and memory is then what the program itself takes.
cargo +nightly fuzz build --sanitizer none --codegen-units 4
found=()
for target in "${targets[@]}"; do
  mkdir -p "fuzz/corpus/$target"
  cargo +nightly fuzz run --sanitizer none --codegen-units 4 "$target" "fuzz/corpus/$target" "$seeds" -- \
    -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 || found+=("$target")
done
[ ${#found[@]} -eq 0 ] || { echo "found something (see fuzz/artifacts): ${found[*]}" >&2; exit 1; }
