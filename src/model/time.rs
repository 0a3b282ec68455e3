//! Moments in UTC with millisecond precision.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::spelling::spelt;

/// A moment, written as RFC 3339 in UTC with three decimals: `2026-01-19T22:23:03.960Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The beginning of 1970: where no time is known and none is asked for.
    pub const EPOCH: Timestamp = Timestamp(0);

    /// From milliseconds since 1970-01-01T00:00:00Z. `None` outside the years 1970 to 9999.
    pub fn from_millis(millis: i64) -> Option<Timestamp> {
        (0..=253_402_300_799_999).contains(&millis).then_some(Timestamp(millis))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// So many milliseconds later; the end of the year 9999 at most.
    #[must_use]
    pub fn later_by(self, millis: i64) -> Timestamp {
        self.0.checked_add(millis).and_then(Timestamp::from_millis).unwrap_or(self)
    }

    /// The stamp inside a run id: `20260119T222303960Z`.
    pub fn compact(self) -> String {
        self.date_time().format("%Y%m%dT%H%M%S%3fZ").to_string()
    }

    fn date_time(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A long record spells thousands: digit by digit this takes a tenth of the time of a format string.
        let at = self.date_time();
        let (date, time) = (at.date_naive(), at.time());
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let fields = [
            (0..4, date.year().unsigned_abs()),
            (5..7, date.month()),
            (8..10, date.day()),
            (11..13, time.hour()),
            (14..16, time.minute()),
            (17..19, time.second()),
            (20..23, at.timestamp_subsec_millis()),
        ];
        for (place, mut value) in fields {
            for digit in text[place].iter_mut().rev() {
                *digit = b'0' + (value % 10) as u8;
                value /= 10;
            }
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = String;

    fn from_str(text: &str) -> Result<Timestamp, String> {
        if let Some(read) = in_our_spelling(text.as_bytes()) {
            return Ok(read);
        }
        let bad = || format!("`{}` is not a time like 2026-01-19T22:23:03.960Z", text.escape_debug());
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| bad())?;
        Timestamp::from_millis(parsed.timestamp_millis()).ok_or_else(bad)
    }
}

/// Reads the one spelling that we write, which is nearly all that is read; `None` for every other.
fn in_our_spelling(text: &[u8]) -> Option<Timestamp> {
    let text: &[u8; 24] = text.try_into().ok()?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
    if marks.iter().any(|(at, mark)| text[*at] != *mark) {
        return None;
    }
    let number = |place: Range<usize>| {
        text[place].iter().try_fold(0u32, |value, digit| {
            digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(number(0..4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)?;
    let second = number(17..19)?;
    // Leap seconds are read the slow way.
    let at = date.and_hms_milli_opt(number(11..13)?, number(14..16)?, second, number(20..23)?)?;
    Timestamp::from_millis(at.and_utc().timestamp_millis())
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Timestamp, D::Error> {
        spelt(d, str::parse)
    }
}

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_time_is_spelled_as_rfc_3339_says_and_read_back(millis in 0i64..=253_402_300_799_999) {
            let time = Timestamp::from_millis(millis).unwrap();
            let expected = time.date_time().to_rfc3339_opts(SecondsFormat::Millis, true);
            prop_assert_eq!(time.to_string(), &*expected);
            prop_assert_eq!(expected.parse(), Ok(time));
        }

        #[test]
        fn what_is_nearly_a_time_is_read_as_rfc_3339_says(
            millis in 0i64..=253_402_300_799_999, at in 0usize..24, with in "[0-9a-zA-Z:+. -]",
        ) {
            let mut text = Timestamp::from_millis(millis).unwrap().to_string();
            text.replace_range(at..=at, &with);
            let slow = DateTime::parse_from_rfc3339(&text).ok();
            let slow = slow.and_then(|read| Timestamp::from_millis(read.timestamp_millis()));
            prop_assert_eq!(text.parse::<Timestamp>().ok(), slow, "{}", text);
        }
    }

    #[test]
    fn times_in_other_spellings_and_no_times_at_all_are_told_apart() {
        let same = ["2026-01-19T22:23:03.960Z", "2026-01-19T23:23:03.96+01:00", "2026-01-19t22:23:03.960z"];
        assert!(same.iter().all(|text| text.parse() == same[0].parse::<Timestamp>()));
        for text in [
            "",
            "2026-02-30T00:00:00.000Z",
            "2026-01-19T24:00:00.000Z",
            "2026-01-19 22:23",
            "0000-00-00T00:00:00.000Z",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }
}
