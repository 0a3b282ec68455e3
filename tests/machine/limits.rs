//! Limits that the machine sets for us.

use std::process::Command;

use crate::place::Place;

#[test]
fn a_limit_on_the_size_of_files_is_a_failure_that_is_told_and_programs_get_the_default_back() {
    let place = Place::new("file-size");
    for dir in ["workflows", "home"] {
        std::fs::create_dir(place.file(dir)).unwrap();
    }
    std::fs::write(place.file("gatewright.json"), "{}").unwrap();
    let workflow = r#"{"workflow": "w", "gates": [{"gate": "G1", "contract": "c.json"}]}"#;
    std::fs::write(place.file("workflows/w.json"), workflow).unwrap();
    let contract = r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "a.md"}]}}"#;
    std::fs::write(place.file("c.json"), contract).unwrap();
    let run = |script: &str| {
        let mut command = Command::new("bash");
        command.args(["-c", script]).current_dir(place.path()).env("HOME", place.file("home"));
        command.env("GW", env!("CARGO_BIN_EXE_gatewright")).env("GATEWRIGHT_ACTOR", "Tester");
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, told) = run("ulimit -f 0; exec \"$GW\" run start --workflow w --slug x");
    assert_eq!(code, Some(5), "{told}");
    assert!(told.contains("File too large"), "{told}");
    // Signal 25 is SIGXFSZ: it is neither caught nor ignored in what we start.
    place.script("sig.sh", "#!/bin/bash\ngrep Sig /proc/self/status > a.md\n");
    let (code, told) = run("\"$GW\" run w --slug x --exec ./sig.sh");
    assert_eq!(code, Some(0), "{told}");
    let told = std::fs::read_to_string(place.file("a.md")).unwrap();
    let mask = |name: &str| {
        let line = told.lines().find_map(|line| Some(line.split_once(name)?.1.trim())).expect(&told);
        (u64::from_str_radix(line.split_whitespace().next().unwrap_or_default(), 16).unwrap() >> 24) & 1
    };
    assert_eq!((mask("SigIgn:"), mask("SigCgt:")), (0, 0), "{told}");
}
