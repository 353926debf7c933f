//! Text of every kind in every place that takes text.

use super::{Attack, Failure, Strike, Written};
use crate::sim::forge::{self, body_of, change_of_any_kind, sealed};
use automerge::{ROOT, ReadDoc as _, transaction::Transactable as _};
use onsite_domain::{
    acceptance::{AcceptanceFact, Verdict},
    fact_kind::FactBody as _,
    press::{Press, PressFact, PressSource},
};
use onsite_wire::sync::SyncRequest;
use rand::RngExt as _;
use serde_json::json;

pub(super) const ATTACKS: &[Attack] = &[
    ("text of every kind in an entry", in_entry),
    ("text of every kind in a fact", in_fact),
    ("text of every kind around a unit", around_unit),
    ("text with half a character", half_a_character),
    ("text that is not UTF-8", not_utf8),
];

/// A text, and whether people may write it.
fn texts() -> Vec<(String, &'static [&'static str])> {
    const GOOD: &[&str] = &["ok", "rejected too_large"];
    let mut texts: Vec<(String, &'static [&'static str])> = [
        "\u{202e}right to left\u{202c} and back",
        "\u{2066}isolated\u{2069}\u{200f}\u{061c}",
        "👩\u{200d}🔧 👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "e\u{301}\u{302}\u{303}\u{304}",
        "\u{feff}\u{200b}\u{200d}\u{2060}x",
        "\u{fffe}\u{ffff}\u{e000}\u{10ffff}",
        "漏水\u{20bb7}\u{3164}ﷺ",
        "' OR 1=1; -- \" <script>alert(1)</script> ${7*7} {{x}} %s%n",
    ]
    .into_iter()
    .map(|text| (text.to_owned(), GOOD))
    .collect();
    for text in ["a\0b", "\u{1b}[31mred", "\u{7}", "\u{85}\u{9b}", "a\u{8}b", "\u{7f}"] {
        texts.push((text.to_owned(), &["rejected wrong_shape"]));
    }
    texts.push((format!("e{}", "\u{301}".repeat(500_000)), &["rejected too_large", "rejected wrong_shape"]));
    texts
}

fn in_entry(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let (text, expected) = strike.one_of(&texts())?.clone();
    entry(strike, &json!({"text": text}).to_string(), expected)
}

/// JSON can name half of a surrogate pair, which no text is.
fn half_a_character(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let text =
        (*strike.one_of(&["{\"text\":\"\\ud800\"}", "{\"text\":\"\\udc00x\"}", "{\"text\":\"\\ud83d\\u0041\"}"])?)
            .to_owned();
    entry(strike, &text, &["rejected wrong_shape"])
}

/// Puts an entry's JSON as it is, which the app's own door would not.
fn entry(strike: &mut Strike<'_>, json: &str, expected: &[&str]) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let document = strike.document(bait.visit())?;
    let (actor, id) = (strike.mallory.forger.actor(), strike.mallory.forger.id(strike.now_ms));
    let change = change_of_any_kind(&document, actor, |transaction| {
        let (_, notes) = transaction.get(ROOT, "notes").ok()??;
        transaction.put(&notes, id.to_string(), json).ok()
    });
    let change = change.ok_or_else(|| strike.failure("the change cannot be made"))?;
    strike.expect_unit(Written { subject: bait.visit(), actor, changes: vec![change], facts: Vec::new() }, expected)
}

fn in_fact(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let (text, expected) = strike.one_of(&texts())?.clone();
    let text = Some(text);
    let (kind, body) = match strike.rng.random_range(0..3u32) {
        0 => {
            let verdict = Verdict::AcceptedWithReservations;
            let body = AcceptanceFact { verdict, reservations: text, ..AcceptanceFact::default() };
            (AcceptanceFact::KIND, serde_json::to_value(body))
        }
        1 => {
            let body = AcceptanceFact { verdict: Verdict::Accepted, given_by: text, ..AcceptanceFact::default() };
            (AcceptanceFact::KIND, serde_json::to_value(body))
        }
        _ => {
            let body =
                PressFact { press: Press::Accept, reason: text, source: PressSource::Button, ..PressFact::default() };
            (PressFact::KIND, serde_json::to_value(body))
        }
    };
    let fact = strike.fact(kind, bait.subjects(), body.unwrap_or_default());
    let written = strike.stated(&fact);
    strike.expect_unit(written, expected)
}

/// What a unit and a request say about themselves is for people who look for faults: any text, shortened.
fn around_unit(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let (text, _) = strike.one_of(&texts())?.clone();
    let body = AcceptanceFact { verdict: Verdict::Accepted, ..AcceptanceFact::default() };
    let mut fact = strike.fact(AcceptanceFact::KIND, bait.subjects(), onsite_domain::fact_kind::body(&body));
    // Refused, so that the text is told to people.
    fact.author = onsite_domain::Author::rule("import");
    let part = strike.mallory.forger.fact(&fact);
    let standing = strike.standing()?;
    let mut push = forge::push_of(&standing.tip, Vec::new(), Vec::new(), vec![part], strike.stamp());
    for unit in &mut push.units {
        unit.intent = Some(text.clone());
    }
    let request = forge::sync_request(Some(standing.cursor), Some(push), strike.stamp());
    let outcome = strike.pushed(&SyncRequest { app_version: text, ..request })?;
    strike.expect_outcome(&super::first_outcome(&outcome), &["rejected other_author"])
}

fn not_utf8(strike: &mut Strike<'_>) -> Result<(), Failure> {
    let bait = strike.bait()?;
    let id = strike.mallory.forger.id(strike.now_ms);
    let note = onsite_domain::note::Note { text: "@@@@".to_owned(), ..Default::default() };
    let mut written = strike.changed(bait.visit(), &[onsite_domain::entry::add(id, &note)])?;
    for bytes in &mut written.changes {
        let mut body = body_of(bytes).unwrap_or_default().to_vec();
        let place = body.windows(4).position(|window| window == b"@@@@");
        if let Some(text) = place.and_then(|place| body.get_mut(place..)?.first_chunk_mut::<4>()) {
            *text = [0xed, 0xa0, 0x80, 0xff];
        }
        *bytes = sealed(1, &body);
    }
    strike.expect_unit(written, &["rejected structure", "rejected wrong_shape"])
}
