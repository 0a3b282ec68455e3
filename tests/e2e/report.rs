//! The page of a run: whole without anything beside it, and harmless whatever a record says.

use crate::fixtures::{SOURCES, contract, one_gate, sources_open, sources_passed};
use crate::git::begin;
use crate::world::World;

fn page(world: &World) -> String {
    let said = world.ask("report latest");
    assert_eq!(said.code, 0, "{said:?}");
    said.stdout
}

#[test]
fn a_page_needs_nothing_beside_itself_and_shows_what_happened() {
    let world = sources_passed();
    let page = page(&world);
    for part in [
        "What the audit found",
        "Attempts in time",
        "min_sources",
        "research&#x2f;robot&#x2f;sources.md",
        "chain.seeded",
        "<svg",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for outside in [
        "<script",
        "<link",
        "<img",
        "<iframe",
        "http://",
        "https://",
        "url(",
        "@import",
        " style=",
        " onclick",
        "javascript:",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn what_an_attempt_changed_is_shown_line_by_line_as_text_and_within_limits() {
    let world = sources_open();
    let many: String = (0..300).map(|i| format!("line {i}\n")).collect();
    world
        .given("research/robot/sources.md", format!("{SOURCES}<script>alert(1)</script>\nas before\n{many}"));
    world
        .quietly("gate finish")
        .quietly("gate reopen --gate G1 --reason 'one is forged'")
        .quietly("gate start");
    begin(&world);
    let other = SOURCES.replace("A letter.", "A diary, <b>found</b> later.");
    world.given("research/robot/sources.md", format!("{other}as before\n{}", many.replace("line ", "row ")));
    world.quietly("gate finish");
    let page = page(&world);
    let shown = page
        .split_once("<pre class=\"difference\">")
        .expect("a difference")
        .1
        .split_once("</pre>")
        .unwrap()
        .0;
    assert!(page.contains("since attempt 1"), "{page}");
    for line in [
        "<span class=\"removed\">-A letter.\n</span>",
        "<span class=\"added\">+A diary, &lt;b&gt;found&lt;&#x2f;b&gt; later.\n</span>",
        "-&lt;script&gt;alert(1)&lt;&#x2f;script&gt;",
        "<span class=\"same\"> as before\n</span>",
        "cut here",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert!(shown.lines().count() < 220, "{}", shown.lines().count());
    assert!(!page.contains("<script") && !page.contains("<b>found"), "{page}");
    // What nobody has any more is not shown, and the page says why.
    std::fs::remove_dir_all(world.path(".git")).unwrap();
    let page = self::page(&world);
    assert!(page.contains("is not shown: its bytes are not at hand"), "{page}");
}

#[test]
fn what_is_folded_on_the_screen_is_open_on_paper() {
    let page = page(&sources_passed());
    let print = page.split_once("@media print {").unwrap().1.split_once("</style>").unwrap().0;
    assert!(
        page.contains("<details>")
            && print.contains("details::details-content { content-visibility: visible")
    );
}

#[test]
fn the_policy_of_a_page_allows_its_own_style_and_nothing_else() {
    use base64ct::{Base64, Encoding};
    use sha2::{Digest, Sha256};
    let page = page(&sources_passed());
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let digest = Base64::encode_string(&Sha256::digest(style));
    let policy =
        format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
    let told = page.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
    assert_eq!(told.replace("&#x27;", "'").replace("&#x2f;", "/").replace("&#x3d;", "="), policy);
}

#[test]
fn markup_and_marks_of_direction_in_a_record_stay_text() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    world.quietly("run start --workflow one --slug x").quietly("gate start").quietly(
        "gate fail --reason '</style><img src=x onerror=alert(1)><script>alert(1)</script> & \"quoted\"'",
    );
    let page = page(&world);
    assert!(!page.contains("<img") && !page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;"), "{page}");
}

#[test]
fn a_page_is_written_where_the_user_says_and_a_directory_is_refused() {
    let world = sources_passed();
    world.quietly("report latest --output ../page.html");
    assert!(std::fs::read_to_string(world.path("../page.html")).unwrap().starts_with("<!doctype html>"));
    let said = world.ask("report latest --output nowhere/page.html --json");
    assert_ne!(said.code, 0, "{said:?}");
    assert!(!world.path("nowhere").exists());
}

#[test]
fn a_dash_is_the_standard_output_and_never_a_file_of_that_name() {
    let world = sources_passed();
    let dashed = world.ask("report latest --output -");
    assert!(dashed.code == 0 && dashed.stdout.starts_with("<!doctype html>"), "{dashed:?}");
    for (command, code) in [
        ("run export latest --output -", "bad_output"),
        ("attest --run latest --output - --format sums,dsse", "no_output"),
    ] {
        let said = world.ask(&format!("{command} --json"));
        assert_eq!((said.code, said.json()["code"].as_str()), (2, Some(code)), "{command}");
    }
    assert!(!world.path("-").exists());
}

#[test]
fn a_record_that_does_not_hold_has_a_page_that_says_so() {
    let world = sources_passed();
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    world.tampered().given(&path, world.read(&path).replace("\"PASS\"", "\"FAIL\""));
    assert!(page(&world).contains("chain.edited_field"));
    world.given(&path, "{");
    assert!(page(&world).contains("form.unreadable"));
}

#[test]
fn the_ancestor_s_runs_have_pages() {
    let Some(world) = crate::ancestor::records() else { return };
    let page = page(&world);
    assert!(page.contains("form.no_chain") && page.contains("<svg"), "{page}");
}

#[test]
fn a_page_is_never_written_over_a_record() {
    let world = sources_passed();
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let before = world.read(&path);
    for output in [path.as_str(), "runs/page.html", "./runs/../runs/page.html"] {
        let said = world.ask(&format!("report latest --output {output} --json"));
        assert_eq!((said.code, said.json()["code"].as_str()), (2, Some("bad_output")), "{output}");
    }
    assert_eq!(world.read(&path), before);
}
