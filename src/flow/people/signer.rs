//! Whose a decision is: the signer's, where it is signed, whatever name stands beside it; and whether that is whoever did the work.

use crate::flow::finish_gate::may_judge;
use crate::flow::site::Who;
use crate::model::account::Account;
use crate::model::actor::{Actor, ActorClass};
use crate::model::attempt::Attempt;
use crate::model::failure::Failure;
use crate::model::path::is_treacherous;
use crate::model::workflow::GateDef;
use crate::rules::principal::{may_be, same};
use crate::rules::secrets::find_token;

/// What is said of whoever decides.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// The name that was given for this command.
    pub given: Option<String>,
}

/// Whose signature it is.
#[derive(Debug, Clone)]
pub struct Signer {
    /// In the armour of `ssh-keygen -Y sign`.
    pub armour: String,
    /// The allowed signer.
    pub principal: String,
    /// Every name under which the key may sign anything.
    pub names: Vec<String>,
}

impl Signer {
    /// Who decided: the principal.
    ///
    /// # Errors
    /// `State` (`signature_refused`) when a record cannot name it.
    fn actor(&self) -> Result<Actor, Failure> {
        let name = self.principal.clone();
        let fits = name.chars().count() <= 100 && !name.chars().any(is_treacherous);
        if !fits || find_token(&name).is_some() {
            let message = "the signature does not count: a record cannot name its principal";
            return Err(Failure::state("signature_refused", message).hint(
                "give the key a principal of 1 to 100 characters in `~/.config/gatewright/allowed_signers`",
            ));
        }
        Ok(Actor { class: ActorClass::Human, name })
    }

    /// Refuses whoever signs and may not judge the gate: by the principal, or by a name of `who` that is his.
    ///
    /// # Errors
    /// `State` (`may_not_judge`), naming who may.
    pub fn may_judge(&self, def: &GateDef, who: &Who) -> Result<(), Failure> {
        let own = self.names.iter().any(|name| may_be(&who.actor.name, name));
        if own && def.judges.contains(&who.actor.name) {
            return Ok(());
        }
        may_judge(def, &self.principal)
    }
}

impl Claims {
    /// Who decides: the signer, else who says so.
    ///
    /// # Errors
    /// `State` (`not_the_signer`) when the name that was given is another one's.
    pub fn decider(&self, who: &Who, signer: Option<&Signer>) -> Result<Actor, Failure> {
        let Some(signer) = signer else { return Ok(who.actor.clone()) };
        self.agree(&signer.names)?;
        signer.actor()
    }

    /// Refuses a name that was given beside a key of somebody else, who has these `names`.
    ///
    /// # Errors
    /// `State` (`not_the_signer`).
    pub fn agree(&self, names: &[String]) -> Result<(), Failure> {
        let (Some(given), Some(principal)) = (&self.given, names.first()) else { return Ok(()) };
        if names.iter().any(|name| may_be(given, name)) {
            return Ok(());
        }
        let message = format!("the signature is that of {principal}, and `--actor` names `{given}`");
        Err(Failure::state("not_the_signer", message)
            .hint(format!("what is signed is recorded as the word of {principal}: leave out `--actor`")))
    }
}

/// Why the word of `by`, which is not signed, may be that of whoever opened `attempt`, under a name that does not say so; `None` where nothing says
/// so, and where it is a person's who works alone and says it under a name of theirs. `here` is the account in which it is given.
pub fn veiled(attempt: &Attempt, here: &Account, by: &Actor) -> Option<String> {
    let start = &attempt.start;
    let names = start.account.iter().flat_map(|then| &then.names).chain(&here.names);
    let own = std::iter::once(&start.producer.name).chain(names).any(|name| same(name, &by.name));
    let open = own && start.producer.class != ActorClass::Agent;
    producer_by(attempt, here, by, None).filter(|_| !open)
}

/// Why whoever decides `by` name and perhaps signature, in the account `here`, is or may be whoever opened `attempt`, whatever he calls himself;
/// `None` where nothing says so.
pub fn producer_by(attempt: &Attempt, here: &Account, by: &Actor, signer: Option<&Signer>) -> Option<String> {
    let producer = &attempt.start.producer.name;
    let names = signer.map_or(std::slice::from_ref(&by.name), |signer| signer.names.as_slice());
    let called = |name: &String| names.iter().find(|one| same(name, one));
    if let Some(name) = called(producer) {
        return Some(format!("{name} has opened the attempt, as {producer}"));
    }
    let then = attempt.start.account.as_ref();
    let is_here = here.names.contains(producer) || then.is_some_and(|then| then.is(here));
    let own = here.names.iter().filter(|_| is_here);
    let mut known = then.iter().flat_map(|then| &then.names).chain(own);
    if let Some(name) = known.find_map(called) {
        return Some(format!(
            "{name} has opened the attempt, as {producer}: both are names of one machine's user"
        ));
    }
    (is_here && signer.is_none()).then(|| {
        format!(
            "the word of {} is not signed and given in the account in which {producer} opened the attempt",
            by.name
        )
    })
}
