//! `cargo xtask demo`: a company with people, devices and orders on this machine. With `--headless` a whole day is
//! played and checked; without, the server goes on serving until it is interrupted.

use anyhow::{Context as _, ensure};
use clap::Parser;
use onsite_core::App;
use onsite_domain::{Language, attention::AttentionKind};
use onsite_evidence::Root;
use onsite_report::PaperLanguages;
use onsite_report_pdf::Renderer;
use onsite_tests::demo::{
    Outcome, check_signature,
    play::{self, JOBS},
    scene::{FieldPhone, Scene},
};
use onsite_tests::proxy::{Door, Proxy, Weather};
use qrcode::{QrCode, render::unicode::Dense1x2};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Parser)]
#[command(about = "A company with people, devices and orders, running on this machine.")]
struct Arguments {
    /// Play a day without a window, check it, and end.
    #[arg(long)]
    headless: bool,
    /// Where the server keeps its data; a folder that is thrown away where missing.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The port of the loopback to serve on.
    #[arg(long, default_value_t = 8787)]
    port: u16,
}

/// One megabit a second.
const BYTES_PER_SECOND: u64 = 125_000;
const CUT_AFTER_BYTES: u64 = 64 * 1024;
const ATTEMPTS_MAX: u32 = 200;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let thrown_away = tempfile::tempdir()?;
    let data = arguments.data.unwrap_or_else(|| thrown_away.path().to_owned());
    if arguments.headless { headless(&data).await } else { serve(&data, arguments.port).await }
}

async fn serve(data: &Path, port: u16) -> anyhow::Result<()> {
    let mut scene = Scene::open(&data.join("server"), port).await?;
    scene.go_by_the_clock();
    let url = format!("http://{}", scene.address);
    println!("the server serves on {url}\n");
    for login in &scene.company.logins {
        println!("  {:<14} {:<22} {}", login.login, login.role, login.name);
    }
    println!("\ntheir passwords for the console: the login with -demo-only behind it");
    let link = scene.invite("zhou", &url).await?;
    println!("\nenrol another engineer's phone within 15 minutes:\n  onsite enrol '{link}'\n");
    println!("{}", QrCode::new(link.as_bytes())?.render::<Dense1x2>().build());
    let Some(mut app) = open_app(&scene, data, &url).await? else {
        println!("this machine has no display, so the app's window is not opened; ctrl-c ends it");
        tokio::signal::ctrl_c().await?;
        return Ok(());
    };
    open_console(&url);
    println!("the app's window belongs to {ENGINEER}; closing it or ctrl-c ends the demonstration");
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        ended = app.wait() => println!("the app ended: {}", ended?),
    }
    Ok(())
}

/// Opens the console in the person's browser. Where nothing opens addresses, theirs is printed above.
fn open_console(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if let Err(error) = tokio::process::Command::new(program).arg(url).spawn() {
        println!("the console is at {url} ({program}: {error})");
    }
}

/// Whose phone the window is.
const ENGINEER: &str = "lin";

/// The app with the engineer signed in and everything of the day on it; `None` where there is no display to open it on.
async fn open_app(scene: &Scene, data: &Path, url: &str) -> anyhow::Result<Option<tokio::process::Child>> {
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if cfg!(target_os = "linux") && !has_display {
        return Ok(None);
    }
    let folder = data.join(ENGINEER);
    if !folder.join("onsite.sqlite").exists() {
        FieldPhone::enrol(scene, &folder, ENGINEER, url).await?.sync_through(5).await?;
    }
    let program = std::env::current_exe()?.with_file_name("onsite-app").with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = tokio::process::Command::new(program);
    Ok(Some(command.arg("--data").arg(folder).kill_on_drop(true).spawn().context("starting the app")?))
}

async fn headless(data: &Path) -> anyhow::Result<()> {
    let scene = Scene::open(&data.join("server"), 0).await?;
    let proxy = Proxy::start(scene.address).await?;
    let url = format!("http://{}", proxy.address());
    println!("== the company is there: {} orders today", scene.company.orders.len());
    let mut engineer = FieldPhone::enrol(&scene, &data.join("lin"), "lin", &url).await?;
    let mut helper = FieldPhone::enrol(&scene, &data.join("zhou"), "zhou", &url).await?;
    for phone in [&mut engineer, &mut helper] {
        let effort = phone.sync_through(5).await?;
        println!("   a field device is enrolled and has pulled its work in {} round trips", effort.rounds);
    }
    let before = Outcome::read(&mut scene.look()?, &scene.company.orders)?;

    println!("\n== the network goes away; engineer and helper work, the dispatcher moves and edits the same orders");
    proxy.set(Weather::door(Door::Refusing));
    proxy.cut_all();
    let mut signed = Vec::new();
    let fan = scene.company.orders.get("ct-fan").and_then(|(_, visit)| *visit).context("the order has a visit")?;
    play::sort_route(&mut engineer.app, fan)?;
    play::help(&mut helper.app, &scene.company)?;
    for job in JOBS {
        if job.name == "ct-fan" {
            play::dispatch(&scene).await?;
        }
        signed.push(play::work(&mut engineer.app, &scene.company, job).with_context(|| job.name)?);
    }
    for (name, phone) in [("engineer", &mut engineer), ("helper", &mut helper)] {
        let report = phone.sync().await?;
        let counts = phone.app.outbox_counts()?;
        println!("   {name}: {:?}; {} units and {} files wait", report.result, counts.waiting, counts.blobs_waiting);
    }

    println!("\n== the network is back, and bad: 300 ms, 1 Mbit/s, cut every {} KiB", CUT_AFTER_BYTES / 1024);
    let slow = Weather::slow(Duration::from_millis(150), NonZeroU64::new(BYTES_PER_SECOND));
    proxy.set(Weather { cut_after_bytes: Some(CUT_AFTER_BYTES), ..slow });
    bring_home("engineer", &mut engineer).await?;
    bring_home("helper", &mut helper).await?;
    bring_home("engineer again", &mut engineer).await?;
    show(&scene, &before, &signed)?;
    let root = Root::from(*scene.look()?.keys().root());
    hand_over(&data.join("reports"), &engineer.app, &root, &signed)?;
    println!("\neverything checks");
    Ok(())
}

/// What the customers signed, as they take it home, verified; and copies in other languages.
fn hand_over(folder: &Path, app: &App, root: &Root, signed: &[play::SignedVisit]) -> anyhow::Result<()> {
    println!("\n== the signed reports");
    std::fs::create_dir_all(folder)?;
    let engine = Renderer::default();
    for one in signed {
        let sealed = app.sealed_report(one.visit)?.context("the signed report is kept")?;
        let number = onsite_evidence::content(&sealed)?.number;
        let file = folder.join(format!("{number}.pdf"));
        std::fs::write(&file, &sealed)?;
        let verified = onsite_evidence::verify(&std::fs::read(&file)?, root)?;
        ensure!(verified.fact.id == one.signature, "the file shows another signature");
        println!("   {}: {} kB, genuine and unchanged", file.display(), sealed.len() / 1_000);
        let mut changed = sealed.clone();
        if let Some(byte) = changed.get_mut(sealed.len() / 2) {
            *byte ^= 1;
        }
        let fault = onsite_evidence::verify(&changed, root).err().context("a changed byte is found")?;
        println!("     with one byte changed: {fault}");
        for (name, languages) in [
            ("zh", PaperLanguages::One(Language::Zh)),
            ("en", PaperLanguages::One(Language::En)),
            ("both", PaperLanguages::Both(Language::Zh)),
        ] {
            let copy = app.copy_of_report(&sealed, languages, &engine)?;
            let file = folder.join(format!("{number}-copy-{name}.pdf"));
            std::fs::write(&file, &copy.pdf)?;
            println!("     {}: {} pages, {} kB", file.display(), copy.page_count, copy.pdf.len() / 1_000);
        }
    }
    Ok(())
}

async fn bring_home(name: &str, phone: &mut FieldPhone) -> anyhow::Result<()> {
    let effort = phone.sync_through(ATTEMPTS_MAX).await?;
    println!(
        "   {name}: {} units and {} files in {} attempts, {} round trips",
        effort.units, effort.blobs, effort.attempts, effort.rounds
    );
    Ok(())
}

fn show(scene: &Scene, before: &Outcome, signed: &[play::SignedVisit]) -> anyhow::Result<()> {
    let mut store = scene.look()?;
    let after = Outcome::read(&mut store, &scene.company.orders)?;
    println!("\n== what the dispatcher sees");
    after.orders.iter().for_each(|order| println!("   {order}"));
    println!("\n== what needs attention, with both values; everything else merged");
    after.attention.iter().for_each(|(_, words)| println!("   {words}"));
    println!("\n== stock that changed: before, after");
    let mut names: Vec<&String> = before.stock.keys().chain(after.stock.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let quantity = |outcome: &Outcome| outcome.stock.get(name).copied().unwrap_or_default();
        if quantity(before) != quantity(&after) {
            println!("   {name:<34} {:>6} {:>6}", quantity(before).to_string(), quantity(&after).to_string());
        }
    }
    println!("\n== the signatures");
    let mut is_sound = true;
    for one in signed {
        println!("   {} over {}", one.signature, one.view_hash);
        for checked in check_signature(&store, one)? {
            println!("     {} {}", if checked.holds { "yes" } else { "NO " }, checked.what);
            is_sound &= checked.holds;
        }
    }
    let found = &after.verification;
    println!(
        "\n== verify: {} feed rows, {} documents, {} changes, {} facts, {} records, {} signatures: {}",
        found.feed_rows,
        found.documents,
        found.changes,
        found.facts,
        found.records,
        found.signatures,
        if found.is_clean() { "clean" } else { "NOT CLEAN" }
    );
    found.problems.iter().for_each(|problem| println!("   {problem}"));
    let has = |kind| after.attention.iter().any(|(found, _)| *found == kind);
    ensure!(found.is_clean(), "the server's data is not clean");
    ensure!(is_sound, "a signature does not hold");
    ensure!(has(AttentionKind::FieldConflict), "the conflict over one field is not shown");
    ensure!(has(AttentionKind::EntryConflict), "the two answers to one step are not shown");
    ensure!(has(AttentionKind::StockDiscrepancy), "the part out of the lead's van is not shown");
    Ok(())
}
