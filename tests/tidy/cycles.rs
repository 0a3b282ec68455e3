//! No cycle of imports between the files of a directory.

use std::collections::BTreeSet;

use crate::hold;
use crate::imports::Program;

#[test]
fn files_do_not_import_each_other_in_a_circle() {
    let program = Program::read();
    let mut done = BTreeSet::new();
    let mut problems = vec![];
    for start in program.modules.keys() {
        visit(&program, start, &mut vec![], &mut done, &mut problems);
    }
    hold("Break these circles, for example by moving what both need into a file of its own:", &problems);
}

fn visit(
    program: &Program,
    name: &str,
    path: &mut Vec<String>,
    done: &mut BTreeSet<String>,
    problems: &mut Vec<String>,
) {
    if let Some(at) = path.iter().position(|other| other == name) {
        problems.push(format!("{} → {name}", path[at..].join(" → ")));
        return;
    }
    if done.contains(name) {
        return;
    }
    path.push(name.to_owned());
    for import in &program.modules[name].imports {
        visit(program, import, path, done, problems);
    }
    path.pop();
    done.insert(name.to_owned());
}
