//! Bytes that nobody vouches for, and what must hold whatever they are. Each target is a function of the bytes alone; it panics
//! where a promise is broken. Ordinary tests send honest inputs with a few of their bytes changed (`tests/fuzz.rs`);
//! `cargo xtask fuzz` lets libFuzzer look for what none of us thought of (`tests/fuzz`).

mod code;
mod gate;
mod import;
mod report;
mod wire;

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// One door that bytes come in by.
pub struct Target {
    /// Names its folder in the corpus and its program.
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// Inputs as honest programs make them: where mutation begins.
    pub honest: fn() -> Vec<Vec<u8>>,
    /// How many changed inputs are tried for each honest one in an ordinary test run.
    pub tries: usize,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "gate", run: gate::run, honest: gate::honest, tries: 300 },
    Target { name: "wire", run: wire::run, honest: wire::honest, tries: 1_500 },
    Target { name: "import", run: import::run, honest: import::honest, tries: 40 },
    Target { name: "code", run: code::run, honest: code::honest, tries: 60 },
    Target { name: "report", run: report::run, honest: report::honest, tries: 200 },
];

/// The target of a name, for the programs of libFuzzer.
///
/// # Panics
/// Where there is none.
#[expect(clippy::expect_used, reason = "a program without its target is a mistake of ours")]
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    (target.run)(bytes);
}

/// The same bytes with up to four changes: a byte set or flipped, one more, one less, a piece twice, an end cut off.
pub fn mutated(bytes: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..rng.random_range(1..5u32) {
        if changed.is_empty() {
            break;
        }
        let at = rng.random_range(0..changed.len());
        let byte = rng.random::<u8>();
        match rng.random_range(0..8u32) {
            0 | 1 => changed.splice(at..=at, [byte]).for_each(drop),
            2 | 3 => changed.iter_mut().skip(at).take(1).for_each(|held| *held ^= 1 << (byte & 7)),
            4 => changed.insert(at, byte),
            5 => drop(changed.remove(at)),
            6 => {
                let piece: Vec<u8> = changed.iter().skip(at).take(usize::from(byte)).copied().collect();
                changed.splice(at..at, piece).for_each(drop);
            }
            _ => changed.truncate(at),
        }
    }
    changed
}
