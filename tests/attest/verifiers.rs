//! The verifiers in Python, which `scripts/test.sh` installs: many questions to one process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const DRIVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/attest/verifiers.py");

/// Where they are installed; `None`, said aloud, where they are not. In CI they must be.
pub fn python() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let python = target.join("verifiers/bin/python");
    if python.exists() {
        return Some(python);
    }
    assert!(
        std::env::var("CI").is_err(),
        "the verifiers in Python are not installed; scripts/test.sh does that"
    );
    println!("left out: the verifiers in Python are not installed; scripts/test.sh does that");
    None
}

/// What they answer, in order; `None` where they are not installed.
pub fn asked(asks: &[Value]) -> Option<Vec<Value>> {
    let mut driver = Command::new(python()?)
        .arg(DRIVER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = driver.stdin.take().unwrap();
    stdin.write_all(json!({ "asks": asks }).to_string().as_bytes()).unwrap();
    drop(stdin);
    let done = driver.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(serde_json::from_slice(&done.stdout).unwrap())
}

/// Each of these is accepted, or refused, as it says.
pub fn hold(asks: Vec<(Value, bool)>) {
    let Some(answers) = asked(&asks.iter().map(|(ask, _)| ask.clone()).collect::<Vec<_>>()) else { return };
    for ((ask, accepted), answer) in asks.into_iter().zip(answers) {
        let told = answer.as_str().unwrap();
        assert_eq!(told == "accepted", accepted, "{ask}\n{told}");
        assert!(accepted || told.starts_with("refused: "), "{told}");
        // What is missing is refused as well, and would show nothing.
        assert!(!told.contains("FileNotFoundError") && !told.contains("KeyError: 'pem'"), "{ask}\n{told}");
    }
}
