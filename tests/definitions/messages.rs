//! What people are told about each bad file of the corpus: snapshots, to be read by a reviewer.

use crate::corpus::{assert_well_said, samples};

#[test]
fn every_bad_file_is_refused_with_a_message_that_helps() {
    let samples = samples("bad");
    assert!(samples.len() >= 45);
    for sample in samples {
        let failure = sample.read(&sample.bytes).expect_err(&sample.name);
        assert_well_said(&failure, &sample.file(), &sample.bytes);
        let said = format!("{failure}\n\n{}\n", failure.report.as_deref().unwrap());
        insta::assert_snapshot!(format!("{:?}_{}", sample.reader, sample.name), said);
    }
}
