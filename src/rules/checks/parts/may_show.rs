//! Whether the page of a text could show words that the text does not hold as it is written: nearly no text does, and its page need not be made.

/// Whether the page of `text` may show `pattern`, taken literally. `false` is sure.
///
/// A page shows the letters of its source in their order. It leaves out markup and what nobody sees, breaks lines elsewhere, and shows entities
/// as what they stand for. So where it shows the pattern and has no entity, a beginning of it stands in the source with either the rest of it behind
/// it or something that is neither an ASCII letter nor a digit. Of a pattern with other letters nothing is said: they may be composed of two.
pub fn may_show(text: &str, pattern: &str) -> bool {
    let pattern = pattern.trim_start();
    let plain = pattern.is_ascii() && !text.contains('&');
    let Some(first) = pattern.chars().next().filter(|_| plain) else { return true };
    text.match_indices(first).any(|(at, _)| {
        let rest = text[at..].bytes();
        let same = rest.zip(pattern.bytes()).take_while(|(one, other)| one == other).count();
        same == pattern.len()
            || text.as_bytes().get(at + same).is_some_and(|next| !next.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests;
