//! What a record says in two places and somebody made differ, with seals and chain computed anew: found without any anchor.

use gatewright::format::canonical;
use gatewright::model::attempt::{Change, Seen};
use gatewright::model::digest::Digest;
use gatewright::model::event::{Event, Fact};
use gatewright::model::params::ParamValue;
use gatewright::model::path::RepoPath;
use serde_json::{Value, json};

use crate::audited::findings;
use crate::rewritten::{forge_attempt_and_start as forge, forge_index, rewrite_anyhow as rewrite};
use crate::scene::Scene;

type Forge = dyn Fn(&Scene);

/// Holds that `forge` is found by this rule alone among those about facts, at this member, and returns the finding.
fn finds(rule: &str, field: &str, forge: &Forge) -> Value {
    let scene = Scene::new();
    scene.accepted(0, &["invocation", "record", "--gate", "G2", "--agent", "writer"]);
    let before = findings(&scene);
    let facts = |all: &[Value]| -> Vec<Value> {
        all.iter().filter(|found| found["rule"].as_str().unwrap().starts_with("facts.")).cloned().collect()
    };
    assert_eq!(facts(&before), Vec::<Value>::new(), "an honest record contradicts itself");
    forge(&scene);
    let all = findings(&scene);
    let by_digest = all.iter().find(|found| {
        matches!(found["rule"].as_str(), Some("chain.broken" | "chain.broken_seal" | "chain.edited_field"))
    });
    assert_eq!(by_digest, None, "the digests do not fit: {all:#?}");
    let one = facts(&all).into_iter().find(|found| found["rule"] == rule && found["field"] == field);
    let one = one.unwrap_or_else(|| panic!("{rule} at {field}: {all:#?}"));
    assert!(one["file"].is_string() && one["expected"].is_string() && one["found"].is_string(), "{one:#}");
    one
}

fn begun(events: &mut [Event]) -> &mut gatewright::model::event::RunStarted {
    match &mut events[0].fact {
        Fact::RunStarted(started) => started,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_attempt_that_tells_of_another_beginning_than_its_event() {
    let rule = "facts.other_beginning";
    finds(rule, "start.producer", &|scene| {
        forge(scene, 2, |attempt| attempt.start.producer.name = "Somebody".to_owned());
    });
    finds(rule, "started_at", &|scene| {
        forge(scene, 2, |attempt| attempt.started_at = "2024-01-01T00:03:30.000Z".parse().unwrap());
    });
    finds(rule, "start.session", &|scene| {
        forge(scene, 2, |attempt| attempt.start.session = Some("another".to_owned()));
    });
    finds(rule, "start.override_reason", &|scene| {
        forge(scene, 2, |attempt| attempt.start.override_reason = Some("no time".to_owned()));
    });
    finds(rule, "agent", &|scene| forge(scene, 2, |attempt| attempt.agent = Some("writer".to_owned())));
    finds(rule, "prompt_sha256", &|scene| {
        forge(scene, 2, |attempt| attempt.prompt_sha256 = Digest::of(b"another"));
    });
}

#[test]
fn an_attempt_that_tells_of_another_end_than_its_event() {
    let rule = "facts.other_end";
    finds(rule, "judge", &|scene| {
        forge(scene, 2, |attempt| attempt.judge.as_mut().unwrap().name = "Somebody".to_owned());
    });
    finds(rule, "judge_account", &|scene| {
        forge(scene, 2, |attempt| attempt.judge_account = attempt.start.account.clone());
    });
    finds(rule, "finished_at", &|scene| {
        forge(scene, 2, |attempt| attempt.finished_at = Some("2024-01-01T01:00:00.000Z".parse().unwrap()));
    });
    finds(rule, "status", &|scene| {
        forge(scene, 1, |attempt| attempt.status = gatewright::model::run::AttemptStatus::Abandoned);
        rewrite(scene, |events| {
            for event in events {
                if let Fact::GateClosed { attempt: 1, status, .. } = &mut event.fact {
                    *status = gatewright::model::run::AttemptStatus::Fail;
                }
            }
        });
    });
    finds(rule, "cause", &|scene| forge(scene, 1, |attempt| attempt.cause = None));
    finds(rule, "failure_reason", &|scene| forge(scene, 1, |attempt| attempt.failure_reason = None));
    finds(rule, "invocation_ids", &|scene| {
        forge(scene, 2, |attempt| attempt.invocation_ids = vec!["inv_1_abcd".parse().unwrap()]);
    });
}

#[test]
fn an_output_that_is_said_to_be_new_or_of_another_size_than_its_digest_says() {
    finds("facts.other_change", "artifacts[0].change", &|scene| {
        forge(scene, 2, |attempt| attempt.artifacts[0].change = Change::Unchanged);
    });
    finds("facts.other_change", "artifacts[1].exists", &|scene| {
        forge(scene, 2, |attempt| attempt.artifacts[1].exists = true);
    });
    finds("facts.other_size", "artifacts[0].size", &|scene| {
        forge(scene, 2, |attempt| attempt.artifacts[0].size = Some(7));
    });
    finds("facts.other_size", "start.packet.bytes", &|scene| {
        forge(scene, 2, |attempt| attempt.start.packet.bytes += 1);
    });
}

#[test]
fn an_attempt_that_names_another_contract_or_other_outputs_than_were_pinned() {
    finds("facts.other_contract", "start.contract_sha256", &|scene| {
        forge(scene, 2, |attempt| attempt.start.contract_sha256 = Digest::of(b"another"));
    });
    finds("facts.other_contract", "required_outputs", &|scene| {
        forge(scene, 2, |attempt| drop(attempt.required_outputs.pop()));
    });
}

#[test]
fn an_attempt_that_lists_a_file_twice_and_a_run_that_pins_one_twice() {
    finds("facts.other_inputs", "start.before[1]", &|scene| {
        forge(scene, 2, |attempt| {
            let path = RepoPath::new(&attempt.artifacts[0].path).unwrap();
            let seen = Seen { path, sha256: Digest::of(b"before") };
            attempt.start.before = vec![seen.clone(), seen];
        });
    });
    finds("facts.other_pins", "events[0].pins[1]", &|scene| {
        rewrite(scene, |events| {
            let first = begun(events).pins[0].clone();
            begun(events).pins.insert(1, first);
        });
    });
}

#[test]
fn a_run_that_names_other_gates_or_parameters_than_its_workflow_allows() {
    finds("facts.other_gates", "events[0].gates[0].name", &|scene| {
        rewrite(scene, |events| begun(events).gates[0].name = "Nothing much".to_owned());
    });
    finds("facts.other_gates", "events[0].gates[2].gate", &|scene| {
        rewrite(scene, |events| drop(begun(events).gates.pop()));
    });
    finds("facts.other_gates", "events[0].workflow.version", &|scene| {
        rewrite(scene, |events| begun(events).workflow.version = "2".to_owned());
    });
    finds("facts.bad_params", "events[0].params.surprise", &|scene| {
        rewrite(scene, |events| {
            let value = ParamValue::String("x".to_owned());
            begun(events).params.insert("surprise".to_owned(), value);
        });
    });
    finds("facts.other_id", "events[0].workflow.slug", &|scene| {
        rewrite(scene, |events| begun(events).workflow.slug = "other".to_owned());
    });
    finds("facts.other_id", "events[0].run_id", &|scene| {
        rewrite(scene, |events| events[0].timestamp = "2024-01-01T00:00:30.000Z".parse().unwrap());
    });
}

#[test]
fn a_call_whose_id_or_length_contradicts_its_times() {
    let call = |change: fn(&mut gatewright::model::invocation::Invocation)| {
        move |scene: &Scene| {
            rewrite(scene, |events| {
                for event in events {
                    if let Fact::InvocationRecorded(call) = &mut event.fact {
                        change(call);
                    }
                }
            });
        }
    };
    let rule = "facts.odd_invocation";
    finds(rule, "events[6].invocation_id", &call(|call| call.invocation_id = "inv_1_abcd".parse().unwrap()));
    finds(rule, "events[6].duration_ms", &call(|call| call.duration_ms = Some(5)));
    finds(
        rule,
        "events[6].finished_at",
        &call(|call| {
            call.finished_at = "2023-01-01T00:00:00.000Z".parse().unwrap();
        }),
    );
}

#[test]
fn an_index_that_is_not_made_of_the_attempts_although_its_own_seal_fits() {
    finds("facts.other_index", "artifacts_index[0]", &|scene| {
        forge_index(scene, |index| index.artifacts_index[0].sha256 = Some(Digest::of(b"another")));
    });
    finds("facts.other_index", "artifacts_index", &|scene| {
        forge_index(scene, |index| drop(index.artifacts_index.pop()));
    });
    finds("facts.other_index", "validations[0]", &|scene| {
        forge_index(scene, |index| {
            index.validations[0].insert("state".to_owned(), "fail".into());
        });
    });
}

/// Puts another workflow among the pins, in place of the pinned one.
fn other_workflow(scene: &Scene, key: &str, value: Value) {
    let record: Value = serde_json::from_str(&scene.read("record/RUN.json")).unwrap();
    let pins = record["events"][0]["pins"].as_array().unwrap();
    let pin =
        pins.iter().find(|pin| pin["kind"] == "workflow").unwrap()["sha256"].as_str().unwrap().to_owned();
    let mut workflow: Value = serde_json::from_str(&scene.read(&format!("record/pins/{pin}"))).unwrap();
    workflow["gates"][0][key] = value;
    let bytes = canonical::spell(&workflow).unwrap();
    let digest = Digest::of(&bytes);
    scene.remove(&format!("record/pins/{pin}"));
    scene.write(&format!("record/pins/{digest}"), bytes);
    rewrite(scene, |events| {
        let pins = &mut begun(events).pins;
        pins.iter_mut().find(|it| it.sha256.to_string() == pin).unwrap().sha256 = digest;
    });
}

#[test]
fn an_attempt_too_many_and_one_that_took_too_long() {
    let one = finds("facts.over_limit", "attempt", &|scene| other_workflow(scene, "max_attempts", json!(1)));
    assert_eq!((&one["attempt"], &one["expected"]), (&2.into(), &"at most 1".into()), "{one:#}");
    let one = finds("facts.over_limit", "status", &|scene| other_workflow(scene, "timeout", json!("30s")));
    assert_eq!((&one["attempt"], &one["expected"]), (&2.into(), &"TIMED_OUT".into()), "{one:#}");
}
