//! How the bytes of a file become the text that a check reads.

use std::borrow::Cow;

/// How bytes become a text. An error says why they do not, behind the name of the file.
pub type Decode = fn(&[u8]) -> Result<Cow<'_, str>, String>;

/// What to do about bytes that are no text.
pub const AS_UTF8: &str = "save it as UTF-8 text";

/// The text of `bytes` in UTF-8, without a byte order mark.
///
/// # Errors
/// They are none, behind the name of the file.
pub fn utf8(bytes: &[u8]) -> Result<&str, String> {
    match std::str::from_utf8(bytes) {
        // UTF-16 without a mark is valid UTF-8 with a NUL beside every letter: nothing would be found in it, and nothing missed.
        Ok(text) => match text.find('\0') {
            Some(at) => Err(format!("holds NUL bytes and is no UTF-8 text (first at byte {at})")),
            None => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        },
        Err(error) => Err(format!("is not UTF-8 text (first at byte {})", error.valid_up_to())),
    }
}
