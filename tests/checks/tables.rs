//! `csv_shape`.

use gatewright::model::contract::Arg;
use gatewright::model::verdict::{Row, State};

use crate::support::{Repo, check, line, row, text, texts, thresholds};

const COLUMNS: &[&str] = &["id", "score"];

fn table(content: &str, more: &[(&str, Arg)]) -> Row {
    let mut args = vec![("columns", texts(COLUMNS))];
    args.extend(more.iter().cloned());
    row(check("csv_shape", "t.csv", &args), &Repo::new(&[("t.csv", content)]))
}

/// Every finding with its line.
fn told(row: &Row) -> Vec<String> {
    let place = |finding: &gatewright::model::verdict::Finding| {
        finding.place.as_ref().and_then(|(_, line)| *line).unwrap_or_default()
    };
    row.findings.iter().map(|finding| format!("{}: {}", place(finding), finding.message)).collect()
}

#[test]
fn a_table_with_its_columns_and_rows_passes() {
    assert_eq!(
        line(&table(
            "id,score,note\r\n1,2,\"a,\nb\"\r\n\r\n2,3,\r\n",
            &[("unique", texts(&["id"])), ("not_empty", texts(&["score"]))]
        )),
        r#"pass csv_shape t.csv {"rows":2,"min_rows":1,"columns":["id","score","note"],"missing":[],"depth":"standard"}"#
    );
    for (delimiter, content) in
        [(";", "id;score\n1;2"), ("\t", "id\tscore\n1\t2"), ("|", "\u{feff}\"id\"|score\n1|\"|\"\n")]
    {
        assert_eq!(table(content, &[("delimiter", text(delimiter))]).state, State::Pass, "{delimiter:?}");
    }
}

#[test]
fn a_table_without_rows_does_not_pass_by_accident() {
    for (content, message) in [
        ("", "0: `t.csv` is empty"),
        ("\n\r\n\n", "0: `t.csv` is empty"),
        ("id,score\n", "0: Too few rows in `t.csv`: 0/1 (depth: standard)"),
        ("id,score\n\n\n", "0: Too few rows in `t.csv`: 0/1 (depth: standard)"),
    ] {
        let row = table(content, &[]);
        assert_eq!((row.state, told(&row)), (State::Fail, vec![message.to_owned()]), "{content:?}");
    }
    let args = [("min_rows", thresholds(0, 3, 9))];
    assert_eq!(told(&table("id,score\n1,2\n", &args)), ["0: Too few rows in `t.csv`: 1/3 (depth: standard)"]);
    let none = [("min_rows", thresholds(0, 0, 0)), ("max_rows", Arg::Count(0))];
    assert_eq!(table("id,score\n", &none).state, State::Pass);
    assert_eq!(told(&table("id,score\n1,2\n", &none)), ["0: Too many rows in `t.csv`: 1, at most 0"]);
}

#[test]
fn every_row_and_column_that_is_wrong_is_told_with_its_line() {
    let more = [("unique", texts(&["id"])), ("not_empty", texts(&["score", "who"]))];
    let row = table("id,id ,note,note\n1,2,\"x\ny\",4\n1,2,3\n\n1,2,3,4\n", &more);
    assert_eq!(row.state, State::Fail);
    insta::assert_snapshot!(told(&row).join("\n") + "\n" + &format!("{:?}", row.findings[0].hint));
    let many: String = (0..100).map(|_| "1\n").collect();
    let row = table(&format!("id,score\n{many}"), &[]);
    assert_eq!(row.findings.len(), 21);
    assert_eq!(row.findings[20].message, "In `t.csv`, 80 more rows have too many or too few fields");
}

#[test]
fn a_header_in_another_spelling_order_or_delimiter_is_told_what_to_do() {
    for (content, more, hint) in [
        ("ID,score\n1,2\n", &[][..], "`ID` is there: write the name just so, without white space"),
        (
            "id;score\n1;2\n",
            &[][..],
            "its fields seem to be separated by `;`: separate them by commas, or say `delimiter` in the contract",
        ),
        ("id\n1\n", &[][..], "add the column, with a value in every row"),
        ("score,id\n1,2\n", &[("exact", Arg::Flag(true))][..], "write just these columns, in this order"),
        ("id,score,x\n1,2,3\n", &[("exact", Arg::Flag(true))][..], "write just these columns, in this order"),
        ("id,score,id\n1,2,3\n", &[][..], "give each column a name of its own"),
    ] {
        let row = table(content, more);
        assert_eq!((row.state, row.findings[0].hint.as_deref()), (State::Fail, Some(hint)), "{content}");
    }
    assert_eq!(table("score,id\n1,2\n", &[]).state, State::Pass);
}

#[test]
fn what_cannot_be_read_has_not_passed() {
    for (content, place) in [
        ("id,score\n1,2\"\n", 2),
        ("id,score\n1,\"2\" \n", 2),
        ("id,score\n\n1,\"2\n3,4\n", 3),
        ("\"id,score\n1,2\n", 1),
    ] {
        let row = table(content, &[]);
        let broken = format!("{place}: `t.csv` cannot be read as a table: ");
        assert!(
            row.state == State::Fail && told(&row)[0].starts_with(&broken),
            "{content:?} {:?}",
            told(&row)
        );
    }
    let args = [("columns", texts(COLUMNS))];
    let latin = Repo::default().bytes("t.csv", b"id,score\n\xe9,1\n");
    assert_eq!(row(check("csv_shape", "t.csv", &args), &latin).state, State::NotEnforced);
    let gone = row(check("csv_shape", "t.csv", &args), &Repo::default());
    assert_eq!(line(&gone), "fail csv_shape t.csv {} `t.csv` is missing, and every row with it");
}

#[test]
fn tables_made_to_be_slow_are_not() {
    const MIB: usize = 1 << 20;
    let started = std::time::Instant::now();
    for content in [
        "\"".repeat(4 * MIB),
        "\"\"".repeat(2 * MIB) + "\"",
        ",".repeat(4 * MIB),
        "id,score\n".to_owned() + &"a,b\n".repeat(MIB),
        "id,score\n".to_owned() + &"\"\n".repeat(MIB),
        "id,score\n".to_owned() + &"\n".repeat(4 * MIB) + "1,2",
        "a,".repeat(5_000) + "\n" + &(",".repeat(5_000) + "\n").repeat(400),
    ] {
        table(&content, &[("unique", texts(&["id"])), ("not_empty", texts(&["score"]))]);
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_value_that_nobody_sees_is_empty() {
    let args =
        [("columns", texts(&["a", "b"])), ("not_empty", texts(&["a"])), ("min_rows", thresholds(1, 1, 1))];
    let repo = Repo::new(&[("t.csv", "a,b\n\u{200b},1\n")]);
    let row = row(check("csv_shape", "t.csv", &args), &repo);
    assert!(line(&row).contains("is empty in a row"), "{}", line(&row));
}

#[test]
fn values_that_look_the_same_are_the_same_and_a_nul_breaks_the_table() {
    let args = [("columns", texts(&["a"])), ("unique", texts(&["a"])), ("min_rows", thresholds(1, 1, 1))];
    for (table, state, wanted) in [
        ("a\nx\nx\u{200b}\n", State::Fail, "stands twice"),
        ("a\nx\n\u{feff}x \n", State::Fail, "stands twice"),
        ("a\nx\0y\n", State::NotEnforced, "NUL"),
        ("a\n\"x\0\"\n", State::NotEnforced, "NUL"),
    ] {
        let row = row(check("csv_shape", "t.csv", &args), &Repo::new(&[("t.csv", table)]));
        assert_eq!(row.state, state, "{table:?}: {}", line(&row));
        assert!(line(&row).contains(wanted), "{table:?}: {}", line(&row));
    }
}
