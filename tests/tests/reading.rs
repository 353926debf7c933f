//! Codes in pictures: what is drawn from seeds is read, and nothing else ever.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_labels::{Effort, Symbology, read};
use onsite_tests::pictures::{Grade, Scene, empty, graded, several};

/// Whether all of a picture was read. What is not in it must not be read, ever.
fn is_read(scene: &Scene, effort: Effort) -> bool {
    let mut found: Vec<(Symbology, String)> = read(scene.width, scene.height, &scene.pixels, effort)
        .into_iter()
        .map(|code| (code.symbology, code.text().unwrap_or_default().to_owned()))
        .collect();
    for code in &found {
        assert!(scene.codes.contains(code), "{}: {code:?} is not in it, but {:?}", scene.name, scene.codes);
    }
    found.sort();
    let mut there = scene.codes.clone();
    there.sort();
    found == there
}

/// The share that must be read; what is read wrongly stops the test.
fn reads_most(grade: Grade, share_min: f32) {
    let scenes = graded(grade, 1);
    let missed: Vec<&str> =
        scenes.iter().filter(|scene| !is_read(scene, Effort::Picture)).map(|scene| scene.name.as_str()).collect();
    let share = 1.0 - missed.len() as f32 / scenes.len() as f32;
    assert!(share >= share_min, "{share} of {}; missed {missed:#?}", scenes.len());
}

#[test]
fn nearly_all_of_the_moderate_grade_is_read_and_nothing_wrong() {
    reads_most(Grade::Moderate, 0.88);
}

#[test]
fn half_of_the_hard_grade_is_read_and_nothing_wrong() {
    reads_most(Grade::Hard, 0.5);
}

#[test]
fn all_codes_of_a_picture_are_read() {
    for seed in 0..3 {
        assert!(is_read(&several(seed), Effort::Picture), "{seed}");
    }
}

#[test]
fn where_there_is_no_code_nothing_is_read() {
    for effort in [Effort::Frame, Effort::Picture] {
        for scene in empty(640, 480) {
            assert!(is_read(&scene, effort), "{}", scene.name);
        }
    }
}

#[test]
fn the_same_picture_gives_the_same_codes_in_the_same_order() {
    let scene = several(5);
    let once = read(scene.width, scene.height, &scene.pixels, Effort::Picture);
    assert_eq!(once, read(scene.width, scene.height, &scene.pixels, Effort::Picture));
    assert!(once.is_sorted_by_key(|code| code.corners.iter().map(|corner| corner.y).sum::<f32>()));
}
