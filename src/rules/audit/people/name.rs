//! Whether a name is that of a principal: `Ada` and `Ada Lovelace` are those of `ada@example.org`.

/// Whether `name` may be what the principal calls himself: it is the principal, or one of its words stands before the `@`.
pub(super) fn is_of(name: &str, principal: &str) -> bool {
    let local = principal.split('@').next().unwrap_or_default();
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 1)
            .map(str::to_lowercase)
            .collect()
    };
    let joined = |text: &str| words(text).concat();
    let ours = words(local);
    name.eq_ignore_ascii_case(principal)
        || !joined(name).is_empty() && joined(name) == joined(local)
        || words(name).iter().any(|word| ours.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn a_name_is_told_from_another_one() {
        for (name, principal) in [
            ("Ada", "ada@example.org"),
            ("Ada Lovelace", "ada.lovelace@example.org"),
            ("Ada Lovelace", "adalovelace"),
            ("ada@example.org", "ada@example.org"),
        ] {
            assert!(is_of(name, principal), "{name} {principal}");
        }
        for (name, principal) in
            [("Bob", "ada@example.org"), ("", "@example.org"), ("example", "ada@example.org")]
        {
            assert!(!is_of(name, principal), "{name} {principal}");
        }
    }
}
