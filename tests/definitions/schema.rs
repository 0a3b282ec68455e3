//! The schemas for editors say what the readers say, as far as JSON Schema can.

use gatewright::format::definition::json::{self, Node};
use gatewright::format::definition::problem::Problems;
use gatewright::format::definition::schema;
use gatewright::format::definition::shape::OLDER;
use jsonschema::Validator;
use serde_json::Value;

use crate::corpus::{Reader, Sample, samples};

fn validator(reader: Reader) -> Validator {
    let schema = match reader {
        Reader::Workflow => schema::workflow(),
        Reader::Contract => schema::contract(),
        Reader::Config => schema::config(),
    };
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

#[test]
fn every_good_file_conforms_to_its_schema() {
    for sample in samples("good") {
        let value: Value = serde_json::from_slice(&sample.bytes).unwrap();
        if let Err(error) = validator(sample.reader).validate(&value) {
            panic!("{}: {error} at {}", sample.name, error.instance_path());
        }
    }
}

#[test]
fn what_is_structurally_wrong_for_the_reader_is_wrong_for_the_schema() {
    let structural = [
        "unknown_key",
        "missing_key",
        "wrong_type",
        "unknown_check",
        "refused_key",
        "empty_list",
        "unknown_value",
    ];
    let mut met = 0;
    for sample in samples("bad") {
        let failure = sample.read(&sample.bytes).unwrap_err();
        if !failure.problems.iter().any(|problem| structural.contains(&problem.code)) {
            continue;
        }
        met += 1;
        let value: Value = serde_json::from_slice(&sample.bytes).unwrap();
        assert!(!validator(sample.reader).is_valid(&value), "{}", sample.name);
    }
    assert!(met >= 12, "{met}");
}

#[test]
fn every_misspelt_key_and_every_impossible_value_is_refused_by_the_schema_as_well() {
    let mut tried = 0;
    for sample in samples("good") {
        let validator = validator(sample.reader);
        let mut problems = Problems::default();
        let tree = json::parse(sample.text(), &mut problems).unwrap();
        for variant in variants(&sample, &tree, false) {
            tried += 1;
            let value: Value = serde_json::from_str(&variant).unwrap();
            assert!(!validator.is_valid(&value), "{}:\n{variant}", sample.name);
        }
    }
    assert!(tried >= 600, "{tried}");
}

/// Every key misspelt, unless keys are free there, and every value replaced by what fits nowhere.
fn variants(sample: &Sample, node: &Node, free_keys: bool) -> Vec<String> {
    let put = |span: &std::ops::Range<usize>, new: &str| {
        format!("{}{new}{}", &sample.text()[..span.start], &sample.text()[span.end..])
    };
    let mut all: Vec<String> = ["null", "1.5", "[[]]"].iter().map(|never| put(&node.span, never)).collect();
    for element in node.elements() {
        all.extend(variants(sample, element, false));
    }
    for entry in node.entries() {
        if !free_keys {
            all.push(put(&entry.place, &format!("\"{}x\"", entry.key)));
        }
        if !OLDER.iter().any(|older| older.name == entry.key) {
            all.extend(variants(
                sample,
                &entry.value,
                matches!(entry.key.as_str(), "params" | "defaults" | "checks"),
            ));
        }
    }
    all
}

#[test]
fn the_schemas_have_one_spelling() {
    for (name, schema) in
        [("workflow", schema::workflow()), ("contract", schema::contract()), ("config", schema::config())]
    {
        insta::assert_snapshot!(format!("schema_{name}"), serde_json::to_string_pretty(&schema).unwrap());
    }
}
