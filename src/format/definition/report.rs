//! Problems as people read them: `file:line:column`, the offending line, what is allowed, what to do.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::source::{Line, Source};
use crate::model::failure::Failure;
use crate::model::path::is_treacherous;

/// How a report is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Not at all.
    #[default]
    Plain,
    /// For a terminal.
    Colour,
}

/// A line longer than this is named but not shown: laying it out would cost more than it tells.
const LONGEST_LINE: usize = 64 * 1024;

/// `value` if nothing was wrong, else everything that was, in the order of the file.
///
/// A missing value without a problem would be a fault of ours.
pub fn finish<T>(problems: Problems, source: &Source<'_>, value: Option<T>) -> Result<T, Failure> {
    let found = problems.into_sorted();
    if found.is_empty() {
        return value.ok_or_else(|| {
            Failure::bug(format!("`{}` could not be read and no problem was found", source.file))
        });
    }
    let count = match found.len() {
        1 => "1 problem".to_owned(),
        Problems::CAP => format!("{} problems or more", Problems::CAP),
        n => format!("{n} problems"),
    };
    let mut failure = Failure::usage("bad_definition", format!("`{}` has {count}", source.file))
        .report(render(source, &found, Style::Plain));
    failure.problems = found.iter().map(|problem| problem.fields(source)).collect();
    Err(failure)
}

/// How far apart, in bytes, two places of a line may be to be drawn into one picture: what a terminal's width holds.
const NEAR: usize = 100;

/// Renders `problems` one below the other.
///
/// The library replaces the C0 controls and the bidirectional ones but lets C1 controls, line separators and
/// zero-width characters through, and counts columns after its own replacements; so each line is cleaned here,
/// character for character, before it is handed over.
pub fn render(source: &Source<'_>, problems: &[Problem], style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled().hyperlink(false),
    };
    let rendered: Vec<String> =
        problems.iter().map(|problem| renderer.render(&[group(source, problem)])).collect();
    rendered.join("\n\n")
}

fn group<'a>(source: &Source<'a>, problem: &'a Problem) -> Group<'a> {
    let mut group = Group::with_title(Level::ERROR.primary_title(problem.message.as_str()).id(problem.code));
    let primary = (AnnotationKind::Primary, &problem.span, problem.beside());
    let others = problem.others.iter().map(|(span, label)| (AnnotationKind::Context, span, label.clone()));
    let mut places: Vec<_> = std::iter::once(primary).chain(others).collect();
    // One picture per line, the offending line first; what stands near on a line is drawn into its picture.
    while let Some((_, first, _)) = places.first() {
        let (line, at) = (source.line_at(first.start), first.start);
        let near = |span: &Range<usize>| {
            source.line_at(span.start).number == line.number && span.start.abs_diff(at) < NEAR
        };
        let (here, elsewhere) = places.into_iter().partition(|(_, span, _)| near(span));
        group = picture(source, line, here, group);
        places = elsewhere;
    }
    if let Some(list) = problem.allowed_list() {
        group = group.element(Level::NOTE.with_name("allowed").message(list));
    }
    group.elements(problem.hints.iter().map(|hint| Level::HELP.message(hint.as_str())))
}

/// A place on a line: how it is drawn, where it is, the words beside it.
type Mark<'a> = (AnnotationKind, &'a Range<usize>, String);

/// Adds `line` with its marks to `group`.
fn picture<'a>(source: &Source<'a>, line: Line<'a>, marks: Vec<Mark<'_>>, group: Group<'a>) -> Group<'a> {
    if line.text.len() > LONGEST_LINE {
        let column = marks.first().map_or(1, |(_, span, _)| source.position(span.start).1);
        return group.element(Origin::path(source.file).line(line.number).char_column(column));
    }
    let mut text = String::new();
    let mut annotations: Vec<Annotation<'a>> = vec![];
    for (kind, span, label) in marks {
        let (cleaned, marked) = clean(line, span);
        text = cleaned;
        let annotation = kind.span(marked);
        annotations.push(if label.is_empty() { annotation } else { annotation.label(label) });
    }
    group.element(Snippet::source(text).path(source.file).line_start(line.number).annotations(annotations))
}

/// The line with every treacherous character replaced by one visible character, and the part of `span` that lies
/// in it, both moved along.
fn clean(line: Line<'_>, span: &Range<usize>) -> (String, Range<usize>) {
    let mut text = String::with_capacity(line.text.len());
    let (mut start, mut end) = (None, None);
    for (at, c) in line.text.char_indices() {
        let offset = line.start + at;
        if offset >= span.start && start.is_none() {
            start = Some(text.len());
        }
        if offset >= span.end && end.is_none() {
            end = Some(text.len());
        }
        text.push(if is_treacherous(c) && c != '\t' { char::REPLACEMENT_CHARACTER } else { c });
    }
    let start = start.unwrap_or(text.len());
    let end = end.unwrap_or(text.len()).max(start);
    (text, start..end)
}
