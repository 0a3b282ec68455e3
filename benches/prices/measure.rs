//! Taking turns, medians, processor time, peak memory, and the table of results.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The program under measurement.
pub const GATEWRIGHT: &str = env!("CARGO_BIN_EXE_gatewright");

/// The results, a line each.
#[derive(Default)]
pub struct Table(Vec<[String; 5]>);

impl Table {
    /// Adds a line: what, ours, the reference, their ratio and its limit.
    pub fn ratio(&mut self, what: &str, ours: Duration, reference: Duration, limit: f64) {
        let ratio = ours.as_secs_f64() / reference.as_secs_f64();
        self.0.push([
            what.to_owned(),
            shown(ours),
            shown(reference),
            format!("{ratio:.2}"),
            format!("≤ {limit}{}", if ratio <= limit { "" } else { " **over**" }),
        ]);
    }

    /// Adds a line for which there is no limit.
    pub fn noted(&mut self, what: &str, ours: Duration, reference: Duration) {
        let ratio = ours.as_secs_f64() / reference.as_secs_f64();
        self.0.push([what.to_owned(), shown(ours), shown(reference), format!("{ratio:.2}"), String::new()]);
    }

    /// Adds a line about a time that has a limit of its own.
    pub fn within(&mut self, what: &str, ours: Duration, limit: Duration) {
        let over = if ours <= limit { "" } else { " **over**" };
        self.0.push([
            what.to_owned(),
            shown(ours),
            String::new(),
            String::new(),
            format!("≤ {}{over}", shown(limit)),
        ]);
    }

    /// Adds a line about memory in MiB.
    pub fn memory(&mut self, what: &str, kib: u64, limit_mib: u64) {
        let mib = kib as f64 / 1024.0;
        let over = if kib <= limit_mib * 1024 { "" } else { " **over**" };
        self.0.push([
            what.to_owned(),
            format!("{mib:.1} MiB"),
            String::new(),
            String::new(),
            format!("≤ {limit_mib} MiB{over}"),
        ]);
    }

    /// The table as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = "| what | ours | reference | ratio | limit |\n|---|---|---|---|---|\n".to_owned();
        for line in &self.0 {
            text.push_str(&format!("| {} |\n", line.join(" | ")));
        }
        text
    }
}

fn shown(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

/// Runs both in turn, `times` each, after one round that does not count; the medians.
pub fn in_turn(
    times: usize,
    mut ours: impl FnMut() -> Duration,
    mut reference: impl FnMut() -> Duration,
) -> (Duration, Duration) {
    ours();
    reference();
    let rounds: Vec<(Duration, Duration)> = (0..times).map(|_| (ours(), reference())).collect();
    (median(rounds.iter().map(|round| round.0)), median(rounds.iter().map(|round| round.1)))
}

/// The middle of some times.
pub fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times[times.len() / 2]
}

/// How long `work` takes.
pub fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// A command with its output thrown away and a plain environment.
pub fn command(program: &str, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var("PATH").unwrap_or_default())
        .env("HOME", dir)
        .env("GATEWRIGHT_ACTOR", "bench")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Runs a command to its end; whatever it answers.
pub fn run(mut command: Command) {
    command.status().unwrap();
}

/// The highest resident memory of a command, in KiB, looked at every millisecond.
pub fn peak_memory(mut command: Command) -> u64 {
    let mut child = command.spawn().unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let high = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = high.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}

/// Processor time that ended children took so far.
pub fn children_cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[13].parse::<u64>().unwrap() + fields[14].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}
