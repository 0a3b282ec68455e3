//! Answers of `attest`.

use serde_json::Value;

use crate::format::answer::audit::levels;
use crate::format::answer::gate::{dry_run, run_id};
use crate::format::answer::shape::{Kind, Member, flag, list, member, object, or_null, text, words};

/// Every kind of them.
pub fn kinds() -> Vec<Kind> {
    vec![
        Kind { name: "attest", doc: "`attest`.", members: made() },
        Kind { name: "attest_verify", doc: "`attest --verify`.", members: verified() },
    ]
}

fn made() -> Vec<Member> {
    let key = object([
        member("openssh", text(), "What OpenSSH and cosign call the key."),
        member("securesystemslib", text(), "What securesystemslib and in-toto for Python call it."),
        member("golang", text(), "What in-toto for Go calls it."),
    ]);
    let file = object([
        member("path", text(), "Where it belongs, from the directory that was named."),
        member("form", or_null(forms()), "In which form it is; `null` for the public key."),
        member("status", words(&["wrote", "would write", "present", "printed"]), "What became of it."),
        member("content", text(), "Its text, where no directory was named.").sometimes(),
    ]);
    vec![
        run_id(),
        member("level", levels(), "On what it rests, beside the signature."),
        member("key", or_null(key), "The key that signed."),
        member("output", or_null(text()), "The directory."),
        member("files", list(file), "The proof."),
        member("left_out", list(text()), "What could not be said, and why."),
        dry_run(),
    ]
}

fn forms() -> Value {
    words(&["sums", "dsse", "bundle", "in-toto"])
}

fn verified() -> Vec<Member> {
    let file = object([
        member("path", text(), "The file, from the directory that was named."),
        member("worth", words(&["good", "refused", "unknown"]), "Whether it counts."),
        member("signed_by", or_null(text()), "Whose signature it is, by your allowed signers."),
        member("why", or_null(text()), "Why it does not count."),
    ]);
    vec![
        member("directory", text(), "The directory."),
        member("pass", flag(), "Whether nothing was refused."),
        member("files", list(file), "Every file, sorted."),
        member("missing", list(text()), "Attempts of which nothing is said there."),
    ]
}
