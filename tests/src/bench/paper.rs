//! What is printed: a report as a PDF, sealed and verified, and sheets of labels.

use super::{report::Row, timed};
use anyhow::Context as _;
use onsite_domain::device_code::DeviceCode;
use onsite_evidence::{Root, countersign, sample::Company, verify};
use onsite_labels::{Format, Label, Layout, Level, sheet};
use onsite_report::Paper;
use onsite_report_pdf::{Renderer, sample};

const STEPS: usize = 20;
const PHOTOS: usize = 12;
const LABELS: u64 = 10_000;

/// In a process of its own, so that the first report is a cold one; photos are drawn before and not counted.
pub fn run() -> anyhow::Result<Vec<Row>> {
    // As a phone keeps them: 2,048 pixels on the long side.
    let full = sample::measured(STEPS, PHOTOS, 2_048, 1_536);
    let bare = sample::measured(STEPS, 0, 2_048, 1_536);
    let render = |of: &sample::Sample| {
        let (rendered, took) =
            timed(|| Renderer::default().render(&Paper::new(&of.report, &of.photos, sample::AS_AT_MS)));
        anyhow::Ok((rendered?, took.as_secs_f64()))
    };
    let (pages, cold) = render(&full)?;
    let (_, warm) = render(&full)?;
    let _fonts_are_warm = render(&bare)?;
    let (_, without) = render(&bare)?;
    let size_mb = pages.pdf.len() as f64 / 1e6;
    let company = Company::new(1);
    let root = Root::from(company.root.public());
    let report = company.report_of(pages.pdf, pages.signatures, "WO-1");
    let (sealed, sealing) = timed(|| report.sealed(&company.device));
    let (verified, verifying) = timed(|| verify(&sealed, &root));
    verified?;
    let (whole, countersigning) = timed(|| countersign(&sealed, &company.countersignature(&report), &company.issuer()));
    whole?;
    let of = format!("report of {STEPS} steps and {PHOTOS} photos");
    let labels = (0..LABELS).map(|number| {
        let code = DeviceCode::from_random(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let label = Label {
            link: format!("HTTPS://SERVICE.EXAMPLE/D/{code}"),
            code: code.in_clear(),
            name: "冷却水循环泵二号".to_owned(),
            line: "扫码报修 Scan for service".to_owned(),
        };
        Layout::of(Format::L7160, Level::Q, &label, None)
    });
    let (pdf, took) = timed(|| sheet(Format::L7160, 0, None, labels, |_| ()));
    let pdf = pdf.context("a sheet of labels")?;
    Ok(vec![
        Row::at_most(format!("{of}, the first of a process"), cold, "s", 1.5),
        Row::at_most(format!("{of}, the next"), warm, "s", 1.5),
        Row::plain("the same without photos, the next", without, "s"),
        Row::at_most(format!("{of}, size"), size_mb, "MB", 3.0),
        Row::plain("sealing it", sealing.as_secs_f64() * 1e3, "ms"),
        Row::plain("verifying it", verifying.as_secs_f64() * 1e3, "ms"),
        Row::plain("putting the server's receipt behind it", countersigning.as_secs_f64() * 1e3, "ms"),
        Row::plain(format!("{LABELS} labels on sheets"), took.as_secs_f64(), "s"),
        Row::plain(format!("{LABELS} labels on sheets, size"), pdf.len() as f64 / 1e6, "MB"),
    ])
}
