//! The one place where environment, clock, randomness, terminal and working directory are read.
#![expect(clippy::disallowed_methods, reason = "this is the door that the lint guards")]

#[cfg(feature = "seeded")]
use std::cell::Cell;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::cli::named::Named;
use crate::flow::site::Moment;
use crate::model::failure::{Failure, Kind};
use crate::model::time::Timestamp;
use crate::store::random;
use crate::store::seat::seat;

/// What the program was given by its surroundings, read once.
#[derive(Debug)]
pub struct Door {
    /// Where it works: the working directory, or what `-C` said.
    pub cwd: PathBuf,
    /// The environment.
    pub env: Vec<(OsString, OsString)>,
    /// This program's own file, to start itself again.
    pub exe: PathBuf,
    /// Answers are JSON.
    pub json: bool,
    /// Standard input is a terminal.
    pub stdin_terminal: bool,
    /// Standard error is a terminal: talk may move.
    pub stderr_terminal: bool,
    /// Standard output gets colours.
    pub stdout_colour: bool,
    /// Standard error gets colours.
    pub stderr_colour: bool,
    /// Which run and gate the command is about, once it has found out.
    pub named: Named,
    clock: Clock,
}

#[derive(Debug)]
enum Clock {
    System,
    #[cfg(feature = "seeded")]
    Seeded {
        next_millis: Cell<i64>,
        random: Cell<u64>,
    },
}

impl Door {
    /// Reads the surroundings.
    ///
    /// # Errors
    /// `Environment` when there is no working directory; `Usage` when `dir` is none.
    pub fn open(dir: Option<&Path>, json: bool) -> Result<Door, Failure> {
        let here =
            std::env::current_dir().map_err(|error| Failure::io("there is no working directory", &error))?;
        let cwd = match dir {
            None => here,
            Some(dir) => go_to(&here, dir)?,
        };
        let env: Vec<(OsString, OsString)> = std::env::vars_os().collect();
        let set = |name: &str| env.iter().any(|(key, value)| key == name && !value.is_empty());
        let colour = |terminal: bool| {
            terminal && !set("NO_COLOR") && !env.iter().any(|(key, value)| key == "TERM" && value == "dumb")
        };
        let stderr_terminal = std::io::stderr().is_terminal();
        Ok(Door {
            exe: std::env::current_exe()
                .map_err(|error| Failure::io("cannot find this program's own file", &error))?,
            json,
            stdin_terminal: std::io::stdin().is_terminal(),
            stderr_terminal,
            stdout_colour: colour(std::io::stdout().is_terminal()),
            stderr_colour: colour(stderr_terminal),
            named: Named::default(),
            clock: Clock::from_env(&env)?,
            cwd,
            env,
        })
    }

    /// A variable of the environment that is UTF-8 and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        let (_, value) = self.env.iter().find(|(key, _)| key == name)?;
        value.to_str().filter(|value| !value.is_empty())
    }

    /// What tells the user's account on this machine from others, where the machine says it.
    pub fn seat(&self) -> Option<String> {
        match &self.clock {
            Clock::System => seat(),
            // The machine on which a test runs is nobody's business; `GATEWRIGHT_SEED_ACCOUNT` says another one.
            #[cfg(feature = "seeded")]
            Clock::Seeded { .. } => Some(self.var("GATEWRIGHT_SEED_ACCOUNT").unwrap_or("seeded").to_owned()),
        }
    }

    /// The time and fresh randomness, for one command or one step of a long one.
    ///
    /// # Errors
    /// `Environment` when the clock stands outside the years 1970 to 9999 or there is no randomness.
    pub fn moment(&self) -> Result<Moment, Failure> {
        self.clock.moment()
    }

    /// The time, for somebody who only looks: a seeded clock does not move on.
    ///
    /// # Errors
    /// `Environment` when the clock stands outside the years 1970 to 9999.
    pub fn glance(&self) -> Result<Timestamp, Failure> {
        self.clock.glance()
    }
}

fn go_to(here: &Path, dir: &Path) -> Result<PathBuf, Failure> {
    let cannot =
        || Failure::new(Kind::Usage, "no_such_directory", format!("cannot go to `{}`", dir.display()));
    let there = here.join(dir).canonicalize().map_err(|error| cannot().cause(error.to_string()))?;
    if there.is_dir() { Ok(there) } else { Err(cannot().cause("it is not a directory")) }
}

impl Clock {
    #[cfg(not(feature = "seeded"))]
    fn from_env(_env: &[(OsString, OsString)]) -> Result<Clock, Failure> {
        Ok(Clock::System)
    }

    /// `GATEWRIGHT_SEED=<milliseconds>,<number>`: the clock begins there and each reading is one second later.
    #[cfg(feature = "seeded")]
    fn from_env(env: &[(OsString, OsString)]) -> Result<Clock, Failure> {
        let Some((_, value)) = env.iter().find(|(key, _)| key == "GATEWRIGHT_SEED") else {
            return Ok(Clock::System);
        };
        let parsed = value.to_str().and_then(|text| text.split_once(',')).and_then(|(millis, random)| {
            Some(Clock::Seeded {
                next_millis: Cell::new(millis.parse().ok()?),
                random: Cell::new(random.parse().ok()?),
            })
        });
        parsed.ok_or_else(|| Failure::usage("bad_seed", "`GATEWRIGHT_SEED` is not `<milliseconds>,<number>`"))
    }

    fn glance(&self) -> Result<Timestamp, Failure> {
        match self {
            Clock::System => read(SystemTime::now()),
            #[cfg(feature = "seeded")]
            Clock::Seeded { next_millis, .. } => Timestamp::from_millis(next_millis.get()).ok_or_else(|| {
                Failure::usage("bad_seed", "`GATEWRIGHT_SEED` is outside the years 1970 to 9999")
            }),
        }
    }

    fn moment(&self) -> Result<Moment, Failure> {
        let now = self.glance()?;
        match self {
            Clock::System => Ok(Moment { now, random: random()?, seeded: false }),
            #[cfg(feature = "seeded")]
            Clock::Seeded { next_millis, random } => {
                next_millis.set(next_millis.get() + 1000);
                // SplitMix64: successive seeds give unrelated ids.
                random.set(random.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
                let mut z = random.get();
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                Ok(Moment { now, random: z ^ (z >> 31), seeded: true })
            }
        }
    }
}

/// What the clock shows, whatever that is.
fn read(clock: SystemTime) -> Result<Timestamp, Failure> {
    let since = clock.duration_since(SystemTime::UNIX_EPOCH).ok();
    let millis = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    millis.and_then(Timestamp::from_millis).ok_or_else(|| {
        let message = "the clock stands outside the years 1970 to 9999";
        Failure::new(Kind::Environment, "bad_clock", message)
    })
}

fn random() -> Result<u64, Failure> {
    let mut bytes = [0u8; 8];
    random::fill(&mut bytes)
        .map_err(|errno| Failure::io("the machine gives no randomness", &errno.into()))?;
    Ok(u64::from_ne_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_outside_the_years_that_records_know_is_refused() {
        let day = |days: u64| Duration::from_secs(86_400 * days);
        let now = SystemTime::UNIX_EPOCH + day(20_000);
        assert_eq!(read(now).unwrap().millis(), 20_000 * 86_400_000);
        for clock in [SystemTime::UNIX_EPOCH - day(1), SystemTime::UNIX_EPOCH + day(4_000_000)] {
            let failure = read(clock).unwrap_err();
            assert_eq!((failure.kind, failure.code), (Kind::Environment, "bad_clock"));
        }
    }
}
