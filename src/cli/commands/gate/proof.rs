//! How somebody at the door shows that it is them who decides: a key, a signature, or their word at a terminal.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::door::Door;
use crate::cli::print;
use crate::flow::packet::commands;
use crate::flow::people::proof::Proof;
use crate::format::signature::verify::{MAX_SIGNATURE, public_key};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::rules::quote::exactly;

/// What whoever prints a message is told.
pub const HOW_TO_SIGN: &str = "sign these very bytes with `ssh-keygen -Y sign -n decision.gatewright -f KEY FILE`, then give `--signature FILE.sig`";

/// How it is signed; not at all where nothing is said
#[derive(Debug, Clone, clap::Args)]
pub struct Signing {
    /// Sign with this private key of OpenSSH, which must not be encrypted, or with a public one whose other half ssh-agent has
    #[arg(long, value_name = "FILE", conflicts_with_all = ["signature", "message"])]
    pub key: Option<PathBuf>,
    /// Take this signature of the message, made with `ssh-keygen -Y sign -n decision.gatewright`; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "message")]
    pub signature: Option<PathBuf>,
    /// Print the message to be signed, and decide nothing
    #[arg(long)]
    pub message: bool,
}

impl Signing {
    /// Reads the key or the signature.
    ///
    /// # Errors
    /// `Usage` when the file cannot be read.
    pub fn proof(&self, door: &Door) -> Result<Proof, Failure> {
        proof(door, self.key.as_deref(), self.signature.as_deref())
    }
}

/// The proof in the file of a key, private or public, or of a signature.
///
/// # Errors
/// `Usage` when the file cannot be read, or there is no agent for a public key.
pub fn proof(door: &Door, key: Option<&Path>, signature: Option<&Path>) -> Result<Proof, Failure> {
    let Some(file) = key else {
        return Ok(match signature {
            Some(file) => Proof::Signature(read(door, file, MAX_SIGNATURE)?),
            None => Proof::Word,
        });
    };
    let text = read(door, file, 64 * 1024)?;
    if public_key(&text).is_none() {
        return Ok(Proof::Key(text));
    }
    let socket = door.var("SSH_AUTH_SOCK").filter(|socket| !socket.is_empty()).ok_or_else(|| {
        Failure::usage(
            "no_agent",
            "the key is a public one, and no ssh-agent is running that could sign with the other half",
        )
        .hint("start one and add the key with `ssh-add`, or give the private key")
    })?;
    Ok(Proof::Agent(text, PathBuf::from(socket)))
}

/// What somebody is asked who gives only their word.
#[derive(Debug)]
pub struct Question<'a> {
    /// What it is about.
    pub shown: &'a str,
    /// Whether they want that.
    pub question: &'a str,
    /// The command that asks this, for whoever wants to be asked again.
    pub again: &'a str,
    /// The run.
    pub run: &'a RunId,
    /// The gate, whose id is the answer.
    pub gate: &'a GateId,
}

/// Shows what it is about and has the gate's id typed.
///
/// # Errors
/// `Usage` (`not_decided`) where nobody can be asked, nobody answers, or the answer is another.
pub fn ask_person(door: &Door, ask: &Question<'_>) -> Result<(), Failure> {
    let refused = |message: String| Failure::usage("not_decided", message);
    let check = commands(ask.run, ask.gate).check;
    if !door.stdin_terminal || door.json {
        return Err(refused("nobody can be asked: standard input is not a terminal".to_owned())
            .hint("without a terminal a decision is signed: `--key`, or `--message` and `--signature`")
            .next(check));
    }
    print::talk(&print::shown(ask.shown, door.stderr_colour));
    print::talk(&format!("{} Type the gate's id to say so: ", ask.question));
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    let read = read.map_err(|error| Failure::io("cannot read the answer", &error))?;
    let message = match answer.trim() {
        _ if read == 0 => "nobody answered; nothing was decided".to_owned(),
        typed if typed.eq_ignore_ascii_case(ask.gate.as_str()) => return Ok(()),
        typed => format!("the answer {} was not the gate's id; nothing was decided", exactly(typed)),
    };
    let hint = format!("it was asked: {} Whoever wants that types `{}`", ask.question, ask.gate);
    Err(refused(message).hint(hint).next(ask.again).next(check))
}

/// The literal command that asks once more, with the options that were `given`.
pub fn asked_again<'a>(
    command: &str,
    run: &RunId,
    gate: &GateId,
    given: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let option = |(name, value)| Some(format!(" {name} {}", shlex::try_quote(value).ok()?));
    let options: String = given.into_iter().filter_map(option).collect();
    format!("gatewright gate {command} --run {run} --gate {gate}{options}")
}

/// The text of a file that is no part of the repository's work: a key, a signature; `-` is standard input.
fn read(door: &Door, file: &Path, most: usize) -> Result<String, Failure> {
    let shown = file.display();
    let cannot = |why: String| Failure::usage("unreadable_file", format!("cannot read `{shown}`")).cause(why);
    let mut bytes = vec![];
    let limit = most as u64 + 1;
    if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(|error| cannot(error.to_string()))?;
    } else {
        let opened = open(&door.cwd.join(file)).map_err(|error| cannot(error.to_string()))?;
        opened.take(limit).read_to_end(&mut bytes).map_err(|error| cannot(error.to_string()))?;
    }
    if bytes.len() > most {
        return Err(cannot(format!("it is longer than {most} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| cannot("it is not UTF-8".to_owned()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a key or a signature lies where its owner keeps it, not in the repository"
)]
fn open(file: &Path) -> std::io::Result<std::fs::File> {
    // A pipe would be waited for.
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    std::fs::File::open(file)
}
