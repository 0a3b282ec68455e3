//! The names of objects.

/// The name of an object: 40 or 64 lowercase hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(String);

const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl Oid {
    /// Checks the spelling.
    pub fn new(text: &str) -> Option<Oid> {
        let digits = text.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
        (digits && matches!(text.len(), 40 | 64)).then(|| Oid(text.to_owned()))
    }

    /// The name that these 20 or 32 bytes are, as a directory holds it.
    pub(super) fn of_raw(raw: &[u8]) -> Option<Oid> {
        Oid::new(&spelled(raw))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether these bytes are the name.
    pub(super) fn is(&self, raw: &[u8]) -> bool {
        self.0 == spelled(raw)
    }

    /// How many bytes the name has where it is not written in digits.
    pub(super) fn raw_length(&self) -> usize {
        self.0.len() / 2
    }
}

fn spelled(raw: &[u8]) -> String {
    let digits = raw.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
