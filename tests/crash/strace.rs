//! Running the program under `strace`: recording its system calls, and injecting faults into them.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::support::place::{Done, PROGRAM, Place, finish};

/// Every call that changes something that outlives the process. The question marks are for names that not every kind of
/// machine has.
const WRITES: &str = "?open,?openat,?openat2,?creat,?write,?writev,?pwrite64,?pwritev,?pwritev2,?sendfile,?copy_file_range,\
?splice,?fsync,?fdatasync,?sync_file_range,?syncfs,?sync,?rename,?renameat,?renameat2,?link,?linkat,?symlink,?symlinkat,?unlink,\
?unlinkat,?rmdir,?mkdir,?mkdirat,?mknod,?mknodat,?truncate,?ftruncate,?fallocate,?chmod,?fchmod,?fchmodat,?utimensat,?flock";

/// A system call as it was seen.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its name.
    pub name: String,
    /// The how-manieth call of that name it was, from 1.
    pub number: u32,
    /// Its arguments, strings decoded.
    pub arguments: Vec<Argument>,
    /// What it answered; `None` for an error.
    pub answer: Option<i64>,
}

/// An argument of a call.
#[derive(Debug, Clone, Default)]
pub struct Argument {
    /// As printed, without strings and paths.
    pub plain: String,
    /// The string it points to.
    pub text: Option<Vec<u8>>,
    /// The path of a descriptor.
    pub path: Option<Vec<u8>>,
}

/// Runs the program without a fault and tells its calls.
pub fn record(place: &Place, step: u32, args: &[&str]) -> (Done, Vec<Call>) {
    let log = place.path().join("strace.log");
    let mut command = traced(place, step, &log);
    command
        .args([
            "-y",
            "-xx",
            "-s",
            "100000000",
            "-e",
            "signal=none",
            "-e",
            &format!("trace={WRITES}"),
            PROGRAM,
        ])
        .args(args);
    let done = finish(&mut command);
    (done, parse(&take(&log)))
}

/// Runs the program with faults, written as `strace -e inject` takes them. Also tells the log.
pub fn faulted(place: &Place, step: u32, args: &[&str], injections: &[String]) -> (Done, String) {
    let log = place.path().join("strace.log");
    let mut command = traced(place, step, &log);
    let faulty: Vec<&str> = injections.iter().filter_map(|it| it.split(':').next()).collect();
    command.args(["-e", "signal=none", "-e", &format!("trace={WRITES},{}", faulty.join(","))]);
    for injection in injections {
        command.args(["-e", &format!("inject={injection}")]);
    }
    let done = finish(command.arg(PROGRAM).args(args));
    (done, take(&log))
}

/// How often the program does each of `calls` when nothing disturbs it.
pub fn counted(place: &Place, step: u32, args: &[&str], calls: &str) -> Vec<(String, u32)> {
    let log = place.path().join("strace.log");
    let mut command = traced(place, step, &log);
    command.args(["-e", "signal=none", "-e", &format!("trace={calls}"), PROGRAM]).args(args);
    finish(&mut command);
    let mut counts = std::collections::BTreeMap::new();
    for name in take(&log).lines().filter_map(|line| Some(line.split_once('(')?.0.to_owned())) {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().collect()
}

/// `strace` in a place, logging to `log`; refuses to go on where it cannot work.
pub fn traced(place: &Place, step: u32, log: &Path) -> Command {
    static WORKS: OnceLock<Result<(), String>> = OnceLock::new();
    let works = WORKS.get_or_init(|| {
        let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
        match tried {
            Err(why) => Err(why.to_string()),
            Ok(output) if !output.status.success() => {
                Err(String::from_utf8_lossy(&output.stderr).into_owned())
            }
            Ok(_) => Ok(()),
        }
    });
    if let Err(why) = works {
        panic!(
            "these tests need a working `strace` (on Debian: `apt-get install strace`), but it does not run: {why}"
        );
    }
    let mut command = place.command("strace", step);
    command.args(["-qq", "-o"]).arg(log);
    command
}

fn take(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap();
    std::fs::remove_file(log).unwrap();
    text
}

fn parse(log: &str) -> Vec<Call> {
    let mut numbers = std::collections::HashMap::new();
    let mut calls = vec![];
    for line in log.lines() {
        let (name, rest) = line.split_once('(').unwrap_or_else(|| panic!("not a call: {line:.200}"));
        let (arguments, answer) =
            rest.rsplit_once(") = ").unwrap_or_else(|| panic!("not finished: {line:.200}"));
        let number = numbers.entry(name.to_owned()).and_modify(|n| *n += 1).or_insert(1);
        let answer = answer.split([' ', '<']).next().and_then(|text| text.parse().ok()).filter(|n| *n >= 0);
        let arguments = split(arguments).into_iter().map(argument).collect();
        calls.push(Call { name: name.to_owned(), number: *number, arguments, answer });
    }
    calls
}

/// Splits at the commas that stand in no bracket. Strings hold none: they are all hexadecimal.
fn split(arguments: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0, 0, vec![]);
    for (at, c) in arguments.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(arguments[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(arguments[from..].trim());
    parts
}

fn argument(printed: &str) -> Argument {
    if let Some(text) = printed.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        assert!(text.1.is_empty(), "a string was cut short: {printed:.200}");
        return Argument { text: Some(hex(text.0)), ..Argument::default() };
    }
    match printed.split_once('<') {
        Some((plain, path)) => {
            let path = hex(path.split('>').next().unwrap_or_default());
            Argument { plain: plain.to_owned(), path: Some(path), text: None }
        }
        None => Argument { plain: printed.to_owned(), ..Argument::default() },
    }
}

fn hex(text: &str) -> Vec<u8> {
    if !text.starts_with("\\x") {
        return text.as_bytes().to_vec();
    }
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}
