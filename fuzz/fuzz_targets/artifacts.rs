//! What checks read in artifacts that agents and tools wrote: values, schemas, tables, lists of digests, reports.
#![no_main]

use gatewright::rules::checks::contents::data::{self, Format};
use gatewright::rules::checks::contents::delimited::Records;
use gatewright::rules::checks::contents::located::line_of;
use gatewright::rules::checks::reports::figures::Measure;
use gatewright::rules::checks::reports::{cobertura, coverage_json, junit, lcov, sarif};
use gatewright::rules::checks::contents::schema::Schema;
use gatewright::rules::checks::contents::sums;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for format in [Format::Json, Format::Yaml, Format::Toml] {
        if let Ok(value) = data::read(&text, format) {
            assert!(line_of(&text, format, "").is_some(), "what is read has a line");
            let _ = line_of(&text, format, "/a/0/b");
            if let Ok(schema) = Schema::new(value.clone()) {
                let _ = schema.violations(&value);
            }
        }
    }
    for delimiter in [b',', b'\t'] {
        let fields: usize = Records::new(&text, delimiter).flatten().map(|row| row.fields.len()).sum();
        assert!(fields <= text.len() + 1, "no field comes out of nothing");
    }
    let _ = sums::read(&text);
    let _ = junit::read(&text);
    let _ = sarif::read(&text);
    for measure in [Measure::Lines, Measure::Branches] {
        let shares =
            [lcov::read(&text, measure), cobertura::read(&text, measure), coverage_json::read(&text, measure)];
        for share in shares.into_iter().flatten() {
            assert!(share.covered <= share.total, "no more is covered than there is");
        }
    }
});
