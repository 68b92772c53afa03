# Sourced by the scripts that set up and build: they tell what they do and how long it took.

say() { echo "$(basename "$0"): $*" >&2; }

# step <what> <command...>: shows the command's output only if it failed.
step() {
    local what=$1 log status=0
    shift
    log=$(mktemp)
    shown_step "$what" logged "$log" "$@" || status=$?
    if ((status != 0)); then
        tail -n 40 "$log" >&2
    fi
    rm -f "$log"
    return "$status"
}

# shown_step <what> <command...>: its output goes where the script's own goes.
shown_step() {
    local what=$1 started=$SECONDS status=0
    shift
    say "$what ..."
    "$@" || status=$?
    if ((status != 0)); then
        say "$what: failed after $((SECONDS - started)) s"
    else
        say "$what: done in $((SECONDS - started)) s"
    fi
    return "$status"
}

logged() {
    local log=$1
    shift
    "$@" >"$log" 2>&1
}
