#!/usr/bin/env bash
# Sets up and passes all tests. Installs what is missing where it may; fails when anything is wrong.
#
# The last line says how many tests passed and how many failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto} INSTA_UPDATE=no

step() { echo; echo "==> $*"; }
log=$(mktemp "${TMPDIR:-/tmp}/gatewright-tests.XXXXXX")
trap 'rm -f "$log"' EXIT

step "what is needed"
if ! command -v cargo >/dev/null; then
    echo "test: cargo is missing; install Rust from https://rustup.rs and run this again" >&2
    exit 1
fi
if command -v rustup >/dev/null; then
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
    cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
fi
missing=()
for tool in git strace tmux python3 ssh-keygen; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
if ((${#missing[@]})) && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    packages=()
    for tool in "${missing[@]}"; do
        case $tool in
        python3) packages+=(python3 python3-venv) ;;
        ssh-keygen) packages+=(openssh-client) ;;
        *) packages+=("$tool") ;;
        esac
    done
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}" || true
fi
for tool in git strace; do
    if ! command -v "$tool" >/dev/null; then
        echo "test: $tool is missing and could not be installed; the tests need it" >&2
        exit 1
    fi
done

# The verifiers that proof is shown to. Without them their tests fail in CI (CI=true), and elsewhere say that they were left out.
verifiers=${CARGO_TARGET_DIR:-target}/verifiers
if ! [[ -x $verifiers/bin/in-toto-verify ]]; then
    python3 -m venv "$verifiers" &&
        "$verifiers/bin/pip" install --quiet --disable-pip-version-check --requirement tests/attest/requirements.txt ||
        { rm -rf "$verifiers"; echo "test: the verifiers in tests/attest/requirements.txt could not be installed: what they say to our proof is not tested" >&2; }
fi

# Each runner has a line of its own for its numbers; what failing tests print looks like the other's.
if cargo nextest --version >/dev/null 2>&1; then
    nextest=yes numbers='^ *Summary \\['
else
    nextest=no numbers='^test result:'
fi

# Runs tests with the given options, adds up what the runner says.
tests() {
    if [[ $nextest == yes ]]; then
        cargo nextest run --locked --no-fail-fast --hide-progress-bar --status-level fail "$@" 2>&1 | tee -a "$log"
    else
        cargo test --locked --no-fail-fast --lib --bins --tests "$@" 2>&1 | tee -a "$log"
    fi
}

# The numbers of all runners so far: "… 5 passed … 0 failed …", once per binary or once per run.
count() {
    sed 's/\x1b\[[0-9;]*m//g' "$log" | awk -v word="$1" -v numbers="$numbers" '
        $0 ~ numbers {
            for (i = 1; i < NF; i++) if ($(i + 1) ~ "^" word "[,;]?$") sum += $i
        }
        END { print sum + 0 }'
}

# Says the numbers whatever happened, last of all. What did not come to its end has failed.
complete=no
finish() {
    code=$?
    passed=$(count passed) failed=$(count failed)
    if [[ $complete == no || $code != 0 ]]; then
        ((code > 0)) || code=1
        ((failed > 0)) || failed=1
    fi
    rm -f "$log"
    echo
    echo "$passed passed, $failed failed"
    exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

step "layout of the source"
cargo fmt --check

step "lints"
cargo clippy --locked --quiet --all-targets --all-features -- -D warnings
cargo clippy --locked --quiet --all-targets --no-default-features -- -D warnings

step "documentation of the source"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --quiet --no-deps --document-private-items

step "the README's first command"
bash scripts/demo.sh >/dev/null

step "the audit of the record that is kept here"
if git rev-parse --verify --quiet HEAD >/dev/null; then
    cargo run --locked --quiet -- audit latest
else
    echo "git does not work with this checkout: there is no history to hold the record against" >&2
fi

step "the package"
bash scripts/package.sh

step "tests of the gate path alone"
tests --no-default-features --features seeded

step "tests"
tests --all-features
complete=yes
