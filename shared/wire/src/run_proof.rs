//! What vouches for a run of changes: a signature of its own, or one that several runs share over the root of a Merkle
//! tree, with the way from the run to that root. 60 documents of a first sync share one signature instead of bringing 3.8 kB
//! that no compressor makes smaller, and are checked with one verification; each can still be passed on alone.

use crate::{
    keys::Signature,
    statement::{Domain, Statement},
};
use minicbor::{Decode, Decoder, Encode, Encoder};
use onsite_domain::id::Hash;

/// Steps from a run to its root: enough for a million runs.
const STEPS_MAX: usize = 20;
const STEP_BYTES: usize = 33;
const SIGNATURE_BYTES: usize = 64;

/// Kept beside a run's changes as [`RunProof::to_bytes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunProof {
    /// Over [`Statement::Run`] where there are no steps, otherwise over [`Statement::Runs`].
    pub signature: Signature,
    steps: Vec<Step>,
}

/// One level up: the hash beside ours, and on which side it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    is_left: bool,
    beside: Hash,
}

impl From<Signature> for RunProof {
    /// A signature of its own.
    fn from(signature: Signature) -> Self {
        Self { signature, steps: Vec::new() }
    }
}

impl RunProof {
    /// Asks `is_signed` about the statement that the signature is really over: the run's, or the root's.
    pub fn check<T>(&self, run: &Statement<'_>, is_signed: impl FnOnce(&Statement<'_>, &Signature) -> T) -> T {
        if self.steps.is_empty() {
            return is_signed(run, &self.signature);
        }
        let root = self.steps.iter().fold(leaf(run), |hash, step| match step.is_left {
            true => node(&step.beside, &hash),
            false => node(&hash, &step.beside),
        });
        is_signed(&Statement::Runs { server: run.server(), root: &root }, &self.signature)
    }

    /// The signature, then a step after the other: 0 for a hash on the right or 1 for one on the left, and the hash.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.signature.0.to_vec();
        for step in &self.steps {
            bytes.push(u8::from(step.is_left));
            bytes.extend_from_slice(&step.beside.0);
        }
        bytes
    }

    /// `None` for what [`RunProof::to_bytes`] does not write.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (signature, rest) = bytes.split_first_chunk::<SIGNATURE_BYTES>()?;
        if rest.len() > STEPS_MAX.saturating_mul(STEP_BYTES) {
            return None;
        }
        let mut steps = Vec::new();
        for step in rest.chunks(STEP_BYTES) {
            let (side, hash) = step.split_first()?;
            let is_left = match side {
                0 => false,
                1 => true,
                _ => return None,
            };
            steps.push(Step { is_left, beside: Hash::from_slice(hash)? });
        }
        Some(Self { signature: Signature(*signature), steps })
    }
}

impl<Ctx> Encode<Ctx> for RunProof {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut Ctx,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.to_bytes())?.ok()
    }
}

impl<'b, Ctx> Decode<'b, Ctx> for RunProof {
    fn decode(d: &mut Decoder<'b>, _: &mut Ctx) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let proof = Self::from_bytes(d.bytes()?);
        proof.ok_or_else(|| minicbor::decode::Error::message("no signature of a run").at(at))
    }
}

/// The tree over several runs, in the order of the message that carries them.
#[derive(Debug)]
pub struct RunTree {
    /// From the leaves up; the last level has one hash, or none where there are no runs.
    levels: Vec<Vec<Hash>>,
}

impl RunTree {
    /// Over what [`leaf`] makes of each run.
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            // One left over goes up as it is.
            let next = level
                .chunks(2)
                .filter_map(|pair| match pair {
                    [left, right] => Some(node(left, right)),
                    [alone] => Some(*alone),
                    _ => None,
                })
                .collect();
            levels.push(next);
        }
        Self { levels }
    }

    pub fn root(&self) -> Option<Hash> {
        self.levels.last()?.first().copied()
    }

    /// What vouches for the run at a place, given the signature over the root.
    pub fn proof(&self, place: usize, signature: Signature) -> RunProof {
        let mut steps = Vec::new();
        let mut place = place;
        for level in &self.levels {
            let is_left = place % 2 == 1;
            let beside = if is_left { place.checked_sub(1) } else { place.checked_add(1) };
            if let Some(beside) = beside.and_then(|beside| level.get(beside)) {
                steps.push(Step { is_left, beside: *beside });
            }
            place /= 2;
        }
        RunProof { signature, steps }
    }
}

/// A run as a leaf of the tree.
pub fn leaf(run: &Statement<'_>) -> Hash {
    Hash::of_parts(Domain::Runs.as_str(), &[b"leaf", &run.message()])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of_parts(Domain::Runs.as_str(), &[b"node", &left.0, &right.0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        delivery::{AuthorRef, SubjectRef},
        keys::{ServerId, SigningKey},
    };
    use onsite_domain::{Author, Id, Subject, Word};

    const SERVER: ServerId = ServerId([7; 16]);

    /// Runs of so many documents, each handed to `work` as its statement.
    fn each(count: u8, mut work: impl FnMut(usize, &Statement<'_>)) {
        let author = AuthorRef::from(&Author::rule("import"));
        for number in 0..count {
            let subject = SubjectRef::from(Subject::new(Word::Visit, Id::from_bytes([number; 16])));
            let newest = Hash::of(&[number]);
            let run =
                Statement::Run { server: SERVER, subject: &subject, actor: &[1; 16], author: &author, newest: &newest };
            work(usize::from(number), &run);
        }
    }

    #[test]
    fn one_signature_vouches_for_each_run_alone_and_for_no_other() {
        let key = SigningKey::from_bytes(&[1; 32]);
        for count in [2, 3, 5, 8, 13] {
            let mut leaves = Vec::new();
            each(count, |_, run| leaves.push(leaf(run)));
            let tree = RunTree::new(leaves);
            let root = tree.root().unwrap_or_default();
            let signature = key.sign(&Statement::Runs { server: SERVER, root: &root });
            each(count, |place, run| {
                for other in 0..usize::from(count) {
                    let proof = tree.proof(other, signature);
                    let kept = RunProof::from_bytes(&proof.to_bytes());
                    assert_eq!(kept.as_ref(), Some(&proof));
                    let is_signed = proof.check(run, |statement, signature| key.public().verify(statement, signature));
                    assert_eq!(is_signed.is_ok(), other == place, "{count} runs, proof {other} for run {place}");
                }
            });
        }
    }

    #[test]
    fn a_signature_of_its_own_is_over_the_run_itself() {
        let key = SigningKey::from_bytes(&[1; 32]);
        each(1, |_, run| {
            let proof = RunProof::from(key.sign(run));
            assert_eq!(proof.to_bytes().len(), SIGNATURE_BYTES);
            assert!(proof.check(run, |statement, signature| key.public().verify(statement, signature)).is_ok());
        });
    }

    #[test]
    fn bytes_that_are_no_proof_are_refused() {
        let mut bytes = vec![0; SIGNATURE_BYTES + STEP_BYTES];
        assert!(RunProof::from_bytes(&bytes).is_some());
        bytes[SIGNATURE_BYTES] = 2;
        assert_eq!(RunProof::from_bytes(&bytes), None, "neither left nor right");
        for length in [0, 63, 65, SIGNATURE_BYTES + STEP_BYTES - 1, SIGNATURE_BYTES + STEP_BYTES * (STEPS_MAX + 1)] {
            assert_eq!(RunProof::from_bytes(&vec![0; length]), None, "{length}");
        }
    }
}
