//! Parts of checks: a few parameters with their words and their findings, which families share or which would make one too long.

pub mod aged;
pub mod answered;
pub mod bounds;
pub mod broken;
pub mod csv_rows;
pub mod fields;
pub mod may_show;
pub mod not_meant;
pub mod of_words;
pub mod pasted;
pub mod plainly;
pub mod reported;
pub mod searched;
pub mod sections;
pub mod told_apart;
pub mod verdicts;
