use super::*;
use crate::{
    Text,
    entry::Withdrawal,
    missing::{MissingKind, missing},
    press::Press,
    project::project,
    step::{Condition, Measurement, Step, StepKind},
    testing::{LI, VISIT, WANG, assign, desk, document, id, phone, put, set, visit_press},
};
use serde_json::json;

const PRESSURE: u64 = 100;
const LEAK: u64 = 101;
const PHOTO: u64 = 102;

fn steps(document: &mut DocumentState) {
    let pressure = Step {
        id: id(PRESSURE),
        kind: StepKind::Measurement,
        title: Text::new("高压", "High side pressure"),
        is_required: true,
        measurement: Some(Measurement {
            unit: "kPa".into(),
            low: Some("1450".into()),
            high: Some("1750".into()),
            is_instrument_required: true,
            ..Measurement::default()
        }),
        ..Step::default()
    };
    let leak = Step {
        id: id(LEAK),
        kind: StepKind::Check,
        title: Text::new("检漏", "Leak test"),
        is_required: true,
        condition: Some(Condition { step: id(PRESSURE), is_out_of_limits: true, ..Condition::default() }),
        ..Step::default()
    };
    let photo = Step {
        id: id(PHOTO),
        kind: StepKind::Photo,
        title: Text::same("Nameplate"),
        is_required: true,
        ..Step::default()
    };
    for (position, step) in [photo, leak, pressure].into_iter().rev().enumerate() {
        let entry_id = step.id.timestamp_ms() + 100;
        let body = VisitStep { step, position: u32::try_from(position).unwrap(), replaces: Vec::new() };
        assert_eq!(body.check(), Ok(()));
        put(document, entry_id, desk(), &body);
    }
}

use crate::entry::EntryBody;

fn answer(step: u64, value: &str) -> Answer {
    Answer { step: id(step + 100), value: Some(value.to_owned()), tool: Some(id(7)), ..Answer::default() }
}

fn projected(document: &DocumentState, facts: &[StoredFact]) -> (VisitView, Vec<AttentionItem>) {
    let sources =
        Sources { subject: Subject::new(Word::Visit, id(VISIT)), record: None, document: Some(document), facts };
    let projection = project(&sources);
    let view: VisitView = serde_json::from_str(&projection.view.unwrap()).unwrap();
    (view, projection.attention)
}

#[test]
fn both_answers_of_two_engineers_survive_until_one_is_chosen() {
    let mut document = document(Word::Visit, VISIT);
    steps(&mut document);
    put(&mut document, 300, phone(LI), &answer(PRESSURE, "1500"));
    put(&mut document, 301, phone(WANG), &answer(PRESSURE, "1600"));
    let (view, attention) = projected(&document, &[]);
    assert_eq!(view.answers_to(id(PRESSURE + 100)).count(), 2);
    assert_eq!(attention.len(), 1);
    assert_eq!(attention[0].kind, AttentionKind::EntryConflict);

    let chosen = Answer { replaces: vec![id(300), id(301)], ..answer(PRESSURE, "1600") };
    put(&mut document, 302, phone(LI), &chosen);
    let (view, attention) = projected(&document, &[]);
    assert_eq!(view.answers.len(), 3, "what was replaced stays readable");
    assert_eq!(view.answers_to(id(PRESSURE + 100)).count(), 1);
    assert!(attention.is_empty());
}

#[test]
fn the_same_answer_twice_is_no_conflict() {
    let mut document = document(Word::Visit, VISIT);
    steps(&mut document);
    put(&mut document, 300, phone(LI), &answer(PRESSURE, "1500"));
    put(&mut document, 301, phone(WANG), &answer(PRESSURE, "1500"));
    assert!(projected(&document, &[]).1.is_empty());
}

#[test]
fn what_was_withdrawn_is_no_longer_current() {
    let mut document = document(Word::Visit, VISIT);
    steps(&mut document);
    put(&mut document, 300, phone(LI), &answer(PRESSURE, "1500"));
    put(&mut document, 301, phone(LI), &Withdrawal { withdraws: vec![id(300)], reason: "wrong machine".into() });
    let (view, _) = projected(&document, &[]);
    assert!(!view.answers[0].is_current);
}

#[test]
fn finishing_lists_exactly_what_is_missing() {
    let mut document = document(Word::Visit, VISIT);
    steps(&mut document);
    let kinds = |document: &DocumentState, fields: &[String]| -> Vec<(MissingKind, Option<Id>)> {
        let (view, _) = projected(document, &[]);
        missing(&view, None, fields).into_iter().map(|missing| (missing.kind, missing.step)).collect()
    };
    let (pressure, leak, photo) = (Some(id(PRESSURE + 100)), Some(id(LEAK + 100)), Some(id(PHOTO + 100)));
    assert_eq!(kinds(&document, &[]), [(MissingKind::Answer, pressure), (MissingKind::Photo, photo)]);

    put(&mut document, 300, phone(LI), &Answer { tool: None, ..answer(PRESSURE, "1500") });
    assert_eq!(kinds(&document, &[]), [(MissingKind::Instrument, pressure), (MissingKind::Photo, photo)]);

    let low = Answer { replaces: vec![id(300)], ..answer(PRESSURE, "1400") };
    put(&mut document, 301, phone(LI), &low);
    assert_eq!(
        kinds(&document, &[]),
        [(MissingKind::NoteOrPhoto, pressure), (MissingKind::Answer, leak), (MissingKind::Photo, photo)]
    );

    let noted = Answer { note: Some("leak at the valve".into()), replaces: vec![id(301)], ..answer(PRESSURE, "1400") };
    put(&mut document, 302, phone(LI), &noted);
    put(&mut document, 303, phone(LI), &answer(LEAK, "yes"));
    put(&mut document, 304, phone(LI), &Answer { photos: vec![Hash::of(b"p")], ..answer(PHOTO, "") });
    assert_eq!(kinds(&document, &[]), []);
    let fields = ["device".to_owned(), id(9).to_string()];
    assert_eq!(kinds(&document, &fields), [(MissingKind::Field, None), (MissingKind::Field, None)]);
    set(&mut document, "device", json!(id(5)), phone(LI));
    set(&mut document, &format!("ext.{}", id(9)), json!("A3"), phone(LI));
    assert_eq!(kinds(&document, &fields), []);
}

#[test]
fn a_reading_outside_its_limits_is_raised() {
    let mut document = document(Word::Visit, VISIT);
    steps(&mut document);
    put(&mut document, 300, phone(LI), &answer(PRESSURE, "1750.1"));
    let (_, attention) = projected(&document, &[]);
    assert_eq!(attention[0].kind, AttentionKind::OutOfLimits);
    assert_eq!(attention[0].detail["reading"], "1750.1");
}

#[test]
fn time_from_presses_gives_way_to_a_correction_with_a_reason() {
    let facts =
        [assign(1, desk(), LI, &[]), visit_press(2, phone(LI), Press::Start), visit_press(9, phone(LI), Press::Finish)];
    let mut document = document(Word::Visit, VISIT);
    let corrected = TimeEntry {
        kind: crate::time_entry::TimeKind::Work,
        start_ms: 4,
        end_ms: Some(9),
        reason: Some("pressed too early".into()),
        replaces: vec![crate::testing::fact_id(2)],
        ..TimeEntry::default()
    };
    assert_eq!(corrected.check(), Ok(()));
    assert!(TimeEntry { reason: None, ..corrected.clone() }.check().is_err());
    put(&mut document, 300, phone(LI), &corrected);
    let (view, _) = projected(&document, &facts);
    assert!(!view.times[0].is_current);
    assert!(view.time_entries[0].is_current);
}

#[test]
fn a_question_is_open_until_somebody_else_replies() {
    let mut document = document(Word::Visit, VISIT);
    put(&mut document, 300, phone(LI), &Question { text: "Which valve?".into(), ..Question::default() });
    assert_eq!(projected(&document, &[]).1[0].kind, AttentionKind::HelpAsked);
    let reply = |text: &str| Reply { question: id(300), text: text.into(), ..Reply::default() };
    put(&mut document, 301, phone(LI), &reply("The left one?"));
    assert_eq!(projected(&document, &[]).1.len(), 1);
    let first = projected(&document, &[]).1.remove(0);
    put(&mut document, 302, desk(), &reply("The left one."));
    assert!(projected(&document, &[]).1.is_empty());
    // Asking on is a question of its own: who dismissed the first has not seen it.
    put(&mut document, 303, phone(LI), &reply("And how far?"));
    let on = projected(&document, &[]).1.remove(0);
    assert_eq!((on.kind, on.detail["asked_on"]["text"].as_str()), (AttentionKind::HelpAsked, Some("And how far?")));
    assert_ne!(on.id, first.id);
    put(&mut document, 304, phone(LI), &Reply { is_settled: true, ..reply("Found it.") });
    assert!(projected(&document, &[]).1.is_empty());
}

#[test]
fn an_answer_to_a_question_that_was_corrected_meanwhile_answers_the_correction() {
    let mut document = document(Word::Visit, VISIT);
    put(&mut document, 300, phone(LI), &Question { text: "Which valve?".into(), ..Question::default() });
    let corrected = Question { text: "Which of both?".into(), replaces: vec![id(300)], ..Question::default() };
    put(&mut document, 301, phone(LI), &corrected);
    assert_eq!(projected(&document, &[]).1.len(), 1);
    put(&mut document, 302, desk(), &Reply { question: id(300), text: "The left one.".into(), ..Reply::default() });
    assert!(projected(&document, &[]).1.is_empty());
}

#[test]
fn the_same_field_set_by_two_keeps_both_values() {
    let mut document = document(Word::Visit, VISIT);
    set(&mut document, "device", json!(id(5)), phone(LI));
    let other =
        crate::document::Written { value: json!(id(6)), operation: "2@b".into(), author: Some(desk()), wall_ms: 6 };
    let shown = document.fields["device"].shown.clone();
    document.conflicts.insert("device".into(), vec![vec![shown, other]]);
    let (view, attention) = projected(&document, &[]);
    assert_eq!(view.device, Some(id(5)));
    assert_eq!(attention[0].kind, AttentionKind::FieldConflict);
    assert_eq!(attention[0].detail["others"][0]["value"], json!(id(6)));
    // Somebody writes again, having seen both: what nobody decided stays open under the same id.
    set(&mut document, "device", json!(id(7)), phone(LI));
    document.fields.get_mut("device").unwrap().shown.operation = "3@a".into();
    let (_, later) = projected(&document, &[]);
    assert_eq!(later[0].id, attention[0].id);
    assert_eq!(later[0].detail["shown"]["value"], json!(id(7)));
    assert_eq!(later[0].detail["others"].as_array().unwrap().len(), 2);
}

#[test]
fn a_damaged_entry_is_left_out_and_the_rest_is_shown() {
    let mut document = document(Word::Visit, VISIT);
    put(&mut document, 300, phone(LI), &Note { text: "kept".into(), ..Note::default() });
    let notes = document.collections.get_mut("notes").unwrap();
    notes.get_mut(&id(300)).unwrap()[0].value.insert(0, '[');
    put(&mut document, 301, phone(LI), &Note { text: "kept".into(), ..Note::default() });
    assert_eq!(projected(&document, &[]).0.notes.len(), 1);
}
