//! What gatewright costs, as ratios against references measured in the same run: `cargo bench`.
//!
//! Ours and the reference take turns, and medians are compared, because machines are noisy. Every line says the limit
//! it is held against; nothing here is asserted by ordinary tests. `cargo bench -- NAME` measures only what NAME
//! begins. The Python package `in-toto` is measured when `in-toto-record` is installed.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prepares files and processes by itself, and fails loudly"
)]

mod prices {
    pub mod attempts;
    pub mod auditing;
    pub mod checks;
    pub mod hashing;
    pub mod history;
    pub mod listing;
    pub mod measure;
    pub mod scene;
    pub mod sealing;
    pub mod startup;
}

use prices::measure::Table;

type Price = (&'static str, fn(&mut Table));

const PRICES: &[Price] = &[
    ("version", prices::startup::version),
    ("finish", prices::startup::finish),
    ("hash-many", prices::hashing::many),
    ("hash-one", prices::hashing::one),
    ("checks", prices::checks::checks),
    ("list", prices::listing::list),
    ("attempts", prices::attempts::attempts),
    ("audit", prices::auditing::audit),
    ("history", prices::history::history),
    ("seals", prices::sealing::sealing),
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, runs] = args.as_slice()
        && word == prices::listing::READ_ALL
    {
        return prices::listing::read_all(runs.as_ref());
    }
    if let [word, root] = args.as_slice()
        && word == prices::auditing::HASH_ALL
    {
        return prices::auditing::hash_all(root.as_ref());
    }
    if let [word, dir] = args.as_slice()
        && word == prices::checks::HASH_ALL
    {
        return prices::checks::hash_all(dir.as_ref());
    }
    // `cargo test --all-targets` starts this as well, without the word that `cargo bench` adds.
    if !args.iter().any(|arg| arg == "--bench") {
        return;
    }
    let wanted: Vec<String> = args.into_iter().filter(|arg| !arg.starts_with('-')).collect();
    let mut table = Table::default();
    for (name, price) in PRICES {
        if wanted.is_empty() || wanted.iter().any(|wanted| name.starts_with(wanted.as_str())) {
            eprintln!("measuring {name} …");
            price(&mut table);
        }
    }
    println!("{}", table.markdown());
}
