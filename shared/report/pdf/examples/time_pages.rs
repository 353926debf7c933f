//! Times one paper, cold and warm: `cargo run --release -p onsite-report-pdf --example time_pages -- STEPS PHOTOS`.
//! Cold is from the start of the process to the bytes; the photos are drawn before that and not counted.

use onsite_report_pdf::{Paper, Renderer, sample};

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<usize>());
    let steps = arguments.next().ok_or("how many steps?")??;
    let photos = arguments.next().ok_or("how many photos?")??;
    // As a phone keeps them: 2,048 pixels on the long side.
    let sample = sample::measured(steps, photos, 2_048, 1_536);
    let taken: usize = sample.photos.values().map(|photo| photo.bytes.len()).sum();
    let mut times = Vec::new();
    let mut rendered = None;
    for _ in 0..5 {
        let started = std::time::Instant::now();
        rendered = Some(Renderer::default().render(&Paper::new(&sample.report, &sample.photos, sample::AS_AT_MS))?);
        times.push(started.elapsed().as_millis());
    }
    let rendered = rendered.ok_or("nothing rendered")?;
    println!(
        "{steps} steps, {photos} photos of {} kB: {} pages, {} kB; cold {} ms, then {:?} ms",
        taken / 1_000 / photos.max(1),
        rendered.page_count,
        rendered.pdf.len() / 1_000,
        times.first().unwrap_or(&0),
        times.get(1..).unwrap_or_default()
    );
    Ok(())
}
