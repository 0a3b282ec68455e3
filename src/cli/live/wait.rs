//! Waiting for the work of an open attempt at a terminal.

use std::sync::Arc;

use crate::cli::answer::{Answer, Awaited};
use crate::cli::door::Door;
use crate::cli::live::bell::bell;
use crate::cli::live::ears::Ears;
use crate::cli::live::frame::Size;
use crate::cli::live::looker::Looker;
use crate::cli::live::marks::Signs;
use crate::cli::live::screen::Screen;
use crate::cli::live::session::{Session, Shown};
use crate::cli::live::view::View;
use crate::flow::preview_gate::OpenGate;
use crate::model::failure::Failure;
use crate::store::sys::endings::Endings;

/// Whether somebody can watch and answer: a terminal at both ends that can move its cursor, and no program asking.
pub fn is_possible(door: &Door) -> bool {
    let able = door.var("TERM").is_some_and(|term| term != "dumb");
    able && door.stdin_terminal && door.stderr_terminal && !door.json
}

/// Shows the attempt until there is an answer.
///
/// # Errors
/// When the attempt cannot be looked at, or by a fault of ours.
pub fn wait(awaited: &Awaited) -> Result<Answer, Failure> {
    let machine = |what: &'static str| move |error| Failure::io(what, &error);
    let open = Arc::new(OpenGate::load(awaited.site, awaited.run, awaited.gate)?);
    let (bell, ear) = bell().map_err(machine("there is no pipe to be had"))?;
    let endings = Endings::listen().map_err(machine("there is no pipe to be had"))?;
    let now = awaited.door.moment()?.now;
    let looker = Looker::start(awaited.site, awaited.run, &open, &awaited.machine.env, bell.clone(), now)?;
    let Ok(screen) = Screen::take() else { return Ok(Answer::Nobody) };
    let session = Session {
        awaited,
        ears: Ears { ear, endings },
        bell,
        looker,
        seen: Shown {
            view: View::new(awaited.run, &open, Signs::for_locale(locale(awaited.door))),
            screen,
            size: Size { width: 0, height: 0 },
            colour: awaited.door.stderr_colour,
        },
        open,
        look: None,
        ran: None,
    };
    session.go()
}

/// What the environment says about characters, the strongest first.
fn locale(door: &Door) -> Option<&str> {
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| door.var(name))
}
