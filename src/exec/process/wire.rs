//! What a launcher and its supervisor say to each other over a socket pair.
//!
//! The launcher sends one byte, with the program's standard input as a passed descriptor where there is one, and later closes
//! its sending side: the wish to end the program. The supervisor answers with one line, its report.

use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
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

/// Tells the supervisor to start, with what the program shall read.
pub(super) fn send_start(socket: &UnixStream, stdin: Option<&File>) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let descriptors = stdin.map(|file| [file.as_fd()]);
    if let Some(descriptors) = &descriptors {
        control.push(SendAncillaryMessage::ScmRights(descriptors));
    }
    let byte = if stdin.is_some() { b"f" } else { b"n" };
    sendmsg(socket, &[IoSlice::new(byte)], &mut control, SendFlags::empty())?;
    Ok(())
}

/// Waits for the word to start. An error when the launcher is gone or speaks otherwise.
pub(super) fn receive_start(socket: &UnixStream) -> io::Result<Option<OwnedFd>> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    let flags = if cfg!(target_os = "linux") { RecvFlags::CMSG_CLOEXEC } else { RecvFlags::empty() };
    let received = recvmsg(socket, &mut [IoSliceMut::new(&mut byte)], &mut control, flags)?;
    let descriptor = control.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
        _ => None,
    });
    match (received.bytes, byte, descriptor) {
        (1, [b'f'], Some(descriptor)) => Ok(Some(descriptor)),
        (1, [b'n'], None) => Ok(None),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
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
