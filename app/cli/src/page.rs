//! What people read on a terminal: lines, fields and tables whose columns stand under each other, in Chinese as well.

use unicode_width::UnicodeWidthStr as _;

/// Lines of text in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    lines: Vec<String>,
    fields: Vec<(String, String)>,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn text(line: impl Into<String>) -> Self {
        let mut page = Self::new();
        page.line(line);
        page
    }

    pub(crate) fn line(&mut self, line: impl Into<String>) -> &mut Self {
        self.end_fields();
        self.lines.push(clean(&line.into(), true));
        self
    }

    pub(crate) fn gap(&mut self) -> &mut Self {
        self.end_fields();
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
        self
    }

    pub(crate) fn heading(&mut self, title: &str) -> &mut Self {
        self.gap();
        self.line(title)
    }

    /// A label and its value; left out where there is none. Fields that follow each other are aligned.
    pub(crate) fn field(&mut self, label: &str, value: impl Into<String>) -> &mut Self {
        let value = value.into();
        if !value.trim().is_empty() {
            self.fields.push((label.to_owned(), clean(&value, false)));
        }
        self
    }

    /// A table; nothing where it has no rows.
    pub(crate) fn table(&mut self, headers: &[&str], rows: &[Vec<String>]) -> &mut Self {
        self.end_fields();
        if rows.is_empty() {
            return self;
        }
        let mut table = vec![headers.iter().map(|header| (*header).to_owned()).collect::<Vec<_>>()];
        table.extend(rows.iter().map(|row| row.iter().map(|cell| clean(cell, false)).collect()));
        let widths: Vec<usize> = (0..headers.len())
            .map(|column| table.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0))
            .collect();
        for row in table {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width.saturating_sub(cell.width()).saturating_add(2)));
            }
            self.lines.push(line.trim_end().to_owned());
        }
        self
    }

    fn end_fields(&mut self) {
        let fields = std::mem::take(&mut self.fields);
        let width = fields.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
        for (label, value) in fields {
            let pad = " ".repeat(width.saturating_sub(label.width()).saturating_add(2));
            self.lines.push(format!("{label}{pad}{value}"));
        }
    }

    pub(crate) fn into_text(mut self) -> String {
        self.end_fields();
        self.lines.join("\n")
    }
}

/// Text of others must not steer the terminal: control characters become spaces, line ends too where it is one cell.
fn clean(text: &str, keeps_lines: bool) -> String {
    text.chars().map(|c| if c.is_control() && !(keeps_lines && c == '\n') { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_in_both_scripts() {
        let mut page = Page::new();
        page.field("状态", "作业中").field("Number", "WO-1").field("nothing", " ");
        page.table(&["工单", "b"], &[vec!["冷水机".into(), "x".into()], vec!["ab".into(), "\u{1b}[2Jy".into()]]);
        assert_eq!(page.into_text(), "状态    作业中\nNumber  WO-1\n工单    b\n冷水机  x\nab       [2Jy");
    }
}
