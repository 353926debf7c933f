//! Text on little room: where lines break, and how large the letters can be.

use onsite_fonts::width_em;
use unicode_linebreak::{BreakOpportunity, linebreaks};

/// Lines of one size that fit into a box.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fitted {
    pub(crate) lines: Vec<String>,
    pub(crate) size_mm: f32,
    pub(crate) is_cut: bool,
}

/// From baseline to baseline, in sizes of the font.
pub(crate) const LINE_EM: f32 = 1.2;

pub(crate) fn width_mm(text: &str, size_mm: f32, is_bold: bool) -> f32 {
    text.chars().map(|c| width_em(c, is_bold)).sum::<f32>() * size_mm
}

/// The text as large as it can be between the two sizes without breaking a word; at the smallest one words break as well,
/// and what is left over is cut with an ellipsis.
pub(crate) fn fit(text: &str, is_bold: bool, (width, height): (f32, f32), (least, most): (f32, f32)) -> Fitted {
    const STEP_MM: f32 = 0.1;
    let mut size_mm = most;
    loop {
        let is_least = size_mm - STEP_MM < least;
        let (lines, is_word_broken) = broken(text, is_bold, width / size_mm);
        let room = (((height / size_mm) - 1.0) / LINE_EM + 1.0).max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few lines, not below nought")]
        let room = room as usize;
        if lines.len() <= room && (is_least || !is_word_broken) {
            return Fitted { lines, size_mm, is_cut: false };
        }
        if is_least {
            return cut(lines, room, is_bold, width / size_mm, size_mm);
        }
        size_mm -= STEP_MM;
    }
}

fn cut(mut lines: Vec<String>, room: usize, is_bold: bool, width_em: f32, size_mm: f32) -> Fitted {
    lines.truncate(room);
    if let Some(last) = lines.last_mut() {
        while !last.is_empty() && width_mm(&format!("{last}…"), 1.0, is_bold) > width_em {
            last.pop();
        }
        last.truncate(last.trim_end().len());
        last.push('…');
    }
    Fitted { lines, size_mm, is_cut: true }
}

/// Broken where the rules of Unicode allow it, and within a word that is longer than a line, which is said.
fn broken(text: &str, is_bold: bool, width_em: f32) -> (Vec<String>, bool) {
    let mut is_word_broken = false;
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut from = 0;
    for (to, opportunity) in linebreaks(text) {
        let piece = text.get(from..to).unwrap_or_default();
        from = to;
        let joined = format!("{line}{piece}");
        if line.is_empty() || width_mm(joined.trim_end(), 1.0, is_bold) <= width_em {
            line = joined;
        } else {
            lines.push(std::mem::replace(&mut line, piece.to_owned()));
        }
        while width_mm(line.trim_end(), 1.0, is_bold) > width_em && line.chars().count() > 1 {
            is_word_broken = true;
            let rest = split_off(&mut line, is_bold, width_em);
            lines.push(std::mem::replace(&mut line, rest));
        }
        if opportunity == BreakOpportunity::Mandatory && !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line));
        }
    }
    if !line.trim().is_empty() {
        lines.push(line);
    }
    (lines.into_iter().map(|line| line.trim().to_owned()).collect(), is_word_broken)
}

/// What of a line is over, at least all but its first character.
fn split_off(line: &mut String, is_bold: bool, width_em: f32) -> String {
    let mut width = 0.0;
    let over = line.char_indices().skip(1).find(|(at, _)| {
        let before = line.get(..*at).and_then(|before| before.chars().next_back());
        width += before.map_or(0.0, |c| onsite_fonts::width_em(c, is_bold));
        let next = line.get(*at..).and_then(|after| after.chars().next());
        width + next.map_or(0.0, |c| onsite_fonts::width_em(c, is_bold)) > width_em
    });
    let at = over.map_or(line.len(), |(at, _)| at);
    line.split_off(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_words_and_between_chinese_characters() {
        let fitted = fit("Compressor hall 冷却水循环泵二号", true, (20.0, 12.0), (1.6, 3.0));
        assert_eq!(fitted.lines.first().map(String::as_str), Some("Compressor"));
        assert!(!fitted.is_cut && fitted.lines.len() > 2, "{fitted:?}");
        assert!(fitted.lines.iter().all(|line| width_mm(line, fitted.size_mm, true) <= 20.0));
    }

    #[test]
    fn what_is_too_long_gets_smaller_and_then_an_ellipsis() {
        let long = "W".repeat(300);
        let fitted = fit(&long, false, (12.0, 6.0), (1.6, 3.0));
        assert!(fitted.is_cut && fitted.lines.last().unwrap().ends_with('…'), "{fitted:?}");
        assert!(fitted.lines.iter().all(|line| width_mm(line, fitted.size_mm, false) <= 12.0));
        assert_eq!(fit("", false, (10.0, 5.0), (1.6, 3.0)).lines.len(), 0);
        assert_eq!(fit("a", false, (0.1, 0.1), (1.6, 3.0)).lines, Vec::<String>::new());
    }
}
