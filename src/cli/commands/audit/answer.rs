//! What an audit found, as a command answers it: members, forms, and how the program ends.

use serde_json::{Value, json};

use crate::cli::commands::audit::text;
use crate::cli::exit::Exit;
use crate::format::report::{finding, github, junit, markdown, sarif};
use crate::model::audit::Weight;
use crate::model::dossier::required::{RequiredGate, Standing};
use crate::model::failure::Failure;
use crate::rules::audit::audited::{Audited, NO_RUN};

/// In which form it is printed, and from which weight on it fails.
#[derive(Debug, Clone, clap::Args)]
pub struct Form {
    /// Exit 1 from findings of this weight on
    #[arg(long, value_name = "WEIGHT", value_parser = ["error", "warning", "not_enforced", "note"], default_value = "error")]
    fail_on: String,
    /// Print what was found in a form that other programs read
    #[arg(long, value_name = "FORM", value_parser = ["text", "sarif", "junit", "github", "markdown"], default_value = "text")]
    format: String,
    /// Show notes as well; without it they are counted
    #[arg(long)]
    notes: bool,
}

/// What was found over all runs.
#[derive(Debug, Default)]
pub struct Total {
    runs: usize,
    counts: [usize; 4],
    worst: Option<Weight>,
    /// The rule of the weightiest finding, the first of them.
    pub first_rule: Option<&'static str>,
}

impl Total {
    /// Over these.
    pub fn of(found: &[Audited]) -> Total {
        let mut total = Total::default();
        found.iter().for_each(|audited| total.add(audited));
        total
    }

    fn add(&mut self, audited: &Audited) {
        self.runs += usize::from(audited.run != NO_RUN);
        for (rule, _) in &audited.findings {
            self.counts[rule.weight as usize] += 1;
            if self.worst < Some(rule.weight) {
                self.worst = Some(rule.weight);
                self.first_rule = Some(rule.id);
            }
        }
    }

    /// How many there are of each weight.
    pub fn to_json(&self) -> Value {
        let [notes, not_enforced, warnings, errors] = self.counts;
        json!({ "runs": self.runs, "errors": errors, "warnings": warnings, "not_enforced": not_enforced, "notes": notes })
    }
}

impl Form {
    /// Refuses a form for other programs beside JSON: an answer has one form.
    ///
    /// # Errors
    /// `Usage` (`two_forms`).
    pub fn refuse_two(&self, json: bool) -> Result<(), Failure> {
        if !json || self.format == "text" {
            return Ok(());
        }
        let message = format!("`--format {}` and `--json` are two forms of one answer", self.format);
        Err(Failure::usage("two_forms", message).hint("leave one of them out"))
    }

    /// Whether what was found makes the command fail.
    pub fn fails(&self, total: &Total) -> bool {
        total.worst >= Some(weight(&self.fail_on))
    }

    /// How the program ends.
    pub fn exit(&self, total: &Total) -> Exit {
        if self.fails(total) { Exit::Refuted } else { Exit::Done }
    }

    /// From which weight on it fails.
    pub fn fail_on(&self) -> &str {
        &self.fail_on
    }

    /// What was found, in the form that was asked for.
    pub fn printed(&self, found: &[Audited], total: &Total) -> String {
        match self.format.as_str() {
            "sarif" => sarif::of(found, env!("CARGO_PKG_VERSION")),
            "junit" => junit::of(found, weight(&self.fail_on)),
            "github" => github::of(found),
            "markdown" => markdown::of(found),
            _ => {
                let runs: String = found.iter().map(|audited| text::of(audited, self.notes)).collect();
                runs + &text::total(total.runs, total.counts, self.notes)
            }
        }
    }
}

fn weight(name: &str) -> Weight {
    let all = [Weight::Note, Weight::NotEnforced, Weight::Warning];
    all.into_iter().find(|weight| weight.as_str() == name).unwrap_or(Weight::Error)
}

/// One run.
pub fn to_json(audited: &Audited) -> Value {
    json!({
        "run_id": audited.run,
        "status": audited.status,
        "workflow": audited.workflow,
        "level": audited.level.as_str(),
        "sealed_by": audited.sealed_by,
        "compared_with": audited.compared_with,
        "outputs": audited.outputs,
        "required": audited.required.iter().map(gate_json).collect::<Vec<_>>(),
        "worst": audited.worst().map(Weight::as_str),
        "findings": audited.findings.iter().map(|(rule, found)| finding::members(rule, found)).collect::<Vec<_>>(),
    })
}

/// A gate that was required.
pub fn gate_json(required: &RequiredGate) -> Value {
    let (standing, why): (&str, Vec<&str>) = match &required.standing {
        Standing::Stands => ("stands", vec![]),
        Standing::Waived => ("waived", vec![]),
        Standing::NotMet(why) => ("not_met", vec![why]),
        Standing::NotBlocking(why) => ("not_blocking", vec![why]),
        Standing::Fallen(why) => ("fallen", why.iter().map(String::as_str).collect()),
        Standing::Unknown(why) => ("unknown", vec![why]),
    };
    json!({ "gate": required.gate, "stands": required.standing.stands(), "standing": standing, "why": why })
}
