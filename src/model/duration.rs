//! Spans of time as people write them: `90s`, `30m`, `1h30m`, `2d`.

use std::time::Duration;

/// The longest span, in seconds: a year.
pub const LONGEST: u64 = 366 * 24 * 60 * 60;

/// Units in the order in which they may follow each other, each with its seconds.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// Reads whole numbers with units, the larger unit first, each at most once; at least a second, at most a year.
pub fn parse(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total: u64 = 0;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        let (_, seconds) = units.find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.checked_mul(*seconds)?)?;
        rest = &rest[digits + 1..];
    }
    (1..=LONGEST).contains(&total).then(|| Duration::from_secs(total))
}

/// Writes a span as it is read, the larger unit first: `1h30m`; parts of a second are dropped.
pub fn spell(span: Duration) -> String {
    let mut left = span.as_secs();
    let mut text = String::new();
    for (unit, seconds) in UNITS {
        if left >= seconds {
            text.push_str(&format!("{}{unit}", left / seconds));
            left %= seconds;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_everything_else_is_not() {
        for (text, seconds) in [
            ("90s", Some(90)),
            ("30m", Some(1800)),
            ("1h30m", Some(5400)),
            ("2d", Some(172_800)),
            ("366d", Some(LONGEST)),
            ("367d", None),
            ("0s", None),
            ("", None),
            ("30", None),
            ("m", None),
            ("30m1h", None),
            ("1h1h", None),
            ("-1h", None),
            ("1 h", None),
            ("1é", None),
            ("99999999999999999999d", None),
            ("9999999999999999999s", None),
        ] {
            assert_eq!(parse(text).map(|span| span.as_secs()), seconds, "{text:?}");
        }
    }

    #[test]
    fn spans_are_written_as_they_are_read() {
        for text in ["90d1s", "1h30m", "59s", "2d3h4m5s"] {
            assert_eq!(parse(text).map(spell).as_deref(), Some(text));
        }
        assert_eq!(spell(Duration::from_secs(5400)), "1h30m");
    }
}
