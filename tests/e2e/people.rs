//! People with keys, and what they are answered.

use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{LineEnding, PrivateKey};

use crate::world::World;

/// The key of somebody: another `seed`, another key.
pub fn key(seed: u8) -> PrivateKey {
    PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&[seed; 32])), "").unwrap()
}

/// Lets the key of that seed sign as `principal`, with these options, and puts it at `<principal>.key`, outside the repository.
pub fn allow(world: &World, seed: u8, principal: &str, options: &str) -> String {
    let public = key(seed).public_key().to_openssh().unwrap();
    let file = world.config("gatewright/allowed_signers");
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, format!("{known}{principal} {options} {public}\n")).unwrap();
    let file = world.config(&format!("{principal}.key"));
    std::fs::write(&file, key(seed).to_openssh(LineEnding::LF).unwrap().as_str()).unwrap();
    file.to_str().unwrap().to_owned()
}

/// The code with which a command is refused; `none` where it is not.
pub fn code(world: &World, exit: i32, line: &str) -> String {
    world.json(exit, line)["code"].as_str().unwrap_or("none").to_owned()
}
