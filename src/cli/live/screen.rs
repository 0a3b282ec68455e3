//! The terminal: taken over, drawn on, and given back as it was, whatever happens. The only file with raw controls.

use std::io;
use std::sync::{Mutex, Once, PoisonError};

use console::{Key, Term, measure_text_width};
use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};

use crate::cli::live::frame::{Frame, Size};
use crate::cli::print;

/// A screen of its own, cleared, without a cursor.
const TAKE: &str = "\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l";
/// The cursor, and the screen that was there before; cleared first for terminals that have only one.
const GIVE_BACK: &str = "\x1b[H\x1b[J\x1b[?25h\x1b[?1049l";
/// Whatever comes between these is shown at once, by terminals that can.
const TOGETHER: (&str, &str) = ("\x1b[?2026h", "\x1b[?2026l");

/// How the terminal was before it was taken over; `None` while it is not.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// The terminal, taken over until this is dropped.
#[derive(Debug)]
pub struct Screen {
    term: Term,
    drawn: String,
}

impl Screen {
    /// Takes the terminal over: keys come one by one and unseen, nothing of what was typed before counts.
    ///
    /// # Errors
    /// When standard input is no terminal that lets itself be set.
    pub fn take() -> io::Result<Screen> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let usual = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                usual(panic);
            }));
        });
        let mut screen = Screen { term: Term::stderr(), drawn: String::new() };
        screen.take_again()?;
        Ok(screen)
    }

    /// Takes it over again after [`Screen::leave`].
    pub fn take_again(&mut self) -> io::Result<()> {
        let stdin = io::stdin();
        let before = tcgetattr(&stdin)?;
        let mut raw = before.clone();
        raw.make_raw();
        raw.output_modes = before.output_modes;
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        tcsetattr(&stdin, OptionalActions::Flush, &raw)?;
        self.drawn.clear();
        print::talk(TAKE);
        Ok(())
    }

    /// Gives the terminal back for a while.
    pub fn leave(&mut self) {
        give_back();
    }

    /// Stops this process and whatever was started with it, as the terminal would have done, until it is continued.
    pub fn suspend(&mut self) -> io::Result<()> {
        self.leave();
        kill_current_process_group(Signal::TSTP)?;
        self.take_again()
    }

    /// Ends this process by `signal`, the terminal given back. Returns only if the signal is ignored.
    pub fn die(&mut self, signal: i32) {
        self.leave();
        if let Some(signal) = Signal::from_named_raw(signal) {
            let _ = kill_process(getpid(), signal);
        }
    }

    /// How large it is now.
    pub fn size(&self) -> Size {
        let (height, width) = self.term.size();
        Size { width: usize::from(width), height: usize::from(height) }
    }

    /// Draws a frame over the last one. Nothing is sent when it is the same.
    pub fn draw(&mut self, frame: &Frame) {
        let mut text = String::from(TOGETHER.0);
        text.push_str("\x1b[?25l\x1b[H");
        for (at, line) in frame.lines.iter().enumerate() {
            if at > 0 {
                text.push_str("\r\n");
            }
            text.push_str(line);
            // Behind a full line the cursor stands on its last character, which would be erased.
            if measure_text_width(line) < frame.size.width {
                text.push_str("\x1b[K");
            }
        }
        text.push_str("\x1b[J");
        if let Some((line, column)) = frame.cursor {
            text.push_str(&format!("\x1b[{};{}H\x1b[?25h", line + 1, column + 1));
        }
        text.push_str(TOGETHER.1);
        if text != self.drawn {
            print::talk(&text);
            self.drawn = text;
        }
    }

    /// Draws all of the next frame, for when something else has drawn over it or the size has changed.
    pub fn forget(&mut self) {
        self.drawn.clear();
        print::talk("\x1b[2J");
    }

    /// The key that was pressed; waits for one when there is none.
    ///
    /// # Errors
    /// At the end of input.
    pub fn key(&self) -> io::Result<Key> {
        self.term.read_key_raw()
    }

    /// Drops what was typed and not read.
    pub fn forget_keys(&self) {
        let _ = tcflush(io::stdin(), QueueSelector::IFlush);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was, once.
fn give_back() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(before) = before {
        print::talk(GIVE_BACK);
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &before);
    }
}
