//! A terminal of its own: its screen read, its keys pressed, its size changed.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::support::place::{PROGRAM, Place};

/// Nothing here takes so long; a machine under load may.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the shell says when the program has ended, before the exit code.
const ENDED: &str = "ended with ";

/// A terminal in which one command line runs.
pub struct Terminal {
    socket: String,
}

impl Terminal {
    /// A terminal of `width` × `height` in the repository of `place`; the program runs with `args` and variables `env`.
    /// When it has ended, the shell says with which code and how it left the terminal.
    pub fn run(place: &Place, args: &str, env: &[(&str, &str)], (width, height): (u32, u32)) -> Terminal {
        let line = format!("'{PROGRAM}' {args}; echo '{ENDED}'$?.; stty -a | tr ';' '\\n'; exec sleep 600");
        Terminal::shell(place, &["/bin/sh", "-c", &line], env, (width, height))
    }

    /// A terminal in which `command` runs.
    pub fn shell(
        place: &Place,
        command: &[&str],
        env: &[(&str, &str)],
        (width, height): (u32, u32),
    ) -> Terminal {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let terminal = Terminal { socket: format!("gatewright-test-{}-{number}", std::process::id()) };
        let path = std::env::var("PATH").unwrap_or_default();
        let mut set = vec!["env".to_owned(), "-i".to_owned(), format!("PATH={path}")];
        set.push(format!("HOME={}", place.home().display()));
        for (name, value) in [
            ("TERM", "screen-256color"),
            ("LC_ALL", "C.UTF-8"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GATEWRIGHT_ACTOR", "Tester"),
            ("PS1", "$ "),
        ]
        .iter()
        .chain(env)
        {
            set.push(format!("{name}={value}"));
        }
        let (width, height) = (width.to_string(), height.to_string());
        let mut start = vec!["new-session", "-d", "-x", &width, "-y", &height];
        start.extend(set.iter().map(String::as_str));
        start.extend(command);
        terminal.tmux(&place.repo(), &start);
        terminal
    }

    fn tmux(&self, dir: &Path, args: &[&str]) -> Output {
        let output = Command::new("tmux")
            .args(["-u", "-L", &self.socket, "-f", "/dev/null"])
            .args(args)
            .current_dir(dir)
            .env_remove("TMUX")
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap_or_else(|why| panic!("these tests need tmux, which cannot be run: {why}"));
        assert!(output.status.success(), "tmux {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// What is on the screen, lines without the spaces at their ends.
    pub fn screen(&self) -> String {
        self.captured(&[])
    }

    /// What is on the screen with its colours.
    pub fn colours(&self) -> String {
        self.captured(&["-e"])
    }

    /// What is on the screen and what has scrolled off it, lines that did not fit put together again.
    pub fn history(&self) -> String {
        self.captured(&["-J", "-S", "-"])
    }

    fn captured(&self, how: &[&str]) -> String {
        let mut args = vec!["capture-pane", "-p"];
        args.extend(how);
        let text = String::from_utf8(self.tmux(Path::new("/"), &args).stdout).unwrap();
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// Presses keys, by tmux's names: `f`, `C-c`, `Enter`, `Down`.
    pub fn press(&self, keys: &[&str]) {
        let mut args = vec!["send-keys"];
        args.extend(keys);
        self.tmux(Path::new("/"), &args);
    }

    /// Types a text as it stands.
    pub fn type_in(&self, text: &str) {
        self.tmux(Path::new("/"), &["send-keys", "-l", text]);
    }

    /// Changes its size.
    pub fn resize(&self, width: u32, height: u32) {
        let (width, height) = (width.to_string(), height.to_string());
        self.tmux(Path::new("/"), &["resize-window", "-x", &width, "-y", &height]);
    }

    /// Waits until the screen holds every one of `parts`; the screen then.
    pub fn until(&self, parts: &[&str]) -> String {
        self.wait(
            &format!("{parts:?}"),
            || self.screen(),
            |screen| parts.iter().all(|part| screen.contains(part)),
        )
    }

    /// Waits until the screen no longer holds `part`; the screen then.
    pub fn until_gone(&self, part: &str) -> String {
        self.wait(&format!("the end of {part:?}"), || self.screen(), |screen| !screen.contains(part))
    }

    /// Waits until the program has ended with `code` and the terminal is again as terminals are; all that was said.
    pub fn until_ended(&self, code: i32) -> String {
        let all =
            self.wait("the end", || self.history(), |all| all.contains(ENDED) && all.contains(" echo "));
        assert!(all.contains(&format!("{ENDED}{code}.")), "it ended otherwise than with {code}:\n{all}");
        for setting in ["icanon", "echo", "isig", "icrnl"] {
            let set = all.split_whitespace().any(|word| word == setting);
            assert!(set, "the terminal was left without `{setting}`:\n{all}");
        }
        all
    }

    fn wait(&self, what: &str, read: impl Fn() -> String, good: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = read();
            if good(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "waited in vain for {what}; the screen:\n{screen}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// The process that runs the program in it.
    pub fn pid(&self) -> String {
        let shell = self.tmux(Path::new("/"), &["display-message", "-p", "#{pane_pid}"]).stdout;
        let shell = String::from_utf8(shell).unwrap();
        let children = format!("/proc/{0}/task/{0}/children", shell.trim());
        let children = std::fs::read_to_string(children).unwrap();
        children.split_whitespace().next().expect("the program is not running").to_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").args(["-L", &self.socket, "kill-server"]).output();
    }
}
