//! `sim`: plays simulated fleets, the seeds that ever failed first, and says how to repeat what failed.

use clap::Parser;
use onsite_tests::sim::{
    company::Company,
    coverage::Coverage,
    fleet::{self, Failure},
    trace::Trace,
};
use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::{
    atomic::{AtomicUsize, Ordering},
    mpsc,
};

#[derive(Parser)]
#[command(about = "Plays simulated fleets: real app, real server, disks and networks that fail")]
struct Arguments {
    /// How many fleets.
    #[arg(long, default_value_t = 50)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    start: u64,
    /// Only this one.
    #[arg(long)]
    seed: Option<u64>,
    /// Prints what happens.
    #[arg(long)]
    trace: bool,
    /// Goes on after a failure, to see all of them.
    #[arg(long)]
    keep_going: bool,
    /// Leaves out the seeds that failed once.
    #[arg(long)]
    no_known: bool,
    /// Instead of days: after a calm morning every attack there is, on each fleet.
    #[arg(long)]
    attacks: bool,
}

/// So many fleets from seed 1 on let everything happen that the coverage lists.
const STANDARD_FLEETS: u64 = 200;
const KNOWN: &str = include_str!("../sim/seeds.txt");

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let company = Company::prepare()?;
    let seeds: Vec<u64> = match arguments.seed {
        Some(seed) => vec![seed],
        None => {
            let known = if arguments.no_known { Vec::new() } else { known_seeds() };
            let range = arguments.start..arguments.start.saturating_add(arguments.seeds);
            known.into_iter().chain(range).collect()
        }
    };
    if !arguments.trace {
        // A panic is reported with its seed; the default message would only stand in between.
        std::panic::set_hook(Box::new(|_| {}));
    }
    #[allow(clippy::disallowed_methods, reason = "the figure at the end is about real time")]
    let begun = std::time::Instant::now();
    let mut failed = BTreeSet::new();
    let mut done: u64 = 0;
    let mut coverage = Coverage::default();
    for_each_fleet(&company, &seeds, &arguments, |seed, result, trace| {
        coverage.add(&trace);
        done = done.saturating_add(1);
        if arguments.trace {
            println!("trace {}", trace.hash());
        }
        if let Err(failure) = result {
            println!("seed {seed} failed: {failure}\n  replay: cargo xtask sim --seed {seed} --trace");
            failed.insert(seed);
        }
        if std::io::stderr().is_terminal() {
            eprint!("\r{done} of {} fleets", seeds.len());
        }
        failed.is_empty() || arguments.keep_going
    })?;
    let seconds = begun.elapsed().as_secs_f64().max(0.001);
    coverage.print();
    println!(
        "{done} fleets in {seconds:.1} s: {:.2} fleets/s, {:.0} gated units/s, {} failed{}",
        f64::from(u32::try_from(done)?) / seconds,
        f64::from(u32::try_from(coverage.changes)?) / seconds,
        failed.len(),
        if failed.is_empty() { String::new() } else { format!(": {failed:?}") },
    );
    // A listed fault or outcome that never came in a standard run is a hole in the simulator.
    let is_standard = !arguments.attacks && arguments.start == 1 && done >= STANDARD_FLEETS;
    let missing = if is_standard && failed.is_empty() { coverage.missing() } else { Vec::new() };
    for name in &missing {
        println!("never happened: {name}");
    }
    Ok(if failed.is_empty() && missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Plays the fleets, two threads a core, as they share nothing and each waits for its server now and then; a printed trace
/// has the machine to itself. Hands each result to `take` in the order in which they end, until it says that this is enough.
fn for_each_fleet(
    company: &Company,
    seeds: &[u64],
    arguments: &Arguments,
    mut take: impl FnMut(u64, Result<(), Failure>, Trace) -> bool,
) -> anyhow::Result<()> {
    let threads = if arguments.trace { 1 } else { std::thread::available_parallelism()?.get().saturating_mul(2) };
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::sync_channel(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let play = if arguments.attacks { fleet::attack_all } else { fleet::run };
                    let (result, trace) = play(company, *seed, Trace::new(arguments.trace));
                    if sender.send((*seed, result, trace)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (seed, result, trace) in results {
            if !take(seed, result, trace) {
                return;
            }
        }
    });
    Ok(())
}

/// The seeds of `seeds.txt`: a number, then what it found.
fn known_seeds() -> Vec<u64> {
    KNOWN.lines().filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect()
}
