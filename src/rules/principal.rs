//! Whether a name is that of a principal: `Ada` and `Ada Lovelace` are those of `ada@example.org`, in whatever letters that look so.

use crate::rules::alike::plain;

/// Whether `name` may be what the principal calls himself: it is the principal, or one of its words stands before the `@`.
pub fn is_of(name: &str, principal: &str) -> bool {
    let ours = words(local(principal));
    is_surely(name, principal) || words(name).iter().any(|word| ours.contains(word))
}

/// The same of a name that somebody gives on purpose: another address than the principal's is somebody else's.
pub fn may_be(name: &str, principal: &str) -> bool {
    if name.contains('@') { name.eq_ignore_ascii_case(principal) } else { is_of(name, principal) }
}

/// Whether `name` says the same as the principal, or as what stands before its `@`.
pub fn is_surely(name: &str, principal: &str) -> bool {
    let joined = words(name).concat();
    name.eq_ignore_ascii_case(principal) || !joined.is_empty() && joined == words(local(principal)).concat()
}

/// Whether two names are one person's, whichever of them is the principal.
pub fn same(one: &str, other: &str) -> bool {
    is_surely(one, other) || is_surely(other, one)
}

fn local(principal: &str) -> &str {
    principal.split('@').next().unwrap_or_default()
}

fn words(text: &str) -> Vec<String> {
    let word = |word: &str| word.chars().map(plain).flat_map(char::to_lowercase).collect();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_another_one() {
        for (name, principal) in [
            ("Ada", "ada@example.org"),
            ("Ada Lovelace", "ada.lovelace@example.org"),
            ("Ada Lovelace", "adalovelace"),
            ("ada@example.org", "ada@example.org"),
        ] {
            assert!(is_of(name, principal) && may_be(name, principal), "{name} {principal}");
        }
        for (name, principal) in
            [("Bob", "ada@example.org"), ("", "@example.org"), ("example", "ada@example.org")]
        {
            assert!(!is_of(name, principal) && !may_be(name, principal), "{name} {principal}");
        }
    }

    #[test]
    fn a_part_of_a_name_and_another_address_prove_nothing() {
        assert!(is_surely("Ada Lovelace", "ada.lovelace@example.org"));
        assert!(is_surely("ADA@example.org", "ada@example.org"));
        for (name, principal) in [
            ("Ada", "ada.lovelace@example.org"),
            ("ada@elsewhere.org", "ada@example.org"),
            ("", "@example.org"),
        ] {
            assert!(!is_surely(name, principal), "{name} {principal}");
        }
        assert!(!may_be("ada@elsewhere.org", "ada@example.org"));
        assert!(same("ada@example.org", "\u{410}da") && same("José", "jose@example.org"));
        assert!(same("ada@example.org", "Ada") && same("Ada", "ada@example.org") && !same("Ada", "Bob"));
    }
}
