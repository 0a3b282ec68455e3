//! What is asked for, and the proof that is made of it.

use std::collections::BTreeSet;

use crate::model::audit::Level;
use crate::model::ids::{GateId, RunId};
use crate::model::time::Timestamp;

/// A form of proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A list for `sha256sum -c`, for each attempt.
    Sums,
    /// DSSE envelopes around in-toto Statements.
    Dsse,
    /// Sigstore bundles around the same.
    Bundle,
    /// An in-toto layout with a link for each gate.
    InToto,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 4] = [Form::Sums, Form::Dsse, Form::Bundle, Form::InToto];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Sums => "sums",
            Form::Dsse => "dsse",
            Form::Bundle => "bundle",
            Form::InToto => "in-toto",
        }
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The run.
    pub run: RunId,
    /// Whether nobody named it: it was taken because it is the newest, or the only open one.
    pub newest: bool,
    /// Only this gate.
    pub gate: Option<GateId>,
    /// Only this attempt at it.
    pub attempt: Option<u32>,
    /// In these forms; in all that there can be where none is named.
    pub forms: BTreeSet<Form>,
    /// The predicates of SLSA as well.
    pub slsa: bool,
    /// Until when a layout is to be believed; a year after the run's last event where nothing is said.
    pub expires: Option<Timestamp>,
}

/// A file of proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Where it belongs, from the directory of all proof.
    pub path: String,
    /// In which form it is; `None` for the public key.
    pub form: Option<Form>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// The proof.
    pub proof: Vec<Proof>,
    /// On what it rests.
    pub level: Level,
    /// What was left out, and why.
    pub left_out: Vec<String>,
}

impl Ask {
    /// Whether it wants this form.
    pub fn wants(&self, form: Form) -> bool {
        self.forms.is_empty() || self.forms.contains(&form)
    }
}

impl Made {
    /// Adds a file.
    pub fn add(&mut self, form: Form, path: String, bytes: Vec<u8>) {
        self.proof.push(Proof { path, form: Some(form), bytes });
    }
}
