//! Whose a decision is: the signer's, where it is signed, whatever name stands beside it; and whether that is whoever did the work.

use crate::flow::finish_gate::may_judge;
use crate::flow::site::Who;
use crate::model::actor::{Actor, ActorClass};
use crate::model::failure::Failure;
use crate::model::path::is_treacherous;
use crate::model::workflow::GateDef;
use crate::rules::principal::{is_surely, may_be};
use crate::rules::secrets::find_token;

/// What is said and known of whoever sits at the machine.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// The name that was given for this command.
    pub given: Option<String>,
    /// The names by which the machine knows its user, such as git's name and address: one person's.
    pub own: Vec<String>,
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

    /// Why whoever has all of `names` is, or may be, `producer` under another name; `None` where nothing says so.
    pub fn producer_by(&self, producer: &Actor, names: &[String]) -> Option<String> {
        let called = |name: &str| names.iter().find(|one| is_surely(name, one));
        if let Some(name) = called(&producer.name) {
            return Some(format!("{name} has opened the attempt, as {}", producer.name));
        }
        let own = self.own.contains(&producer.name);
        let name = self.own.iter().filter(|_| own).find_map(|name| called(name))?;
        Some(format!(
            "{name} has opened the attempt, as {}: both are names of this machine's user",
            producer.name
        ))
    }
}
