//! The exit codes, as `gatewright help exit-codes` says them.

use gatewright::cli::exit::Exit;

use crate::page;

pub fn page() -> String {
    let rows = Exit::ALL.iter().map(|exit| vec![exit.code().to_string(), exit.meaning().to_owned()]);
    format!(
        "{}\n{}",
        page::begin(
            "Exit codes",
            "They tell the truth in every mode, with `--json` as without; an error in JSON repeats its own as `exit_code`."
        ),
        page::table(&["code", "meaning"], rows)
    )
}
