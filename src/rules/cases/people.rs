//! The people of a case, held against the contract and the files: what is said to nobody who asks would show nothing.

use crate::model::case::Involved;
use crate::model::contract::Contract;
use crate::model::path::RepoPath;
use crate::rules::checks::approval::APPROVAL;
use crate::rules::checks::review::REVIEW;

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Its code.
    pub code: &'static str,
    /// Where, as a JSON pointer into the case.
    pub at: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: &'static str,
}

/// Decisions and reviews that no check of `contract` asks for, and reviews that the case `brings` already.
pub fn misfits(people: &Involved, contract: &Contract, brings: &dyn Fn(&RepoPath) -> bool) -> Vec<Misfit> {
    let mut found = vec![];
    let asks = |name: &str| contract.validations.iter().any(|it| it.check == name);
    let mut idle = |code: &'static str, at: &str, what: &str| {
        let message = format!("the contract has no `{what}` check that would ask for them");
        let hint = "leave them out, or name the gate whose contract asks";
        found.push(Misfit { code, at: at.to_owned(), message, hint });
    };
    if !people.decisions.is_empty() && !asks(APPROVAL.name) {
        idle("no_approval_asked", "/people/decisions", APPROVAL.name);
    }
    if !people.reviews.is_empty() && !asks(REVIEW.name) {
        idle("no_review_asked", "/people/reviews", REVIEW.name);
    }
    for (nth, review) in people.reviews.iter().enumerate() {
        let earlier = people.reviews[..nth].iter().any(|other| other.file == review.file);
        if brings(&review.file) || earlier {
            found.push(Misfit {
                code: "review_twice",
                at: format!("/people/reviews/{nth}/file"),
                message: format!("`{}` is there already", review.file),
                hint: "name a file that the case does not bring",
            });
        }
    }
    found
}
