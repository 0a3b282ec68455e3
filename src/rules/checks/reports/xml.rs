//! XML as reports use it: elements and attributes, one after the other. No entity is expanded and no DTD is read.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::rules::checks::reports::figures::Fault;
use crate::rules::quote::quoted;

/// Elements nested deeper than this are not what reports have.
const DEEPEST: usize = 256;

/// An element that begins.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name in lower case, without what names its space: tools differ in both.
    pub name: String,
    /// Its attributes in order.
    pub attributes: Vec<(String, String)>,
    /// Where it begins, from 1.
    pub line: u64,
}

impl Element {
    /// The attribute called `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The attribute called `name` as a count.
    ///
    /// # Errors
    /// It is no whole number.
    pub fn count(&self, name: &str) -> Result<Option<u64>, Fault> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let wrong = || Fault::at(self.line, format!("`{name}` is {}, which is no count", quoted(value)));
        value.trim().parse().map(Some).map_err(|_| wrong())
    }
}

/// Who is told of the elements of a document.
pub trait Visitor {
    /// An element begins; `above` are the names of those around it, the root first.
    ///
    /// # Errors
    /// The report cannot be believed.
    fn open(&mut self, element: &Element, above: &[String]) -> Result<(), Fault>;

    /// The element called `name` ends.
    ///
    /// # Errors
    /// As [`Visitor::open`].
    fn close(&mut self, name: &str, above: &[String]) -> Result<(), Fault>;
}

/// Tells `visitor` of every element of `text`, which holds one root and no declarations of its own.
///
/// # Errors
/// It is not well formed, ends too early, nests too deeply or declares entities; those of the visitor.
pub fn walk(text: &str, visitor: &mut dyn Visitor) -> Result<(), Fault> {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let (mut open, mut roots) = (Vec::<String>::new(), 0_u32);
    loop {
        let line = lines.to(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        let event = reader.read_event().map_err(|error| {
            let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
            Fault::at(lines.to(at), format!("it is no XML: {error}"))
        })?;
        match event {
            Event::Start(start) => {
                let element = element(&start, line)?;
                roots += u32::from(open.is_empty());
                visitor.open(&element, &open)?;
                open.push(element.name);
            }
            Event::Empty(start) => {
                let element = element(&start, line)?;
                roots += u32::from(open.is_empty());
                visitor.open(&element, &open)?;
                visitor.close(&element.name, &open)?;
            }
            Event::End(_) => {
                let name = open.pop().unwrap_or_default();
                visitor.close(&name, &open)?;
            }
            Event::DocType(declared) if declared.contains('[') || declared.contains("<!") => {
                return Err(Fault::at(
                    line,
                    "it declares entities or elements of its own, which are not read",
                ));
            }
            Event::Text(outside) if open.is_empty() && !outside.trim().is_empty() => {
                return Err(Fault::at(line, "text stands outside of its root"));
            }
            Event::CData(_) | Event::GeneralRef(_) if open.is_empty() => {
                return Err(Fault::at(line, "text stands outside of its root"));
            }
            Event::Eof if !open.is_empty() => {
                let name = open.last().map(String::as_str).unwrap_or_default();
                return Err(Fault::at(line, format!("it ends within {}", quoted(name))));
            }
            Event::Eof if roots == 0 => return Err(Fault::whole("it is no XML: it has no root")),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if open.len() > DEEPEST || roots > 1 {
            let why = if roots > 1 { "it has more than one root" } else { "it nests elements too deeply" };
            return Err(Fault::at(line, why));
        }
    }
}

fn element(start: &BytesStart, line: u64) -> Result<Element, Fault> {
    let mut attributes = vec![];
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| Fault::at(line, format!("it is no XML: {error}")))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| Fault::at(line, format!("it is no XML: {error}")))?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: name_of(start.name().as_ref()), attributes, line })
}

fn name_of(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// Lines by offsets that only grow.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of what stands at `offset` or, white space passed over, behind it.
    fn to(&mut self, offset: usize) -> u64 {
        let end = offset.clamp(self.at, self.text.len());
        let passed = &self.text.as_bytes()[self.at..end];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = end;
        self.line
    }
}
