//! Lists of globs among the parameters of a check.

use globset::GlobMatcher;

use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::pattern;

/// The globs called `name`, each with what lies below it; none where nothing is said.
///
/// # Errors
/// One does not compile.
pub fn globs(ask: &Ask, name: &str) -> Result<Vec<GlobMatcher>, String> {
    let listed = ask.texts(name).unwrap_or_default();
    let all = listed.iter().flat_map(|glob| [glob.clone(), format!("{glob}/**")]);
    all.map(|glob| pattern::glob(&glob)).collect()
}
