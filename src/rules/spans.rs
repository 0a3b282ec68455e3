//! How long something took, in words of a fixed kind: `2d 3h`, `1h 5m`, `12.345s`.

use crate::model::time::Timestamp;

/// The time from one moment to another: the two largest units, milliseconds below a minute. What went back has a minus before it.
pub fn elapsed(from: Timestamp, to: Timestamp) -> String {
    span(to.millis() - from.millis())
}

/// The same for a number of milliseconds.
pub fn span(millis: i64) -> String {
    let sign = if millis < 0 { "-" } else { "" };
    let millis = millis.unsigned_abs();
    let (seconds, minutes, hours, days) =
        (millis / 1000, millis / 60_000, millis / 3_600_000, millis / 86_400_000);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{sign}{seconds}.{:03}s", millis % 1000),
        (0, 0, _) => format!("{sign}{minutes}m {}s", seconds % 60),
        (0, _, _) => format!("{sign}{hours}h {}m", minutes % 60),
        _ => format!("{sign}{days}d {}h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_by_its_two_largest_units() {
        let begin = Timestamp::from_millis(1_800_000_000_000).unwrap();
        let told = |millis: i64| elapsed(begin, Timestamp::from_millis(begin.millis() + millis).unwrap());
        assert_eq!(
            [0, 1, 59_999, 60_000, 3_600_000, 90_061_000, -1_500].map(told),
            ["0.000s", "0.001s", "59.999s", "1m 0s", "1h 0m", "1d 1h", "-1.500s"]
        );
    }
}
