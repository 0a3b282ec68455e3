//! What checks read in artifacts that agents and tools wrote: values, schemas, tables, lists of digests, reports, reviews.

use gatewright::rules::checks::contents::data::{self, Format};
use gatewright::rules::checks::contents::delimited::Records;
use gatewright::rules::checks::contents::located::line_of;
use gatewright::rules::checks::contents::schema::Schema;
use gatewright::rules::checks::contents::sums;
use gatewright::rules::checks::frame::text::Text;
use gatewright::rules::checks::frontmatter;
use gatewright::rules::checks::parts::verdicts;
use gatewright::rules::checks::reports::figures::Measure;
use gatewright::rules::checks::reports::written::written;
use gatewright::rules::checks::reports::{cobertura, coverage_json, junit, lcov, sarif};

use super::file;

/// JSON, YAML, TOML, a schema that is its own value, tables, lists of digests.
pub fn artifacts(bytes: &[u8]) {
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
}

/// JUnit, SARIF, and coverage in three formats, with when they say that they were made.
pub fn reports(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = (junit::read(&text), sarif::read(&text));
    for measure in [Measure::Lines, Measure::Branches] {
        let shares = [
            lcov::read(&text, measure),
            cobertura::read(&text, measure),
            coverage_json::read(&text, measure),
        ];
        for share in shares.into_iter().flatten() {
            assert!(share.covered <= share.total, "no more is covered than there is");
        }
    }
    for format in ["junit", "sarif", "coverage"] {
        let _ = written(format, &text);
    }
}

/// Front matter, and reviews in it and in files of their own.
pub fn reviews(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let most = text.matches(['\n', '\r']).count() as u64 + 2;
    for name in ["reviews/a.md", "reviews/a.json", "reviews/a.yaml", "reviews/a.toml"] {
        let path = file(name);
        let looked = Text { path: &path, text: &text, document: None };
        let _ = frontmatter::yaml(&looked);
        match verdicts::read(&looked) {
            Ok(review) => {
                assert!(verdicts::VERDICTS.contains(&review.verdict.as_str()), "{review:?}");
                for remark in &review.findings {
                    assert!(remark.severity < verdicts::SEVERITIES.len() && !remark.cited().0.is_empty());
                    assert!(remark.line.is_none_or(|line| line <= most), "{remark:?}");
                }
            }
            Err(findings) => {
                assert!(findings.iter().all(|finding| !finding.message.is_empty()) && !findings.is_empty())
            }
        }
    }
}
