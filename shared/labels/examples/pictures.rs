//! Reads every picture of folders and compares with the text beside it (`a.png` and `a.txt`): how many were read, how many
//! wrong, how many not, and the same by plain `rxing`. For sets of photographs that are not ours to keep here.
//!
//!     cargo run --release -p onsite-labels --example pictures -- [--frame] [--verbose] FOLDER…

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a tool for whoever works on the reader")]
#![allow(clippy::indexing_slicing, reason = "the verdicts are three")]

use onsite_labels::{Content, Effort, read};
use rxing::{DecodeHints, helpers::detect_multiple_in_luma_with_hints};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

const VERDICTS: [&str; 3] = ["read", "WRONG", "not read"];

fn main() {
    let (options, folders): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let has = |option: &str| options.iter().any(|known| known == option);
    let effort = if has("--frame") { Effort::Frame } else { Effort::Picture };
    let mut all = [[0_usize; 3]; 2];
    for folder in &folders {
        let (mut counts, mut worst_ms, mut sum_ms) = ([[0_usize; 3]; 2], 0.0_f64, 0.0);
        let files = pictures(folder);
        for file in &files {
            let gray = image::open(file).unwrap().into_luma8();
            let (width, height) = gray.dimensions();
            let wanted =
                std::fs::read(file.with_extension("bin")).or_else(|_| std::fs::read(file.with_extension("txt")));
            let wanted = wanted.ok().map(|bytes| plain(&bytes));
            let started = Instant::now();
            let codes = read(width as usize, height as usize, gray.as_raw(), effort);
            let ms = started.elapsed().as_secs_f64() * 1e3;
            (worst_ms, sum_ms) = (worst_ms.max(ms), sum_ms + ms);
            let texts: Vec<String> = codes
                .iter()
                .map(|code| match &code.content {
                    Content::Text(text) => plain(text.as_bytes()),
                    Content::Bytes(bytes) => plain(bytes),
                })
                .collect();
            let mut hints = DecodeHints { TryHarder: Some(true), AlsoInverted: Some(true), ..DecodeHints::default() };
            let look = || detect_multiple_in_luma_with_hints(gray.as_raw().clone(), width, height, &mut hints).ok();
            let by_rxing = catch_unwind(AssertUnwindSafe(look)).ok().flatten().unwrap_or_default();
            let by_rxing: Vec<String> = by_rxing.iter().map(|code| plain(code.getText().as_bytes())).collect();
            let (ours, theirs) = (verdict(&texts, wanted.as_deref()), verdict(&by_rxing, wanted.as_deref()));
            counts[0][ours] += 1;
            counts[1][theirs] += 1;
            if has("--verbose") && ours != 0 {
                println!("  {}: {} {texts:?}, wanted {wanted:?}", file.display(), VERDICTS[ours]);
            }
        }
        let name = Path::new(folder).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mean_ms = sum_ms / files.len().max(1) as f64;
        println!("{name:<18} {}  worst {worst_ms:.0} ms, mean {mean_ms:.0} ms", line(&counts));
        for (all, counts) in all.iter_mut().zip(counts) {
            all.iter_mut().zip(counts).for_each(|(all, count)| *all += count);
        }
    }
    println!("{:<18} {}", "all", line(&all));
}

fn pictures(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_picture = |path: &PathBuf| path.extension().is_some_and(|end| end == "png" || end == "jpg");
    let mut files: Vec<PathBuf> = entries.filter(is_picture).collect();
    files.sort();
    files
}

/// As the sets write separators.
fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("<GS>", "\u{1d}").replace("\r\n", "\n").trim().to_owned()
}

/// UPC-A is EAN-13 with a zero before it.
fn verdict(texts: &[String], wanted: Option<&str>) -> usize {
    let is_wanted = |text: &String| wanted.is_some_and(|wanted| text == wanted || *text == format!("0{wanted}"));
    match texts {
        [] => 2,
        texts if texts.iter().any(is_wanted) => 0,
        _ => 1,
    }
}

fn line(counts: &[[usize; 3]; 2]) -> String {
    let [ours, theirs] = counts;
    format!("ours {:?}, plain rxing {:?} (read, wrong, not read)", ours, theirs)
}
