//! Who watches long work: a bar at a terminal, nobody elsewhere.

use crate::cli::door::Door;
use crate::store::progress::{Progress, Silent};

/// Whoever watches the reading and hashing of a command.
pub fn watched(door: &Door) -> Box<dyn Progress> {
    #[cfg(feature = "live")]
    if door.stderr_terminal && !door.json && door.var("TERM") != Some("dumb") {
        return Box::new(crate::cli::live::bar::Bar::default());
    }
    let _ = door;
    Box::new(Silent)
}
