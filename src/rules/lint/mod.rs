//! What is legal in a workflow and its contracts and still suspicious. `contract lint` and `workflow lint` say it.
//!
//! | file | what it looks at |
//! |---|---|
//! | `remark` | what is said of something suspicious |
//! | `forbidding` | targets of which it is only said what they must not hold |
//! | `gate` | one gate: its packet, its judges, whether it could ever fail or pass |
//! | `outputs` | the outputs of a gate, and those of its neighbours |
//! | `anchors` | expressions whose `^` and `$` mean the whole text |
//! | `hollow` | checks that hold whatever is there, and those that hold for nothing |
//! | `not_allowed` | required outputs that may not change |
//! | `one_check` | one check by itself: conditions that never hold, bounds that cross, variables where none is replaced |
//! | `overlap` | where checks look and when they are made |
//! | `texts` | what a text must hold and must not |
//! | `two_bounds` | bounds that cross between two checks |
//! | `two_checks` | two checks that contradict or repeat each other |
//! | `unmatchable` | expressions that no text matches |
//! | `zero` | least numbers that ask for nothing |
//! | `whole` | all of it, gate by gate |

pub mod anchors;
pub mod forbidding;
pub mod gate;
pub mod hollow;
pub mod not_allowed;
pub mod one_check;
pub mod outputs;
pub mod overlap;
pub mod remark;
pub mod texts;
pub mod two_bounds;
pub mod two_checks;
pub mod unmatchable;
pub mod whole;
pub mod zero;

pub use remark::{Remark, Weight};
pub use whole::{lint, lint_templates};
