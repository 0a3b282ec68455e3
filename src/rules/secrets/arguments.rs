//! Secrets in a command line: known token shapes, and values behind names that say what they are.

use crate::rules::secrets::mask;

/// Parts of a name that say that its value is a secret.
const NAMES: &[&str] = &[
    "accesskey",
    "apikey",
    "authorization",
    "credential",
    "passphrase",
    "passwd",
    "password",
    "secret",
    "token",
];
const MASKED: &str = "[value masked]";

/// `argv` as it may be kept.
pub fn mask_arguments(argv: &[String]) -> Vec<String> {
    let mut follows = false;
    argv.iter()
        .map(|argument| {
            let is_value = std::mem::take(&mut follows) && !argument.starts_with('-');
            if is_value {
                return MASKED.to_owned();
            }
            follows = argument.starts_with('-') && !argument.contains('=') && says_secret(argument);
            mask(&named(argument))
        })
        .collect()
}

/// `--api-key=…`, `TOKEN=…`, `Authorization: …`: the value behind such a name is masked.
fn named(argument: &str) -> String {
    let Some(at) = argument.find(['=', ':']) else { return argument.to_owned() };
    let (name, value) = (&argument[..at], &argument[at + 1..]);
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    // `$TOKEN` and `@file` only say where the value is; `//` begins the rest of a URL.
    let is_place = value.trim().is_empty() || value.starts_with(['$', '@', '/']);
    if !is_name || !says_secret(name) || is_place {
        return argument.to_owned();
    }
    format!("{}{MASKED}", &argument[..=at])
}

fn says_secret(name: &str) -> bool {
    let bare: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    // `--token-file x` names a file, `--max-tokens 100` counts.
    let harmless = ["file", "path", "dir", "tokens", "url"].iter().any(|end| bare.ends_with(end));
    !harmless && NAMES.iter().any(|part| bare.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(argv: &[&str]) -> Vec<String> {
        mask_arguments(&argv.iter().map(|&argument| argument.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_value_behind_a_name_that_says_secret_is_masked() {
        assert_eq!(
            masked(&[
                "a.sh",
                "--password",
                "hunter2",
                "--api-key=zzzz",
                "Authorization:Bearer abc",
                "PGPASSWORD=x"
            ]),
            [
                "a.sh",
                "--password",
                "[value masked]",
                "--api-key=[value masked]",
                "Authorization:[value masked]",
                "PGPASSWORD=[value masked]"
            ]
        );
    }

    #[test]
    fn what_only_sounds_like_a_secret_stays() {
        let argv = [
            "a.sh",
            "--token-file",
            "t.txt",
            "--max-tokens",
            "100",
            "--token=$TOKEN",
            "--password",
            "-x",
            "https://a.b/token=1",
            "say: secret",
        ];
        assert_eq!(masked(&argv), argv);
    }
}
