//! Bytes that nobody can guess, from the operating system.

use rustix::io::Errno;

/// Fills `bytes`.
pub fn fill(mut bytes: &mut [u8]) -> Result<(), Errno> {
    #[cfg(not(target_os = "linux"))]
    let source = {
        use rustix::fs::{Mode, OFlags};
        rustix::fs::open("/dev/urandom", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?
    };
    while !bytes.is_empty() {
        #[cfg(target_os = "linux")]
        let got = rustix::rand::getrandom(&mut *bytes, rustix::rand::GetRandomFlags::empty());
        #[cfg(not(target_os = "linux"))]
        let got = rustix::io::read(&source, &mut *bytes);
        match got {
            Ok(0) => return Err(Errno::IO),
            Ok(got) => bytes = &mut bytes[got..],
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_filled_anew() {
        let (mut one, mut other) = ([0u8; 64], [0u8; 64]);
        fill(&mut one).unwrap();
        fill(&mut other).unwrap();
        assert_ne!(one, other);
        assert_ne!(one[48..], [0; 16]);
    }
}
