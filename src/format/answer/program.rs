//! Answers about the program itself.

use serde_json::json;

use crate::format::answer::gate::dry_run;
use crate::format::answer::shape::{Kind, Types, list, member, object, text, whole, words};

/// Every kind of them.
pub fn kinds(_: &mut Types) -> Vec<Kind> {
    let code =
        object([member("code", whole(), "The exit code."), member("meaning", text(), "What it says.")]);
    let value = object([member("value", text(), "Its name."), member("doc", text(), "What it is.")]);
    let file = object([
        member("path", text(), "The file, from the repository's root."),
        member("status", words(&["wrote", "would write", "present"]), "What became of it."),
    ]);
    let of = |name, doc, members| Kind { name, doc, members };
    vec![
        of("version", "`--version`.", vec![member("version", text(), "The version of the program.")]),
        of("help", "`help` and `--help`.", vec![member("text", text(), "The text of the manual.")]),
        of("exit_codes", "`help exit-codes`.", vec![member("exit_codes", list(code), "Every exit code.")]),
        of("templates", "`help templates`.", vec![member("values", list(value), "What templates may use.")]),
        of(
            "man",
            "`man`: the page of the program, or the names of those that were written with `--dir`.",
            vec![
                member("page", text(), "The page.").sometimes(),
                member("pages", list(text()), "The names of the files.").sometimes(),
                dry_run().sometimes(),
            ],
        ),
        of(
            "completions",
            "`completions`.",
            vec![member("shell", text(), "The shell."), member("script", text(), "What it has to read.")],
        ),
        of("schemas", "`schema`.", vec![member("schemas", list(text()), "The names of all schemas.")]),
        of(
            "schema",
            "`schema <which>`.",
            vec![
                member("name", text(), "The schema's name."),
                member("schema", json!({ "type": "object" }), "The schema."),
            ],
        ),
        of("init", "`init`.", vec![member("files", list(file), "Every file of the example."), dry_run()]),
    ]
}
