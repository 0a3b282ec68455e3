//! Asks a running ssh-agent for a signature (draft-ietf-sshm-ssh-agent): the private key stays with it.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// Somebody may have to touch a key or type a word first.
const PATIENCE: Duration = Duration::from_secs(120);
/// No answer is longer, in bytes.
const MOST: u32 = 256 * 1024;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;

/// The signature that the agent behind `socket` makes over `data` with the key whose public half is `public`, both as the
/// protocol spells them.
///
/// # Errors
/// What went wrong, in words that go on from "ssh-agent did not sign:".
pub fn sign(socket: &Path, public: &[u8], data: &[u8]) -> Result<Vec<u8>, String> {
    let mut body = vec![SIGN_REQUEST];
    put(&mut body, public)?;
    put(&mut body, data)?;
    body.extend(0u32.to_be_bytes());
    let mut message = vec![];
    put(&mut message, &body)?;
    let answer = exchange(socket, &message).map_err(|error| format!("it cannot be talked to ({error})"))?;
    match answer.split_first() {
        Some((&SIGN_RESPONSE, rest)) => {
            take(rest).map(<[u8]>::to_vec).ok_or_else(|| "its answer is cut off".to_owned())
        }
        _ => Err("it does not have that key, or refused (`ssh-add -l` lists what it has)".to_owned()),
    }
}

fn exchange(socket: &Path, message: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut agent = UnixStream::connect(socket)?;
    agent.set_read_timeout(Some(PATIENCE))?;
    agent.set_write_timeout(Some(PATIENCE))?;
    agent.write_all(message)?;
    let mut length = [0; 4];
    agent.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > MOST {
        return Err(std::io::Error::other("its answer is too long"));
    }
    let mut answer = vec![0; length as usize];
    agent.read_exact(&mut answer)?;
    Ok(answer)
}

/// A string of the protocol: its length in four bytes, then its bytes.
fn put(message: &mut Vec<u8>, bytes: &[u8]) -> Result<(), String> {
    let length = u32::try_from(bytes.len()).map_err(|_| "there is too much to sign".to_owned())?;
    message.extend(length.to_be_bytes());
    message.extend(bytes);
    Ok(())
}

fn take(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.get(..u32::from_be_bytes(*length) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_back_and_cut_ones_are_none() {
        let mut message = vec![];
        put(&mut message, b"abc").unwrap();
        assert_eq!(take(&message), Some(&b"abc"[..]));
        assert_eq!(take(&message[..6]), None);
        assert_eq!(take(b"\xff\xff\xff\xffx"), None);
    }

    #[test]
    fn an_agent_that_is_not_there_is_told() {
        let why = sign(Path::new("/nowhere/agent"), b"key", b"data").unwrap_err();
        assert!(why.contains("talked to"), "{why}");
    }
}
