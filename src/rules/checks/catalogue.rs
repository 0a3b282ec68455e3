//! The list of all checks.

use crate::model::own_check::name_in;
use crate::rules::checks::{
    absent, approval, changes, checklist, citations, command, contains, csv_shape, exists, files,
    frontmatter, git, hash_equals, headings, json_report, json_schema, links, own, placeholders, reachable,
    regexes, review, sources, template, values, words,
};

pub use crate::rules::checks::frame::kind::{
    AsksWeb, CheckKind, Cost, Figure, Param, ParamKind, ProbeRequest, Reads, TargetRule,
};

/// Every check there is, in the order of the manual.
pub static CHECKS: &[&CheckKind] = &[
    &exists::FILE_EXISTS,
    &absent::FILE_ABSENT,
    &files::DIR_EXISTS,
    &files::MIN_FILE_COUNT,
    &changes::CHANGED_SINCE_START,
    &changes::UNCHANGED,
    &sources::MIN_SOURCES,
    &sources::MIN_SOURCES_ANY_OF,
    &citations::CITATIONS_RESOLVE,
    &headings::CONTAINS_HEADINGS,
    &contains::CONTAINS_TEXT,
    &contains::NOT_CONTAINS,
    &placeholders::PLACEHOLDER_FREE,
    &template::DIFFERS_FROM_TEMPLATE,
    &words::WORD_COUNT,
    &frontmatter::FRONTMATTER_STATUS,
    &values::JSON_VALUE,
    &json_schema::JSON_SCHEMA,
    &csv_shape::CSV_SHAPE,
    &hash_equals::HASH_EQUALS,
    &json_report::JSON_REPORT,
    &regexes::REGEX_MATCH,
    &regexes::MIN_REGEX_COUNT,
    &command::COMMAND,
    &links::LINKS,
    &reachable::URL_REACHABLE,
    &checklist::CHECKLIST,
    &git::GIT_CLEAN,
    &git::GIT_COMMITTED,
    &git::ONLY_PATHS_CHANGED,
    &review::REVIEW,
    &approval::APPROVAL,
];

/// The check called `name`; for `checks/<name>` what all checks of a repository's own have in common.
pub fn find(name: &str) -> Option<&'static CheckKind> {
    let own = || name_in(name).map(|_| &own::kind::OWN);
    CHECKS.iter().copied().find(|kind| kind.name == name).or_else(own)
}
