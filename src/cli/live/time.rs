//! How much time is left for an attempt.

use crate::cli::door::Door;
use crate::flow::preview_gate::OpenGate;
use crate::model::failure::Failure;

/// How many seconds are left, fewer than one when time is over; `None` where it is not limited.
pub fn left(door: &Door, open: &OpenGate) -> Result<Option<i64>, Failure> {
    let Some(most) = open.timeout else { return Ok(None) };
    let spent = (door.moment()?.now.millis() - open.started_at.millis()).max(0) / 1000;
    let most = i64::try_from(most.as_secs()).unwrap_or(i64::MAX);
    Ok(Some(most.saturating_sub(spent)))
}

/// That in words, in units that do not flicker.
pub fn words(seconds: i64) -> String {
    match seconds {
        ..=0 => "time is over".to_owned(),
        1..=90 => "a minute left".to_owned(),
        91..=5_400 => format!("{} minutes left", (seconds + 59) / 60),
        _ => format!("{} hours left", (seconds + 1_800) / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_units_that_do_not_flicker() {
        for (seconds, said) in [
            (-5, "time is over"),
            (0, "time is over"),
            (1, "a minute left"),
            (91, "2 minutes left"),
            (3_600, "60 minutes left"),
            (86_400, "24 hours left"),
        ] {
            assert_eq!(words(seconds), said);
        }
    }
}
