//! What happened in a fleet, in order: printed on demand, and hashed to prove that a seed replays.

use onsite_domain::id::Hash;
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Trace {
    is_printed: bool,
    lines: u64,
    hash: Hash,
    /// How often each fault struck.
    pub faults: BTreeMap<String, u64>,
    /// How often each refusal or review was given, and each event happened.
    pub events: BTreeMap<String, u64>,
    pub outcomes: BTreeMap<String, u64>,
    /// How often each attack was made.
    pub attacks: BTreeMap<String, u64>,
    pub changes: u64,
}

impl Trace {
    pub fn new(is_printed: bool) -> Self {
        Self { is_printed, ..Self::default() }
    }

    pub fn line(&mut self, text: &str) {
        if self.is_printed {
            println!("{:>5} {text}", self.lines);
        }
        self.lines = self.lines.saturating_add(1);
        self.hash = Hash::of_parts("trace", &[&self.hash.0, text.as_bytes()]);
    }

    pub fn fault(&mut self, name: &str) {
        count(&mut self.faults, name);
        self.line(&format!("  fault: {name}"));
    }

    pub fn attack(&mut self, name: &str) {
        count(&mut self.attacks, name);
        self.line(&format!("  attack: {name}"));
    }

    pub fn event(&mut self, name: &str) {
        count(&mut self.events, name);
    }

    pub fn outcome(&mut self, name: &str) {
        count(&mut self.outcomes, name);
    }

    pub fn hash(&self) -> Hash {
        self.hash
    }
}

pub fn count(counts: &mut BTreeMap<String, u64>, name: &str) {
    let held = counts.entry(name.to_owned()).or_default();
    *held = held.saturating_add(1);
}
