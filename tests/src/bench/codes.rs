//! Codes in pictures: how long a frame of a camera takes, and how many of the hard pictures are read, beside plain `rxing`.

use super::{median_ms, ms, report::Row, timed};
use crate::pictures::{Grade, Scene, empty, graded};
use onsite_labels::{Effort, read};
use rxing::{DecodeHints, helpers::detect_multiple_in_luma_with_hints};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

const FRAME: (usize, usize) = (1280, 720);
const ROUNDS: usize = 3;

pub fn run() -> Vec<Row> {
    let (mut rows, blank) = (Vec::new(), empty(FRAME.0, FRAME.1));
    let ours = |scene: &Scene, effort| read(scene.width, scene.height, &scene.pixels, effort).len();
    let mut frames: Vec<Duration> =
        (0..ROUNDS).flat_map(|_| &blank).map(|scene| timed(|| ours(scene, Effort::Frame)).1).collect();
    let mut by_rxing: Vec<Duration> =
        (0..ROUNDS).flat_map(|_| &blank).map(|scene| timed(|| plain(scene).len()).1).collect();
    let worst = frames.iter().max().copied().unwrap_or_default();
    let (middle, middle_by_rxing) = (median_ms(&mut frames), median_ms(&mut by_rxing));
    rows.push(Row::plain("frame of 1280×720 without a code, middle", middle, "ms"));
    rows.push(Row::at_most("frame of 1280×720 without a code, worst", ms(worst), "ms", 60.0));
    rows.push(Row::plain("the same by plain rxing, middle, of ours", middle_by_rxing / middle.max(0.001), "×"));
    for (grade, name) in [(Grade::Moderate, "moderate"), (Grade::Hard, "hard")] {
        let scenes = graded(grade, 1);
        let mut took = Vec::with_capacity(scenes.len());
        let (mut read_by_us, mut read_by_rxing, mut wrong) = (0_u32, 0_u32, 0_u32);
        for scene in &scenes {
            let (codes, time) = timed(|| read(scene.width, scene.height, &scene.pixels, Effort::Picture));
            took.push(time);
            let texts: Vec<&str> = codes.iter().filter_map(|code| code.text()).collect();
            let is_there = |text: &str| scene.codes.iter().any(|(_, there)| there == text);
            wrong += u32::from(texts.iter().any(|text| !is_there(text)));
            read_by_us += u32::from(!texts.is_empty() && texts.len() == scene.codes.len());
            let by_rxing = plain(scene);
            read_by_rxing +=
                u32::from(by_rxing.len() == scene.codes.len() && by_rxing.iter().all(|text| is_there(text)));
        }
        let of = |read: u32| 100.0 * f64::from(read) / scenes.len().max(1) as f64;
        rows.push(Row::plain(format!("{name} pictures read, of {}", scenes.len()), of(read_by_us), "%"));
        rows.push(Row::plain(format!("{name} pictures read by plain rxing"), of(read_by_rxing), "%"));
        rows.push(Row::at_most(format!("{name} pictures read wrongly"), f64::from(wrong), "", 0.0));
        rows.push(Row::plain(format!("{name} picture, middle"), median_ms(&mut took), "ms"));
    }
    rows
}

/// `rxing` as its makers mean it for hard pictures. What panics has read nothing.
fn plain(scene: &Scene) -> Vec<String> {
    let (Ok(width), Ok(height)) = (u32::try_from(scene.width), u32::try_from(scene.height)) else { return Vec::new() };
    let mut hints = DecodeHints { TryHarder: Some(true), AlsoInverted: Some(true), ..DecodeHints::default() };
    let read =
        || detect_multiple_in_luma_with_hints(scene.pixels.clone(), width, height, &mut hints).unwrap_or_default();
    let found = catch_unwind(AssertUnwindSafe(read)).unwrap_or_default();
    found.iter().map(|result| result.getText().to_owned()).collect()
}
