//! `attest`: what a record says of its attempts, signed, in the forms that other people's tools verify. The whole record is audited first, and
//! nothing is attested of one that does not hold together. Touches no record.

pub mod asked;
mod attempts;
mod compared;
mod files;
mod in_toto;
pub mod key;
pub mod signed;
mod sound;
mod statements;
pub mod verify;
pub mod worth;
pub mod write;

use crate::flow::attest::asked::{Ask, Form, Made, Proof};
use crate::flow::attest::attempts::attempts;
use crate::flow::attest::key::Key;
use crate::flow::attest::sound::{Sound, sound};
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::attest::attempt::Attested;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::time::Timestamp;

/// Makes proof of what `ask` names, signed with `key`; without one only what is not signed.
///
/// # Errors
/// `State` when the audit finds an error (`record_not_sound`), a newer run than the newest was deleted (`not_the_newest`), the attempt is open, or what was asked for cannot be said; `Usage` when there
/// is no such run, gate or attempt, or a key is missing.
pub fn attest(
    site: &Site,
    machine: &Machine,
    ask: &Ask,
    key: Option<&Key>,
    now: Timestamp,
) -> Result<Made, Failure> {
    let sound = sound(site, machine, (&ask.run, ask.newest), now)?;
    let all = attempts(site, &sound)?;
    let chosen = chosen(&all, &sound, ask)?;
    let mut made = Made { proof: vec![], level: sound.assurance.level, left_out: vec![] };
    if ask.wants(Form::Sums) {
        files::sums(site, machine, &chosen, &mut made)?;
    }
    let Some(key) = key else {
        let unsigned = ask.forms.iter().eq([&Form::Sums]);
        return if unsigned { Ok(made) } else { Err(not_signed(&ask.run)) };
    };
    statements::add(&chosen, key, ask, &mut made)?;
    if ask.wants(Form::InToto) {
        match in_toto::steps(site, machine, &sound, &all) {
            Err(failure) if ask.forms.is_empty() && failure.code == in_toto::NOT_PASSED => {
                made.left_out.push(format!("in-toto: {}", failure.message));
            }
            steps => in_toto::add(&steps?, key, &ask.run, in_toto::expires(&sound, ask, now)?, &mut made)?,
        }
    }
    made.proof.push(Proof {
        path: "key.pem".to_owned(),
        form: None,
        bytes: key.named.pem.clone().into_bytes(),
    });
    Ok(made)
}

fn not_signed(run: &RunId) -> Failure {
    Failure::usage("not_signed", "proof is signed: give `--key`; only `--format sums` needs none")
        .next(format!("gatewright attest --run {run} --format sums --output proof"))
}

/// The attempts that are asked about.
fn chosen<'a, 'b>(
    all: &'b [Attested<'a>],
    sound: &Sound,
    ask: &Ask,
) -> Result<Vec<&'b Attested<'a>>, Failure> {
    let Some(gate) = &ask.gate else { return Ok(all.iter().collect()) };
    let next = format!("gatewright run show --run {}", ask.run);
    let Some(state) = sound.run().and_then(|run| run.gate(gate)) else {
        return Err(Failure::usage("unknown_gate", format!("the run has no gate {gate}")).next(next));
    };
    let number = ask.attempt;
    let of_gate = |one: &&Attested<'_>| one.gate.id.same(gate) && number.is_none_or(|n| n == one.row.attempt);
    let chosen: Vec<&Attested<'_>> = all.iter().filter(of_gate).collect();
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    Err(match (state.open_attempt(), number) {
        (Some(open), None) => open_attempt(gate, open.attempt).next(next),
        (Some(open), Some(number)) if open.attempt == number => open_attempt(gate, number).next(next),
        _ => Failure::usage("unknown_attempt", format!("gate {gate} has no such attempt")).next(next),
    })
}

fn open_attempt(gate: &GateId, number: u32) -> Failure {
    let message =
        format!("attempt {number} at gate {gate} is open: there is nothing to attest before it is closed");
    Failure::state("attempt_open", message)
}
