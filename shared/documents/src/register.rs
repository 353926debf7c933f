//! What was ever written to a register, and where two wrote without having seen each other. A later write that merges
//! the values leaves no trace of that in Automerge's present state; the history keeps it.

use crate::graph::OpId;
use crate::operation::Scalar;

/// The writes to one register, in the order of the graph; of one change only its last counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct RegisterHistory {
    writes: Vec<RegisterWrite>,
    /// Some write had not seen the one before it. Until then, which is nearly always, there is nothing to look for.
    is_forked: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct RegisterWrite {
    pub(crate) operation: OpId,
    /// The place in the graph of the change it belongs to.
    pub(crate) change: usize,
    /// `None` for a value of a kind that documents do not have.
    pub(crate) value: Option<Scalar>,
}

impl RegisterHistory {
    /// Adds the write of a change that comes after all others here. `has_seen` says whether that change has another one,
    /// by its place, among its ancestors.
    pub(crate) fn add(&mut self, write: RegisterWrite, has_seen: impl FnOnce(usize) -> bool) {
        match self.writes.last_mut() {
            Some(last) if last.change == write.change => *last = write,
            last => {
                self.is_forked |= last.is_some_and(|last| !has_seen(last.change));
                self.writes.push(write);
            }
        }
    }

    pub(crate) fn is_forked(&self) -> bool {
        self.is_forked
    }

    /// Groups of writes that conflict: each has at least two different values whose authors did not know of each other.
    /// What an author replaced before hearing of the other is left out for what replaced it. Sorted; a function of the
    /// set of changes alone. `deps` holds, for each change of the graph, the places of what it depends on.
    pub(crate) fn conflicts(&self, deps: &[Vec<usize>]) -> Vec<Vec<&RegisterWrite>> {
        let seen = self.seen(deps);
        let apart = self.apart(&seen);
        let replaced_by = replaced_by(&seen, &apart);
        // Of what a write conflicts with, the newest of each line.
        let newest: Vec<Bits> = apart
            .iter()
            .map(|others| others.filtered(|other| replaced_by.get(other).is_some_and(|by| !by.meets(others))))
            .collect();
        let mut groups = Groups::new(self.writes.len());
        for (place, others) in newest.iter().enumerate() {
            for other in others.numbers().filter(|other| newest.get(*other).is_some_and(|bits| bits.has(place))) {
                groups.join(place, other);
            }
        }
        let mut found: Vec<Vec<&RegisterWrite>> = groups
            .of_several()
            .into_iter()
            .map(|group| group.into_iter().filter_map(|place| self.writes.get(place)).collect())
            .collect();
        for group in &mut found {
            group.sort_unstable_by_key(|write| write.operation);
        }
        found.sort_unstable_by_key(|group| group.first().map(|write| write.operation));
        found
    }

    /// The writes that the author of a change's write had in front of them. `seen` is [`Self::seen`]; without a fork it is
    /// not looked at.
    pub(crate) fn before(&self, change: usize, seen: &[Bits]) -> Vec<&RegisterWrite> {
        let Ok(place) = self.writes.binary_search_by_key(&change, |write| write.change) else { return Vec::new() };
        if !self.is_forked {
            return place.checked_sub(1).and_then(|before| self.writes.get(before)).into_iter().collect();
        }
        let Some(had) = seen.get(place) else { return Vec::new() };
        let mut followed = Bits::new(self.writes.len());
        had.numbers().filter_map(|number| seen.get(number)).for_each(|bits| followed.add_all(bits));
        had.numbers().filter(|number| !followed.has(*number)).filter_map(|number| self.writes.get(number)).collect()
    }

    /// For each write, the earlier ones that its author had.
    pub(crate) fn seen(&self, deps: &[Vec<usize>]) -> Vec<Bits> {
        let mut seen = Vec::with_capacity(self.writes.len());
        let mut of_change: Vec<Bits> = Vec::with_capacity(deps.len());
        let mut writes = self.writes.iter().enumerate().peekable();
        for (change, deps) in deps.iter().enumerate() {
            let mut had = Bits::new(self.writes.len());
            for dep in deps {
                if let Some(bits) = of_change.get(*dep) {
                    had.add_all(bits);
                }
            }
            if let Some((place, _)) = writes.next_if(|(_, write)| write.change == change) {
                seen.push(had.clone());
                had.add(place);
            }
            of_change.push(had);
        }
        seen
    }

    /// For each write, those with another value that neither saw it nor were seen by it.
    fn apart(&self, seen: &[Bits]) -> Vec<Bits> {
        let values: Vec<_> = self.writes.iter().map(|write| write.value.as_ref()?.to_json()).collect();
        let mut apart = vec![Bits::new(self.writes.len()); self.writes.len()];
        let mut note = |place: usize, other: usize| {
            if let Some(bits) = apart.get_mut(place) {
                bits.add(other);
            }
        };
        for (later, (bits, value)) in seen.iter().zip(&values).enumerate() {
            for (earlier, other) in values.iter().take(later).enumerate() {
                if !bits.has(earlier) && value.is_some() && other.is_some() && value != other {
                    note(later, earlier);
                    note(earlier, later);
                }
            }
        }
        apart
    }
}

/// For each write, the later ones that replaced it knowing of nothing that conflicts with it.
fn replaced_by(seen: &[Bits], apart: &[Bits]) -> Vec<Bits> {
    let mut replaced_by = vec![Bits::new(seen.len()); seen.len()];
    for (later, bits) in seen.iter().enumerate() {
        for earlier in bits.numbers() {
            if let (Some(conflicting), Some(by)) = (apart.get(earlier), replaced_by.get_mut(earlier))
                && !conflicting.meets(bits)
            {
                by.add(later);
            }
        }
    }
    replaced_by
}

/// A set of small numbers.
#[derive(Clone, Debug)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn add(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    fn add_all(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word |= other);
    }

    fn meets(&self, others: &Self) -> bool {
        self.0.iter().zip(&others.0).any(|(word, other)| word & other != 0)
    }

    fn numbers(&self) -> impl Iterator<Item = usize> {
        (0..self.0.len().saturating_mul(64)).filter(|number| self.has(*number))
    }

    fn filtered(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut kept = Self(vec![0; self.0.len()]);
        self.numbers().filter(|number| keep(*number)).for_each(|number| kept.add(number));
        kept
    }

    fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }
}

/// Numbers that belong together, each naming one of its group; who names itself leads.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn leader(&self, mut number: usize) -> usize {
        while let Some(next) = self.0.get(number).filter(|next| **next != number) {
            number = *next;
        }
        number
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.leader(one), self.leader(other));
        if let Some(place) = self.0.get_mut(one.max(other)) {
            *place = one.min(other);
        }
    }

    fn of_several(&self) -> Vec<Vec<usize>> {
        let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
        for number in 0..self.0.len() {
            groups.entry(self.leader(number)).or_default().push(number);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }
}
