//! Looks at an open attempt again and again beside the keys: when files change, when a writer has come to rest, and
//! now and then because a notice may be lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError, channel, sync_channel};
use std::time::{Duration, Instant};

use crate::cli::live::bell::Bell;
use crate::cli::live::counts::Counts;
use crate::cli::live::directories::{MOST, Watch, to_watch};
use crate::flow::preview_gate::{Look, OpenGate};
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;
use crate::rules::environment::Environment;

/// A look that takes no longer is not worth a word.
const GLANCE: Duration = Duration::from_millis(700);
/// Changes that follow each other sooner are looked at together.
const SETTLE: Duration = Duration::from_millis(200);
/// However fast changes follow each other, it is looked after so long.
const LONGEST_SETTLE: Duration = Duration::from_secs(1);
/// While somebody writes, or nothing could be looked at, it is tried again after so long.
const SOON: Duration = Duration::from_millis(700);
/// Where no notice of changes is to be had.
const POLL: Duration = Duration::from_secs(2);
/// Where notices come: one may be lost, or a file lie on another machine.
const NOW_AND_THEN: Duration = Duration::from_secs(15);

/// What was found, and whether notices of changes come.
pub struct Seen {
    /// What there is.
    pub look: Result<Look, Failure>,
    /// No notice of changes is to be had.
    pub polling: bool,
}

/// A thread that looks.
pub struct Looker {
    ask: SyncSender<()>,
    seen: Receiver<Seen>,
    over: Arc<AtomicBool>,
    counts: Arc<Counts>,
}

struct Thread {
    site: Site,
    open: Arc<OpenGate>,
    run: RunId,
    env: Environment,
    since: (Timestamp, Instant),
    bell: Bell,
    asked: Receiver<()>,
    seen: Sender<Seen>,
    over: Arc<AtomicBool>,
    counts: Arc<Counts>,
}

impl Looker {
    /// Begins to look. The thread has the repository opened for itself: it is left alone when the view is, however long
    /// its last look takes.
    pub fn start(
        site: &Site,
        run: &RunId,
        open: &Arc<OpenGate>,
        env: &Environment,
        bell: Bell,
        now: Timestamp,
    ) -> Result<Looker, Failure> {
        let (ask, asked) = sync_channel(1);
        let (send, seen) = channel();
        let over = Arc::new(AtomicBool::new(false));
        let counts = Arc::new(Counts::default());
        let thread = Thread {
            site: Site::open(site.root.path())?,
            open: open.clone(),
            run: run.clone(),
            env: env.clone(),
            since: (now, Instant::now()),
            bell,
            asked,
            seen: send,
            over: over.clone(),
            counts: counts.clone(),
        };
        let watch = Watch::new(ask.clone());
        std::thread::Builder::new()
            .name("looker".to_owned())
            .spawn(move || thread.look_on(watch))
            .map_err(|error| Failure::io("cannot start a thread", &error))?;
        Ok(Looker { ask, seen, over, counts })
    }

    /// Looks soon, also when nothing has changed.
    pub fn ask(&self) {
        let _ = self.ask.try_send(());
    }

    /// How far a look is that takes time.
    pub fn reading(&self) -> Option<String> {
        let lasts = !self.counts.is_done() && self.counts.age() > GLANCE;
        lasts.then(|| self.counts.words())
    }

    /// The newest look since the last call.
    ///
    /// # Errors
    /// A fault of ours, when nobody looks any more.
    pub fn newest(&self) -> Result<Option<Seen>, Failure> {
        let mut newest = None;
        loop {
            match self.seen.try_recv() {
                Ok(seen) => newest = Some(seen),
                Err(TryRecvError::Empty) => return Ok(newest),
                Err(TryRecvError::Disconnected) => {
                    return Err(Failure::bug("looking at the files has ended"));
                }
            }
        }
    }
}

impl Drop for Looker {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        self.ask();
    }
}

impl Thread {
    fn look_on(self, mut watch: Watch) {
        while !self.over.load(Ordering::SeqCst) {
            // Watched first, looked at then: what changes after the look is told.
            let polling = !watch.set(self.directories());
            self.counts.reset();
            let began = Instant::now();
            let look = self.open.look(&self.site, &*self.counts, &self.env, self.now());
            let took = began.elapsed();
            self.counts.reset();
            let unsettled = look.as_ref().map_or(true, |look| !look.restless.is_empty());
            if self.seen.send(Seen { look, polling }).is_err() {
                return;
            }
            self.bell.ring();
            let rest = match (unsettled, polling) {
                (true, _) => SOON.max(took * 4),
                (_, true) => POLL.max(took * 10),
                _ => NOW_AND_THEN.max(took * 50),
            };
            self.wait(rest, took);
        }
    }

    /// What the clock said when it began to look, and the time since.
    fn now(&self) -> Timestamp {
        let (then, began) = self.since;
        then.later_by(i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    fn directories(&self) -> Option<std::collections::BTreeSet<std::path::PathBuf>> {
        let (root, runs) = (self.site.root.path(), &self.site.config.runs);
        let mut directories = to_watch(root, &self.open.places(), runs, MOST)?;
        // Somebody else may finish the attempt.
        directories.insert(root.join(runs.as_str()).join(self.run.as_str()).join("record"));
        Some(directories)
    }

    /// Waits for a change and until it has settled, or for `rest`. A look that `took` long is given time to be of use.
    fn wait(&self, rest: Duration, took: Duration) {
        if self.asked.recv_timeout(rest) == Ok(()) {
            let deadline = Instant::now() + LONGEST_SETTLE.max(took * 2);
            let quiet = SETTLE.max(took * 2);
            while !self.over.load(Ordering::SeqCst) && Instant::now() < deadline {
                let left = deadline.saturating_duration_since(Instant::now()).min(quiet);
                if self.asked.recv_timeout(left) == Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
        }
    }
}
