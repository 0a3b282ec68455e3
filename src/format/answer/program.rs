//! Answers about the program itself.

use serde_json::json;

use crate::format::answer::gate::dry_run;
use crate::format::answer::shape::{Kind, Types, list, member, object, text, whole, words};

/// Every kind of them.
pub fn kinds(_: &mut Types) -> Vec<Kind> {
    let code =
        object([member("code", whole(), "The exit code."), member("meaning", text(), "What it says.")]);
    let value = object([member("value", text(), "Its name."), member("doc", text(), "What it is.")]);
    let of = |name, doc, members| Kind { name, doc, members };
    let mut kinds = vec![
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
    ];
    kinds.extend(of_files());
    kinds
}

/// Those of commands that write definitions and schemas.
fn of_files() -> Vec<Kind> {
    let written = |statuses: &[&str]| {
        list(object([
            member("path", text(), "The file, from the repository's root."),
            member("status", words(statuses), "What became of it."),
        ]))
    };
    let scaffolded = written(&["wrote", "would write", "present", "kept"]);
    let schemas = written(&["wrote", "would write", "replaced", "would replace", "present"]);
    let template =
        object([member("name", text(), "Its name."), member("description", text(), "What it is for.")]);
    vec![
        Kind {
            name: "schemas_written",
            doc: "`schema --write`.",
            members: vec![member("files", schemas, "Every schema of definitions."), dry_run()],
        },
        Kind {
            name: "init",
            doc: "`init`.",
            members: vec![
                member("template", text(), "Its name, and that of the workflow."),
                member("guide", text(), "The file that says what to adapt."),
                member("files", scaffolded, "Every file of the template."),
                dry_run(),
            ],
        },
        Kind {
            name: "init_templates",
            doc: "`init --list-templates`.",
            members: vec![member("templates", list(template), "Every template.")],
        },
    ]
}
