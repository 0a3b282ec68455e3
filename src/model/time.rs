//! Moments in UTC with millisecond precision.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::spelling::spelt;

/// A moment, written as RFC 3339 in UTC with three decimals: `2026-01-19T22:23:03.960Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
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
        f.write_str(&self.date_time().to_rfc3339_opts(SecondsFormat::Millis, true))
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
        let bad = || format!("`{}` is not a time like 2026-01-19T22:23:03.960Z", text.escape_debug());
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| bad())?;
        Timestamp::from_millis(parsed.timestamp_millis()).ok_or_else(bad)
    }
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
