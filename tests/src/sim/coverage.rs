//! What happened over all fleets, and what must have happened in a standard run: a fault that is listed and never strikes
//! tests nothing.

use super::{hostile, trace::Trace};
use std::collections::BTreeMap;

/// How often each thing happened.
#[derive(Default)]
pub struct Coverage {
    events: BTreeMap<String, u64>,
    faults: BTreeMap<String, u64>,
    attacks: BTreeMap<String, u64>,
    outcomes: BTreeMap<String, u64>,
    pub changes: u64,
}

const EVENTS: &[&str] = &[
    "a further user enrols",
    "accept_parts",
    "add_photo",
    "answer_step",
    "claim",
    "decline",
    "hand_over",
    "new_order",
    "note_and_remark",
    "office announced restore",
    "office assign",
    "office away and back while a phone has work to send",
    "office custody",
    "office disable_or_enable",
    "office edit_customer",
    "office issue",
    "office new_order",
    "office offer",
    "office press",
    "office reschedule",
    "office takes a user off a phone",
    "office team change",
    "office window rollover",
    "phone has a packed document",
    "press",
    "record_finding",
    "record_part_usage",
    "record_time",
    "return_parts",
    "server packs a document",
    "set_route",
    "set_window",
    "sign_report",
    "sign_report over what will be refused",
    "switch_user",
    "sync app_too_old",
    "sync complete",
    "sync not_our_server",
    "sync offline",
    "sync revoked",
    "sync server_older",
    "sync server_unavailable",
    "write_note",
];

const FAULTS: &[&str] = &[
    "answer truncated",
    "captive portal",
    "comes again later",
    "delivered twice, first answer",
    "delivered twice, second answer",
    "phone: app upgraded",
    "phone: app upgraded with unsent work",
    "phone: clock jumps",
    "phone: the answer to an enrolment is lost",
    "phone: cloned",
    "phone: disk full",
    "phone: one-way partition begins or ends",
    "phone: partition begins or ends",
    "phone: power cut",
    "phone: power cut at a sync",
    "phone: power cut at a write",
    "phone: process killed",
    "phone: reboot",
    "phone: restored from a backup",
    "phone: revoked",
    "request damaged",
    "request lost",
    "request truncated",
    "response lost",
    "phones: older apps",
    "server: disk full",
    "server: no longer serves old apps",
    "server: older than the phones",
    "server: power cut",
    "server: power cut at a sync",
    "server: power cut at a write",
    "server: process killed",
    "server: restored, announced",
    "server: restored, silent",
    "server: upgraded",
    "server: written to after the restore",
];

/// What became of units on phones, besides being accepted.
const OUTCOMES: &[&str] = &[
    "unit accepted",
    "unit rejected forbidden",
    "unit rejected missing",
    "unit reissued",
    "unit review after_cancelled",
    "unit review custody_lost",
    "unit review late",
    "unit review no_longer_assigned",
    "unit review rights_lost",
    "unit review signed",
];

impl Coverage {
    pub fn add(&mut self, trace: &Trace) {
        for (all, one) in [
            (&mut self.events, &trace.events),
            (&mut self.faults, &trace.faults),
            (&mut self.attacks, &trace.attacks),
            (&mut self.outcomes, &trace.outcomes),
        ] {
            for (name, count) in one {
                let held = all.entry(name.clone()).or_default();
                *held = held.saturating_add(*count);
            }
        }
        self.changes = self.changes.saturating_add(trace.changes);
    }

    pub fn print(&self) {
        let all = [
            ("events", &self.events),
            ("faults", &self.faults),
            ("attacks", &self.attacks),
            ("outcomes", &self.outcomes),
        ];
        for (title, counts) in all {
            println!("{title}:");
            for (name, count) in counts {
                println!("  {count:>8}  {name}");
            }
        }
    }

    /// What is listed and never happened.
    pub fn missing(&self) -> Vec<String> {
        let attacks: Vec<&str> = hostile::attacks().map(|(name, _)| *name).collect();
        let lists: [(&[&str], &BTreeMap<String, u64>); 4] =
            [(EVENTS, &self.events), (FAULTS, &self.faults), (&attacks, &self.attacks), (OUTCOMES, &self.outcomes)];
        let missing = lists.into_iter().flat_map(|(names, counts)| {
            names.iter().filter(|name| !counts.contains_key(**name)).map(|name| (*name).to_owned())
        });
        missing.collect()
    }
}
