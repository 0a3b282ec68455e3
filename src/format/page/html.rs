//! The page: one file with a policy that lets nothing in but its own style.

use base64ct::{Base64, Encoding};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use sha2::{Digest as _, Sha256};

use crate::format::page::content::{Content, values};
use crate::model::failure::Failure;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

/// The page of a run, made by this `version` of the program.
///
/// # Errors
/// None that data could cause; a fault of ours in the template.
pub fn of(content: &Content<'_>, version: &str) -> Result<String, Failure> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Chainable);
    // The name's ending makes every value be escaped.
    env.add_template("page.html", PAGE).map_err(|why| Failure::bug(format!("the page: {why}")))?;
    let page = env.get_template("page.html").map_err(|why| Failure::bug(format!("the page: {why}")))?;
    let values = values(content);
    let own = context! { version, style => STYLE, policy => policy() };
    page.render(context! { ..own, ..minijinja::Value::from(Serde(values)) })
        .map_err(|why| Failure::bug(format!("the page: {why:#}")))
}

/// Nothing is loaded, run, sent or framed; the only style is the one whose digest this is (CSP Level 3, section 2.3.1).
fn policy() -> String {
    let digest = Base64::encode_string(&Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}
