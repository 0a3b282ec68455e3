//! Servers of the web are asked for what stands in outputs: within limits, never inside the user's own network, and never by default in a test.

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::json;

use crate::fixtures::one_gate;
use crate::world::World;

/// A server on the loopback that answers everything with 200, but `/gone` with 404.
fn server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap_or(0);
            let gone = String::from_utf8_lossy(&head[..read]).contains(" /gone ");
            let status = if gone { "404 Not Found" } else { "200 OK" };
            let _ = stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes());
        }
    });
    port
}

fn begun(world: &World, port: u16, path: &str) {
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "a.md"}]},
        "validations": [{"type": "url_reachable", "target": "a.md"}, {"type": "links", "target": "a.md", "online": true}]
    });
    one_gate(world, "", &contract.to_string());
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("a.md", format!("[a](http://127.0.0.1:{port}{path})\n"));
}

fn allow(world: &World, line: &str) {
    let file = world.config("gatewright/web_hosts");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, line).unwrap();
}

fn states(world: &World, code: i32) -> Vec<String> {
    let rows = world.json(code, "gate check")["validations"].clone();
    let rows = rows.as_array().unwrap();
    rows.iter()
        .filter(|row| row["type"] != "file_exists")
        .map(|row| row["state"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn nothing_of_the_users_own_network_is_asked_unless_the_user_says_so() {
    let (world, port) = (World::new(), server());
    begun(&world, port, "/x");
    assert_eq!(states(&world, 1), ["not_enforced", "not_enforced"]);
    // The repository cannot allow it.
    world
        .given("gatewright/web_hosts", "127.0.0.1\n")
        .with_env("XDG_CONFIG_HOME", world.path("").to_str().unwrap());
    assert_eq!(states(&world, 1), ["not_enforced", "not_enforced"]);
    world.without_env("XDG_CONFIG_HOME");
    allow(&world, &format!("127.0.0.1:{port}\n"));
    assert_eq!(states(&world, 0), ["pass", "pass"]);
    world.quietly("gate finish");
    let audit = world.json(1, "audit latest").to_string();
    // What servers said is taken over as it stands in the record; nothing speaks against it.
    assert!(
        audit.contains("made again: links, url_reachable") && !audit.contains("verdict.differs"),
        "{audit}"
    );
    let row = &world.attempt("G1", 1)["validations"][1];
    assert_eq!(
        row["checked"],
        json!([{"url": format!("http://127.0.0.1:{port}/x"), "line": 1, "status": 200}])
    );
}

#[test]
fn an_address_that_is_gone_fails_and_offline_nothing_passes() {
    let (world, port) = (World::new(), server());
    begun(&world, port, "/gone");
    allow(&world, "127.0.0.1 # a server of our own\n");
    assert_eq!(states(&world, 1), ["fail", "fail"]);
    world.given("a.md", format!("[a](http://127.0.0.1:{port}/x)\n")).with_env("GATEWRIGHT_OFFLINE", "1");
    assert_eq!(states(&world, 1), ["not_enforced", "not_enforced"]);
    world.without_env("GATEWRIGHT_OFFLINE");
    allow(&world, "not a host\n");
    assert_eq!(states(&world, 1), ["not_enforced", "not_enforced"]);
}
