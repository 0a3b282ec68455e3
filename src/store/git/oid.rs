//! The names of objects.

/// The name of an object: 40 or 64 lowercase hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(String);

impl Oid {
    /// Checks the spelling.
    pub fn new(text: &str) -> Option<Oid> {
        let digits = text.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
        (digits && matches!(text.len(), 40 | 64)).then(|| Oid(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
