//! By what a machine knows its user, whatever name is typed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::digest::Digest;

/// The account in which a command ran.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// A digest of the run's id with what tells this user of this machine from others: the same within a run, and of no meaning elsewhere.
    /// Absent where the machine has nothing of the kind.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>")]
    pub id: Option<Digest>,
    /// The names and addresses that git knows of its user, whoever sets them, and what `GATEWRIGHT_ACTOR` says: one person's.
    pub names: Vec<String>,
}

impl Account {
    /// It, where anything is known.
    pub fn recorded(self) -> Option<Account> {
        (self.id.is_some() || !self.names.is_empty()).then_some(self)
    }

    /// Whether the user of `other` is known to be this one: by the account, or by a name.
    pub fn is(&self, other: &Account) -> bool {
        let by_name = |name: &String| other.names.iter().any(|one| one.eq_ignore_ascii_case(name));
        self.id.is_some() && self.id == other.id || self.names.iter().any(by_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: Option<&str>, names: &[&str]) -> Account {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Account { id: id.map(|id| Digest::of(id.as_bytes())), names }
    }

    #[test]
    fn a_user_is_known_by_the_account_or_by_a_name() {
        let ada = account(Some("1"), &["Ada", "ada@example.org"]);
        assert!(ada.is(&account(Some("1"), &["Zoe"])), "renamed");
        assert!(ada.is(&account(Some("2"), &["ADA"])), "at another machine");
        assert!(!ada.is(&account(Some("2"), &["Bob"])));
        assert!(!account(None, &[]).is(&account(None, &[])), "who is not known is nobody");
    }
}
