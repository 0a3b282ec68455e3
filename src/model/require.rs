//! What whoever asks requires of a workflow: `visual-essay`, or `visual-essay/G1,G3`.

use std::str::FromStr;

use crate::model::ids::GateId;

/// A workflow, and the gates of it that have to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Require {
    /// The workflow's name.
    pub workflow: String,
    /// Its gates; all where none is named.
    pub gates: Vec<GateId>,
}

impl FromStr for Require {
    type Err = String;

    fn from_str(text: &str) -> Result<Require, String> {
        let (workflow, gates) = match text.split_once('/') {
            Some((workflow, gates)) => (workflow, Some(gates)),
            None => (text, None),
        };
        if workflow.trim().is_empty() {
            return Err("no workflow is named; write `<workflow>` or `<workflow>/<gate>,<gate>`".to_owned());
        }
        let gates = gates.map(|gates| gates.split(',').map(GateId::new).collect::<Result<Vec<_>, _>>());
        Ok(Require { workflow: workflow.to_owned(), gates: gates.transpose()?.unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workflow_is_required_as_a_whole_or_by_gates() {
        let names = |text: &str| {
            let Require { workflow, gates } = text.parse().unwrap();
            (workflow, gates.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(names("essay"), ("essay".to_owned(), vec![]));
        assert_eq!(names("essay/G1,G4.6"), ("essay".to_owned(), vec!["G1".to_owned(), "G4.6".to_owned()]));
        for wrong in ["", "/G1", "essay/", "essay/G1,", "essay/G1;G2", "essay/../x"] {
            assert!(wrong.parse::<Require>().is_err(), "{wrong}");
        }
    }
}
