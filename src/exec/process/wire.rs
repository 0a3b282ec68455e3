//! What a launcher and its supervisor say to each other over a socket pair.
//!
//! The launcher sends one byte, with passed descriptors where there are any: the program's standard input, and a file that the
//! supervisor keeps open to its own end. Later it closes its sending side: the wish to end the program. The supervisor answers
//! with one line, its report.

use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, recvmsg, sendmsg,
};

/// What the supervisor says at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    /// The program could not be started: the system's error number.
    NotStarted(i32),
    /// The program ended and so did its tree.
    Ended {
        /// 128 + n for signal n.
        exit: i32,
        /// Processes that could not be ended.
        left: u32,
    },
}

impl Report {
    /// One line.
    pub(super) fn to_line(self) -> String {
        match self {
            Report::NotStarted(errno) => format!("not-started {errno}\n"),
            Report::Ended { exit, left } => format!("ended {exit} {left}\n"),
        }
    }

    /// Reads what [`Report::to_line`] wrote; `None` for anything else, half a line included.
    pub(super) fn parse(line: &[u8]) -> Option<Report> {
        let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["not-started", errno] => Some(Report::NotStarted(errno.parse().ok()?)),
            ["ended", exit, left] => {
                Some(Report::Ended { exit: exit.parse().ok()?, left: left.parse().ok()? })
            }
            _ => None,
        }
    }
}

/// What comes with the word to start.
#[derive(Debug)]
pub(super) struct Brought {
    /// What the program reads.
    pub(super) stdin: Option<OwnedFd>,
    /// To be kept open until the tree is gone, and not given to the program.
    pub(super) held: Option<OwnedFd>,
}

/// Tells the supervisor to start, with what the program shall read and what is to be held while it runs.
pub(super) fn send_start(socket: &UnixStream, stdin: Option<&File>, held: Option<&File>) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let descriptors: Vec<BorrowedFd<'_>> = stdin.iter().chain(&held).map(|file| file.as_fd()).collect();
    if !descriptors.is_empty() {
        control.push(SendAncillaryMessage::ScmRights(&descriptors));
    }
    let byte = word(stdin.is_some(), held.is_some());
    sendmsg(socket, &[IoSlice::new(&[byte])], &mut control, SendFlags::empty())?;
    Ok(())
}

/// The byte that says which descriptors come with it.
fn word(stdin: bool, held: bool) -> u8 {
    b'0' + u8::from(stdin) + 2 * u8::from(held)
}

/// Waits for the word to start. An error when the launcher is gone or speaks otherwise.
pub(super) fn receive_start(socket: &UnixStream) -> io::Result<Brought> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    let flags = if cfg!(target_os = "linux") { RecvFlags::CMSG_CLOEXEC } else { RecvFlags::empty() };
    let received = recvmsg(socket, &mut [IoSliceMut::new(&mut byte)], &mut control, flags)?;
    let rights = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(descriptors) => Some(descriptors),
        _ => None,
    });
    let mut descriptors = rights.flatten().collect::<Vec<OwnedFd>>().into_iter();
    let wrong = || io::Error::from(io::ErrorKind::InvalidData);
    let [said] = byte;
    let Some((stdin, held)) = [(false, false), (true, false), (false, true), (true, true)]
        .into_iter()
        .find(|(stdin, held)| received.bytes == 1 && word(*stdin, *held) == said)
    else {
        return Err(wrong());
    };
    let mut next =
        |there: bool| if there { descriptors.next().ok_or_else(wrong).map(Some) } else { Ok(None) };
    let brought = Brought { stdin: next(stdin)?, held: next(held)? };
    if let Some(held) = &brought.held {
        rustix::io::fcntl_setfd(held, rustix::io::FdFlags::CLOEXEC)?;
    }
    Ok(brought)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_back_what_it_writes() {
        for report in [Report::NotStarted(2), Report::Ended { exit: 143, left: 0 }] {
            assert_eq!(Report::parse(report.to_line().as_bytes()), Some(report));
        }
    }

    #[test]
    fn half_a_report_is_none() {
        for line in [&b""[..], b"ended 0 0", b"ended 0\n", b"ended x 0\n", b"done 0 0\n", b"\xff\n"] {
            assert_eq!(Report::parse(line), None);
        }
    }
}
