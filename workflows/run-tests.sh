#!/bin/sh
# Runs this repository's tests for gates that ask whether they pass: `sh workflows/run-tests.sh RUNNER [TEST-FILE]`.
#
# Adapt it to your repository: it is yours, and runs only after `gatewright trust`, after every change of it again.
# RUNNER is a parameter of the run (`--param runner=cargo`); `auto` takes the first that fits. With TEST-FILE, the name of a
# file, only that file is run where the runner can do so, else everything.
#
# Exits 0 when tests ran and all passed, 1 when a test failed, 2 when they could not be run: not built, not found, none.
set -u

say() { echo "run-tests: $*" >&2; }
runner=${1:-auto}
file=${2:-}

if [ "$runner" = auto ]; then
    if [ -f Cargo.toml ]; then runner=cargo
    elif [ -f go.mod ]; then runner=go
    elif [ -f package.json ]; then runner=npm
    elif [ -f pyproject.toml ] || [ -f pytest.ini ] || [ -f setup.py ] || [ -f setup.cfg ] || [ -f tox.ini ]; then runner=pytest
    elif [ -f Makefile ] && grep -q '^test:' Makefile; then runner=make
    else
        say "no Cargo.toml, go.mod, package.json, pyproject.toml or Makefile with a target 'test' is here"
        say "start the run with --param runner=…, or say in workflows/run-tests.sh how tests are run"
        exit 2
    fi
fi

path=
if [ -n "$file" ]; then
    # What cases of contracts are made of is no test of this repository.
    path=$(find . \( -name .git -o -name node_modules -o -name target -o -name runs -o -path './contracts/*/tests/*/files' \) -prune -o -type f -name "$file" -print | sort | head -n 1)
    [ -n "$path" ] || { say "no file is called $file"; exit 2; }
fi

# Any end but 0 is a test that failed, unless the runner itself is not there.
failed() {
    command -v "$1" >/dev/null || { say "$1 is not there"; exit 2; }
    "$@" && exit 0
    exit 1
}

case $runner in
    cargo)
        # What does not build has not failed, it did not run.
        cargo test --quiet --no-run || exit 2
        case $path in
            ./tests/*/*) failed cargo test --quiet ;;
            ./tests/*.rs) name=${path##*/}; failed cargo test --quiet --test "${name%.rs}" ;;
            *) failed cargo test --quiet ;;
        esac ;;
    go)
        go test -run '^$' ./... >/dev/null || exit 2
        failed go test ./"$([ -z "$path" ] && echo ... || dirname "$path")" ;;
    npm)
        grep -q '"test"' package.json || { say "package.json has no script 'test'"; exit 2; }
        if [ -n "$path" ]; then failed npm test --silent -- "$path"; else failed npm test --silent; fi ;;
    pytest)
        python3 -c 'import pytest' || { say "python3 has no pytest"; exit 2; }
        # 1: tests failed. Above that none were found, or they could not be collected.
        if [ -n "$path" ]; then python3 -m pytest -q "$path"; else python3 -m pytest -q; fi
        code=$?
        [ "$code" -le 1 ] || code=2
        exit "$code" ;;
    make)
        failed make test ;;
    shell)
        # Every tests/*.sh is a test, which fails by not exiting with 0.
        ran=0
        for test in ${path:-tests/*.sh}; do
            [ -f "$test" ] || continue
            ran=$((ran + 1))
            sh "$test" || { say "$test failed"; exit 1; }
        done
        [ "$ran" -gt 0 ] || { say "no tests/*.sh is here"; exit 2; }
        exit 0 ;;
    *) say "the runner '$runner' is unknown"; exit 2 ;;
esac
