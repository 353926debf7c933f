//! What is wrong with a template, and where.

use std::fmt;
use typst::{World, WorldExt as _, diag::SourceDiagnostic};

/// One fault, as an editor would show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// Of the template; empty where it is about the document as a whole.
    pub file: String,
    /// Counted from 1; 0 where it is about no place in particular.
    pub line: usize,
    pub column: usize,
    pub message: String,
    /// What would help; empty where nobody knows.
    pub hint: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        }
        f.write_str(&self.message)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, " ({})", self.hint) }
    }
}

impl Fault {
    pub(crate) fn about(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into(), ..Self::default() }
    }

    pub(crate) fn of(world: &dyn World, found: &SourceDiagnostic) -> Self {
        let place = || {
            let id = found.span.id()?;
            let source = world.source(id).ok()?;
            let start = world.range(found.span)?.start;
            let (line, column) = source.lines().byte_to_line_column(start)?;
            let file = id.vpath().get_without_slash().to_owned();
            Some((file, line.saturating_add(1), column.saturating_add(1)))
        };
        let (file, line, column) = place().unwrap_or_default();
        let hints: Vec<&str> = found.hints.iter().map(|hint| hint.v.as_str()).collect();
        Self { file, line, column, message: found.message.to_string(), hint: hints.join("; ") }
    }
}
