//! Follows a record through the directories in which it lay: what was taken out of one and put into another is held against each other, as if it had
//! stayed in its place.
//!
//! What counts is where runs are today; what lies in another place while the record is there is a copy that nobody audits.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use crate::flow::audit::places::Places;
use crate::model::dossier::history::Moved;
use crate::store::git::history::{Change, Commit};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::roots::Place;
use crate::store::runs::layout::RUN_JSON;

/// Where runs are today, among the places.
const TODAY: usize = 0;

/// A change of a file of a record, in a place.
pub(super) struct Raw {
    /// Which of the commits, as often as they are told.
    pub entry: usize,
    /// Which of the places.
    pub place: usize,
    /// The file, from the run's directory.
    pub rest: String,
    /// The change.
    pub change: Change,
}

/// What became of a run's record, the newest first.
#[derive(Default)]
pub(super) struct Followed {
    /// Its changes, under the paths of today.
    pub changes: Vec<(Oid, Change)>,
    /// How it was moved.
    pub moves: Vec<Moved>,
}

/// A commit that made gatewright.json name another directory, and what is compared then.
struct Switch {
    entry: usize,
    /// The commit before it, and the place of then.
    from: (Oid, usize),
    to: usize,
}

type Files = BTreeMap<(String, String), Oid>;

/// What is needed to follow records.
pub(super) struct Trail<'a> {
    git: &'a Git,
    commits: &'a [Commit],
    places: &'a Places,
    switches: Vec<Switch>,
    /// The files of records in a place of a commit.
    listed: RefCell<HashMap<(Oid, usize), Files>>,
    /// Why git could not say what lay there.
    lost: RefCell<Option<String>>,
}

impl<'a> Trail<'a> {
    /// Of `commits`, the newest first.
    pub fn new(git: &'a Git, commits: &'a [Commit], places: &'a Places) -> Trail<'a> {
        let (listed, lost) = (RefCell::default(), RefCell::default());
        let mut trail = Trail { git, commits, places, switches: vec![], listed, lost };
        trail.switches = trail.switches();
        trail
    }

    /// Why git could not say everything.
    pub fn lost(&self) -> Option<String> {
        self.lost.borrow().clone()
    }

    fn switches(&self) -> Vec<Switch> {
        let mut all = vec![];
        let mut newest = None;
        for (entry, commit) in self.commits.iter().enumerate() {
            for change in commit.changes.iter().filter(|change| change.path == self.places.file) {
                if change.root == 0 {
                    newest.get_or_insert(change.after.as_ref());
                }
                let Some(to) = self.places.said(change.root, change.after.as_ref()) else { continue };
                let parent = commit.parents.iter().find(|parent| self.is_before(commit, parent, change));
                let from =
                    self.looked(change.root, change.before.as_ref()).into_iter().filter(|from| *from != to);
                let parents = from.filter_map(|from| Some((parent?.clone(), from)));
                all.extend(parents.map(|from| Switch { entry, from, to }));
            }
        }
        // What the working tree says and no commit says yet.
        if let (Some(version), Some(commit)) = (newest, self.commits.first()) {
            let from = self.looked(0, version).into_iter().filter(|from| *from != TODAY);
            all.extend(from.map(|from| Switch { entry: 0, from: (commit.oid.clone(), from), to: TODAY }));
        }
        all
    }

    /// Where runs were looked for as this version of gatewright.json in this root said; anywhere, where it cannot be read.
    fn looked(&self, root: usize, version: Option<&Oid>) -> Vec<usize> {
        let anywhere = || (0..self.places.runs().len()).collect();
        self.places.said(root, version).map_or_else(anywhere, |place| vec![place])
    }

    /// Whether gatewright.json was in `parent` what `change` says that it was before.
    fn is_before(&self, commit: &Commit, parent: &Oid, change: &Change) -> bool {
        let file = Place::new(self.places.roots(), change.root, &self.places.file);
        let listed = || self.git.files_in(parent.as_str(), &file).unwrap_or_default();
        commit.parents.len() == 1 || listed().first().map(|(_, oid)| oid) == change.before.as_ref()
    }

    /// The history of the record of `run`, of which these are all changes, in all places, the newest first.
    pub fn follow(&self, run: &str, raws: Vec<Raw>) -> Followed {
        // A record that never lay anywhere else need not be looked for there.
        if raws.iter().all(|raw| raw.place == TODAY) {
            let own = |raw: Raw| (self.commits[raw.entry].oid.clone(), raw.change);
            return Followed { changes: raws.into_iter().map(own).collect(), moves: vec![] };
        }
        let mut course = Course { trail: self, run, oldest: BTreeMap::new(), followed: Followed::default() };
        let mut entries: BTreeMap<usize, BTreeMap<String, Vec<Raw>>> = BTreeMap::new();
        for raw in raws {
            course.oldest.insert((raw.rest.clone(), raw.place), raw.entry);
            entries.entry(raw.entry).or_default().entry(raw.rest.clone()).or_default().push(raw);
        }
        for switch in &self.switches {
            entries.entry(switch.entry).or_default();
        }
        for (entry, files) in entries {
            for switch in self.switches.iter().filter(|it| it.entry == entry) {
                course.switch(switch, &files);
            }
            for (rest, raws) in &files {
                course.file((entry, rest), raws);
            }
        }
        course.followed
    }

    /// The file of the run in this place of the commit.
    fn at(&self, (run, rest): (&str, &str), commit: &Oid, place: usize) -> Option<Oid> {
        let mut listed = self.listed.borrow_mut();
        let all = listed.entry((commit.clone(), place)).or_insert_with(|| self.list(commit, place));
        all.get(&(run.to_owned(), rest.to_owned())).cloned()
    }

    /// The files of the run in this place of the commit.
    fn files(&self, run: &str, commit: &Oid, place: usize) -> BTreeMap<String, Oid> {
        let mut listed = self.listed.borrow_mut();
        let all = listed.entry((commit.clone(), place)).or_insert_with(|| self.list(commit, place));
        let of_run = all.range((run.to_owned(), String::new())..).take_while(|((other, _), _)| other == run);
        of_run.map(|((_, rest), oid)| (rest.clone(), oid.clone())).collect()
    }

    fn list(&self, commit: &Oid, place: usize) -> Files {
        let at = self.places.place(place);
        match self.git.files_in(commit.as_str(), &at) {
            Ok(listed) => {
                let spots =
                    listed.iter().filter_map(|(path, oid)| Some((self.places.spot(at.root, path)?, oid)));
                let spots = spots.filter(|(spot, _)| spot.place == place);
                spots.map(|(spot, oid)| ((spot.run.to_owned(), spot.rest.to_owned()), oid.clone())).collect()
            }
            Err(why) => {
                self.lost.borrow_mut().get_or_insert(why.to_string());
                Files::new()
            }
        }
    }
}

/// A run on its way through the places.
struct Course<'t> {
    trail: &'t Trail<'t>,
    run: &'t str,
    /// The oldest change of each file in each place: nothing was there before it.
    oldest: BTreeMap<(String, usize), usize>,
    followed: Followed,
}

impl Course<'_> {
    /// What lay where gatewright.json looked before, against what lies where it looks from then on.
    fn switch(&mut self, switch: &Switch, files: &BTreeMap<String, Vec<Raw>>) {
        let before = self.trail.files(self.run, &switch.from.0, switch.from.1);
        let mut after = self.trail.files(self.run, &self.trail.commits[switch.entry].oid, switch.to);
        for (rest, before) in before {
            let moved = files.get(&rest).is_some_and(|raws| pair(raws).is_some());
            if let Some(after) = after.remove(&rest).filter(|_| !moved) {
                let (both, places) = ((Some(before), Some(after)), (switch.from.1, switch.to));
                self.add((switch.entry, &rest), both, Some(places));
            }
        }
    }

    /// What a commit did to one file.
    fn file(&mut self, at: (usize, &str), raws: &[Raw]) {
        if let Some((gone, new)) = pair(raws) {
            let change = (gone.change.before.clone(), new.change.after.clone());
            return self.add(at, change, Some((gone.place, new.place)));
        }
        let today = raws.iter().find(|raw| raw.place == TODAY);
        let Some(raw) = today.or(raws.first()) else { return };
        if raw.place != TODAY
            && let Some(held) = self.held(at, TODAY)
        {
            // Where the record lies in its place of today, what becomes of a copy is nothing to it; where the project came from is where it went on.
            let (before, after) = (&raw.change.before, &raw.change.after);
            if self.trail.places.runs()[raw.place].0 != 0 && after.is_none() {
                self.add(at, (before.clone(), Some(held)), None);
            }
            return;
        }
        let Change { before, after, .. } = raw.change.clone();
        let elsewhere = match before.is_none() || after.is_none() {
            true => self.elsewhere(at, raw.place),
            false => None,
        };
        match (before, after, elsewhere) {
            (None, after, Some((from, copied))) => {
                self.add(at, (Some(copied), after), Some((from, raw.place)))
            }
            (before, None, Some((to, copy))) => self.add(at, (before, Some(copy)), Some((raw.place, to))),
            (before, after, _) => self.add(at, (before, after), None),
        }
    }

    fn add(
        &mut self,
        (entry, rest): (usize, &str),
        (before, after): (Option<Oid>, Option<Oid>),
        moved: Option<(usize, usize)>,
    ) {
        let Some(path) = self.trail.places.today(self.run, rest) else { return };
        let commit = &self.trail.commits[entry].oid;
        self.followed.changes.push((commit.clone(), Change { root: 0, path, before, after }));
        if let Some((from, to)) = moved.filter(|_| rest == RUN_JSON) {
            let [from, to] = [from, to].map(|place| self.trail.places.shown(place));
            let moved = Moved { commit: commit.as_str().to_owned(), from, to };
            if !self.followed.moves.contains(&moved) {
                self.followed.moves.push(moved);
            }
        }
    }

    /// The file in another place of the commit, and which.
    fn elsewhere(&self, at: (usize, &str), than: usize) -> Option<(usize, Oid)> {
        let others = (0..self.trail.places.runs().len()).filter(|place| *place != than);
        others.filter_map(|place| Some((place, self.held(at, place)?))).next()
    }

    /// The file in this place of the commit.
    fn held(&self, (entry, rest): (usize, &str), place: usize) -> Option<Oid> {
        let oldest = self.oldest.get(&(rest.to_owned(), place))?;
        // Commits are told before those on which they were made.
        (*oldest >= entry).then(|| self.trail.at((self.run, rest), &self.trail.commits[entry].oid, place))?
    }
}

/// What was taken out of one place and put into another; where runs are today before any other.
fn pair(raws: &[Raw]) -> Option<(&Raw, &Raw)> {
    let gone = raws.iter().find(|raw| raw.change.after.is_none())?;
    let new = raws.iter().filter(|raw| raw.change.before.is_none()).min_by_key(|raw| raw.place)?;
    Some((gone, new))
}
