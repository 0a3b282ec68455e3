//! Waivers that nobody gave.

use gatewright::format::record::chain::link;
use gatewright::format::record::read::Record;
use gatewright::model::actor::Actor;
use gatewright::model::digest::Digest;
use gatewright::model::event::{Event, Fact};
use gatewright::model::ids::GateId;
use gatewright::model::run::AttemptStatus;
use gatewright::rules::advance::fold;

use crate::audited::{findings, found};
use crate::rewritten::forge_attempt;
use crate::scene::Scene;
use crate::support::definitions::start;
use crate::support::place::Place;
use crate::support::record;

const FINISH: &[&str] = &["gate", "finish", "--gate", "G1"];
const UNTIL: &str = "2099-01-01T00:00:00.000Z";

/// Gate G1 is open, its draft is there and says nothing of robots.
fn thin() -> Scene {
    let place = Place::new();
    let run = start(&place);
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
    place.write("out/essay/draft.md", "Nothing yet.\n");
    Scene { place, run }
}

fn waived(by: &str, signature: Option<&str>) -> (Actor, Fact) {
    let fact = Fact::GateCheckWaived {
        gate: GateId::new("G1").unwrap(),
        attempt: 1,
        check: "contains_text".to_owned(),
        until: UNTIL.parse().unwrap(),
        reason: "never mind".to_owned(),
        signature: signature.map(str::to_owned),
    };
    (by.parse().unwrap(), fact)
}

/// Puts an event behind the others, with a good chain, and all that follows from it where anything does.
fn append(scene: &Scene, (actor, fact): (Actor, Fact)) {
    let mut record = record::verified(&scene.place.repo(), &scene.run).unwrap();
    let last = record.links.last().unwrap();
    let event = Event { actor, fact, session: None, agent: None, ..last.event.clone() };
    record.links.push(link(event, last.digest).unwrap());
    if let Ok(run) = fold(record.links.iter().map(|link| &link.event)) {
        record = Record { run, ..record };
    }
    scene.write("record/RUN.json", record.spell().unwrap());
}

#[test]
fn a_waiver_by_an_agent_is_refused_even_with_a_good_chain() {
    let scene = thin();
    append(&scene, waived("agent:scribe", None));
    scene.refused(FINISH, &["record/RUN.json", "an agent does not waive a check"]);
}

#[test]
fn a_waiver_that_was_over_before_it_was_given_is_refused_even_with_a_good_chain() {
    let scene = thin();
    let (actor, mut fact) = waived("claimed-human:The Boss", None);
    if let Fact::GateCheckWaived { until, .. } = &mut fact {
        *until = "2000-01-01T00:00:00.000Z".parse().unwrap();
    }
    append(&scene, (actor, fact));
    scene.refused(FINISH, &["record/RUN.json", "was over before it was given"]);
}

#[test]
fn an_attempt_that_is_closed_as_waived_without_a_waiver_is_refused_even_with_a_good_chain() {
    let scene = thin();
    let closed = Fact::GateClosed {
        gate: GateId::new("G1").unwrap(),
        attempt: 1,
        status: AttemptStatus::Waived,
        sha256: Digest::of(b"an attempt"),
    };
    append(&scene, ("claimed-human:The Boss".parse().unwrap(), closed));
    scene.refused(FINISH, &["record/RUN.json", "no waiver of it counts"]);
}

#[test]
fn a_waiver_by_a_human_who_did_not_sign_or_whose_signature_is_none_counts_for_nothing() {
    for signature in [None, Some("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n")] {
        let scene = thin();
        append(&scene, waived("human:The Boss", signature));
        scene.accepted(1, FINISH);
    }
}

#[test]
fn a_waiver_under_the_name_of_the_agent_that_did_the_work_counts_for_nothing() {
    let place = Place::new();
    let run = start(&place);
    place.expect(0, 2, &["gate", "start", "--gate", "G1", "--agent", "scribe", "--actor", "Eve"]);
    place.write("out/essay/draft.md", "Nothing yet.\n");
    let scene = Scene { place, run };
    append(&scene, waived("claimed-human:Eve", None));
    scene.accepted(1, FINISH);
}

#[test]
fn a_forged_waiver_with_its_chain_computed_anew_is_refused_by_its_head_only() {
    let scene = thin();
    let head = scene.head();
    append(&scene, waived("claimed-human:The Boss", None));
    scene.refused(&[FINISH, &["--expect-head", &head]].concat(), &["last event", &head]);
    scene.accepted(0, FINISH);
    assert!(scene.read("record/RUN.json").contains("\"WAIVED\""), "it is no PASS even then");
}

#[test]
fn a_waiver_that_is_taken_out_of_the_record_is_missed_in_the_chain() {
    let scene = thin();
    append(&scene, waived("claimed-human:Ada", None));
    scene.place.expect(0, 5, &[FINISH, &["--run", &scene.run]].concat());
    scene.edit("record/RUN.json", "\"reason\": \"never mind\"", "\"reason\": \"a good reason\"");
    scene.refused(&["gate", "start", "--gate", "G2"], &["record/RUN.json", "edited"]);
}

#[test]
fn a_result_that_is_called_waived_without_a_waiver_is_found_by_an_audit() {
    let scene = Scene::new();
    forge_attempt(&scene, 2, |attempt| {
        for row in &mut attempt.validations {
            row.insert("state".to_owned(), "waived".into());
        }
    });
    let all = findings(&scene);
    assert_eq!(found(&all, "verdict.not_waived")["file"], scene.of_run("record/gates/G1/attempt-2.json"));
    found(&all, "verdict.contradicts_rows");
}
