//! Asking servers: a server of our own on the loopback answers as servers do, and as they should not.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gatewright::exec::process::spec::Stop;
use gatewright::exec::web::ask::{Asking, Limits, ask};
use gatewright::model::web_seen::{Answer, WebSeen};
use gatewright::rules::web::hosts::Hosts;
use gatewright::rules::web::way::Way;

/// A server that answers until the test is over.
struct Server {
    port: u16,
    /// The request lines that came, in their order.
    asked: Arc<Mutex<Vec<String>>>,
    /// The most requests that were worked on at once.
    most: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server {
            port: listener.local_addr().unwrap().port(),
            asked: Arc::default(),
            most: Arc::default(),
        };
        let (asked, most, now) = (server.asked.clone(), server.most.clone(), Arc::new(AtomicUsize::new(0)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, most, now) = (asked.clone(), most.clone(), now.clone());
                std::thread::spawn(move || {
                    serve(stream, &asked, &|| {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(150));
                        now.fetch_sub(1, Ordering::SeqCst);
                    });
                });
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn hosts(&self) -> Hosts {
        Hosts::read(&format!("127.0.0.1:{}\n", self.port)).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn seen(&self, paths: &[&str]) -> WebSeen {
        asked_with(&self.hosts(), &Way::default(), paths.iter().map(|path| self.url(path)))
    }

    fn answer(&self, path: &str) -> Answer {
        only(self.seen(&[path]))
    }
}

fn asked_with(hosts: &Hosts, way: &Way, urls: impl Iterator<Item = String>) -> WebSeen {
    let limits = Limits { each: Duration::from_millis(1_500), ..Limits::default() };
    ask(&urls.collect(), Asking { way, hosts, limits, stop: &Stop::default() })
}

fn only(seen: WebSeen) -> Answer {
    let WebSeen::Asked(answers) = seen else { panic!("{seen:?}") };
    assert_eq!(answers.len(), 1);
    answers.into_values().next().unwrap()
}

fn status(code: u16) -> Answer {
    Answer::Status { code, redirected: None }
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<String>>, work: &dyn Fn()) {
    let mut head = vec![];
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read > 0) {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let line = head.lines().next().unwrap_or_default().to_owned();
    asked.lock().unwrap().push(head.clone());
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let said = |status: &str, header: &str| format!("HTTP/1.1 {status}\r\n{header}content-length: 0\r\n\r\n");
    let to = |path: &str| said("301 Moved Permanently", &format!("location: {path}\r\n"));
    let answer = match (path.split('?').next().unwrap_or_default(), method) {
        ("/loop", _) => to("/loop"),
        ("/moved", _) => to("ok"),
        ("/inward", _) => to("http://127.0.0.1:1/secret"),
        ("/metadata", _) => to("http://169.254.169.254/latest/"),
        ("/script", _) => to("javascript:alert(1)"),
        ("/nowhere", _) => said("301 Moved Permanently", ""),
        ("/404", _) => said("404 Not Found", ""),
        ("/500", _) => said("500 Oops", ""),
        ("/getonly" | "/501", "HEAD") => said("405 Method Not Allowed", ""),
        ("/forbidden", _) => said("403 Forbidden", ""),
        ("/hangup", "HEAD") | ("/cut", _) => return,
        ("/garbage", _) => "SSH-2.0-OpenSSH_9.2\r\n\r\n".to_owned(),
        ("/slow", _) => {
            std::thread::sleep(Duration::from_secs(4));
            said("200 OK", "")
        }
        ("/while", _) => {
            work();
            said("200 OK", "")
        }
        ("/drip", _) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx: ");
            for _ in 0..200 {
                std::thread::sleep(Duration::from_millis(50));
                if stream.write_all(b"x").is_err() {
                    break;
                }
            }
            return;
        }
        ("/header", _) => said("200 OK", &format!("x: {}\r\n", "x".repeat(1 << 20))),
        ("/huge", "HEAD") => said("501 Not Implemented", ""),
        ("/huge", _) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            let piece = vec![b'x'; 1 << 16];
            // Until whoever asks has had enough.
            while stream.write_all(&piece).is_ok() {}
            return;
        }
        ("/cookie", _) => said("302 Found", "set-cookie: a=b\r\nlocation: /ok\r\n"),
        _ => said("200 OK", ""),
    };
    let _ = stream.write_all(answer.as_bytes());
}

#[test]
fn the_last_status_counts_and_redirects_are_followed() {
    let server = Server::start();
    assert_eq!(server.answer("/ok"), status(200));
    assert_eq!(server.answer("/404"), status(404));
    assert_eq!(server.answer("/500"), status(500));
    assert_eq!(server.answer("/moved"), Answer::Status { code: 200, redirected: Some(server.url("/ok")) });
    assert_eq!(server.answer("/nowhere"), status(301));
    assert_eq!(server.answer("/loop"), Answer::Failed("it redirects more than 5 times".to_owned()));
}

#[test]
fn a_server_that_does_not_know_head_is_asked_again() {
    let server = Server::start();
    for path in ["/getonly", "/hangup"] {
        assert_eq!(server.answer(path), status(200), "{path}");
    }
    assert_eq!(server.answer("/forbidden"), status(403));
    let asked = server.asked();
    let lines: Vec<&str> = asked.iter().filter_map(|head| head.lines().next()).collect();
    assert_eq!(
        lines,
        [
            "HEAD /getonly HTTP/1.1",
            "GET /getonly HTTP/1.1",
            "HEAD /hangup HTTP/1.1",
            "GET /hangup HTTP/1.1",
            "HEAD /forbidden HTTP/1.1",
            "GET /forbidden HTTP/1.1",
        ]
    );
}

#[test]
fn what_is_sent_names_the_program_and_nobody_else() {
    let server = Server::start();
    server.answer("/cookie");
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    for head in asked {
        let mut names: Vec<String> = head
            .lines()
            .skip(1)
            .filter_map(|line| Some(line.split_once(':')?.0.to_ascii_lowercase()))
            .collect();
        names.sort();
        assert_eq!(names, ["accept", "host", "user-agent"], "{head}");
        assert!(head.contains(&format!("gatewright/{}", env!("CARGO_PKG_VERSION"))), "{head}");
    }
}

#[test]
fn servers_that_misbehave_are_told_and_cost_little() {
    let server = Server::start();
    let began = Instant::now();
    assert_eq!(server.answer("/huge"), status(200));
    assert_eq!(server.answer("/garbage"), Answer::Failed("what it answers is no HTTP".to_owned()));
    assert_eq!(server.answer("/cut"), Answer::Failed("the connection was cut".to_owned()));
    assert!(matches!(server.answer("/header"), Answer::Failed(why) if why.contains("header")));
    assert!(matches!(server.answer("/script"), Answer::Failed(why) if why.contains("no `http`")));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn who_does_not_answer_in_time_has_not_answered() {
    let server = Server::start();
    let began = Instant::now();
    let WebSeen::Asked(answers) = server.seen(&["/slow", "/drip", "/ok"]) else { panic!() };
    for path in ["/slow", "/drip"] {
        assert_eq!(answers[&server.url(path)], Answer::Failed("no answer came in time".to_owned()), "{path}");
    }
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    assert!(matches!(server.answer("/slow"), Answer::NotAsked(_)), "silence alone says nothing");
}

#[test]
fn the_time_for_all_addresses_is_bounded_and_the_rest_is_not_asked() {
    let server = Server::start();
    let urls: BTreeSet<String> = (0..40).map(|n| server.url(&format!("/slow?{n}"))).collect();
    let limits =
        Limits { each: Duration::from_secs(10), all: Duration::from_millis(400), ..Limits::default() };
    let (way, hosts, stop) = (Way::default(), server.hosts(), Stop::default());
    let began = Instant::now();
    let WebSeen::Asked(answers) = ask(&urls, Asking { way: &way, hosts: &hosts, limits, stop: &stop }) else {
        panic!()
    };
    assert_eq!(answers.len(), 40);
    assert!(answers.values().all(|answer| matches!(answer, Answer::NotAsked(_))), "{answers:?}");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    stop.set();
    let before = server.asked().len();
    let stopped = ask(&urls, Asking { way: &way, hosts: &hosts, limits: Limits::default(), stop: &stop });
    assert!(
        matches!(stopped, WebSeen::Asked(all) if all.values().all(|answer| matches!(answer, Answer::NotAsked(_))))
    );
    assert_eq!(server.asked().len(), before);
}

#[test]
fn a_server_is_asked_twice_at_once_at_most() {
    let server = Server::start();
    let paths: Vec<String> = (0..10).map(|n| format!("/while?{n}")).collect();
    let WebSeen::Asked(answers) = server.seen(&paths.iter().map(String::as_str).collect::<Vec<_>>()) else {
        panic!()
    };
    assert!(answers.values().all(|answer| *answer == status(200)));
    assert_eq!(server.most.load(Ordering::SeqCst), 2);
}

#[test]
fn nothing_is_sent_to_an_address_that_is_not_public() {
    let server = Server::start();
    let local = format!("http://localhost:{}/ok", server.port);
    for url in
        [server.url("/ok"), local, "http://169.254.169.254/latest/".to_owned(), "http://[::1]/".to_owned()]
    {
        let answer = only(asked_with(&Hosts::default(), &Way::default(), std::iter::once(url.clone())));
        assert_eq!(
            answer,
            Answer::NotPublic("its host leads to an address that is not public".to_owned()),
            "{url}"
        );
    }
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn a_redirect_leads_to_nothing_that_may_not_be_asked() {
    let server = Server::start();
    for path in ["/inward", "/metadata"] {
        let Answer::NotPublic(why) = server.answer(path) else { panic!("{path}") };
        assert!(why.starts_with("it redirects to `http://1") && why.ends_with("that is not public"), "{why}");
    }
}

#[test]
fn only_the_port_that_the_user_allows_is_asked() {
    let (server, other) = (Server::start(), Server::start());
    let url = std::iter::once(server.url("/ok"));
    assert!(matches!(only(asked_with(&other.hosts(), &Way::default(), url)), Answer::NotPublic(_)));
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn a_closed_way_asks_nobody() {
    let server = Server::start();
    let seen = asked_with(&server.hosts(), &Way::closed("no"), std::iter::once(server.url("/ok")));
    assert_eq!(seen, WebSeen::NotAsked("no".to_owned()));
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn names_that_lead_nowhere_say_nothing_where_nobody_is_reached() {
    let server = Server::start();
    let dead = "http://nobody.invalid/".to_owned();
    // By a proxy that is not there, so that no name service is asked.
    let nobody = Way { plain: Some("http://127.0.0.1:1".to_owned()), ..Way::default() };
    let answer = only(asked_with(&Hosts::default(), &nobody, std::iter::once(dead)));
    assert_eq!(answer, Answer::NotAsked("the proxy does not answer".to_owned()));
    // A proxy that answers what it likes.
    let by = Way { plain: Some(server.url("")), direct: vec!["127.0.0.1".to_owned()], ..Way::default() };
    let direct = only(asked_with(&server.hosts(), &by, std::iter::once(server.url("/ok"))));
    assert_eq!(direct, status(200));
    assert!(server.asked().iter().all(|head| !head.starts_with("CONNECT")));
    asked_with(&server.hosts(), &by, std::iter::once("http://example.org/x".to_owned()));
    assert!(
        server.asked().iter().any(|head| head.starts_with("CONNECT example.org:80 ")),
        "{:?}",
        server.asked()
    );
}
