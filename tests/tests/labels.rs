//! Labels that are made here are read by readers that are not ours: zbar, and a reader from npm.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test that fails says where"
)]

use onsite_domain::device_code::DeviceCode;
use onsite_labels::{Format, Label, Layout, Level, Logo, sheet, to_png, to_svg};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

const READERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/readers");

fn label(number: u64, name: &str) -> Label {
    let code = DeviceCode::from_random(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    Label {
        link: format!("HTTPS://SERVICE.EXAMPLE/D/{code}"),
        code: code.in_clear(),
        name: name.to_owned(),
        line: "扫码报修 Scan".to_owned(),
    }
}

fn logo() -> Logo {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(300, 90, |x, y| image::Rgb([10, if (x / 15 + y / 15) % 2 == 0 { 90 } else { 190 }, 96]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    Logo::read(png.get_ref()).unwrap()
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn zbar(picture: &Path) -> Vec<String> {
    let said = run(Command::new("zbarimg").args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"]).arg(picture));
    said.lines().map(str::to_owned).collect()
}

fn jsqr(pictures: &[PathBuf]) -> Vec<String> {
    let said = run(Command::new("node").arg("read.js").args(pictures).current_dir(READERS));
    said.lines().map(str::to_owned).collect()
}

/// The labels of a page at 300 dots an inch, row by row, by the measures that are printed on Avery's packages.
fn cut_into_labels(format: Format, page: &Path) -> Vec<PathBuf> {
    let (columns, rows, first, pitch) = match format {
        Format::L7160 => (3, 7, (7.25, 15.15), (66.0, 38.1)),
        Format::L7163 => (2, 7, (4.65, 15.15), (101.6, 38.1)),
        _ => (1, 1, (0.0, 0.0), (0.0, 0.0)),
    };
    let picture = image::open(page).unwrap();
    let dots = |mm: f32| (mm * 300.0 / 25.4).round() as u32;
    let (width, height) = format.size_mm();
    let place = |(row, column): (usize, usize)| {
        let (x, y) = (first.0 + pitch.0 * column as f32, first.1 + pitch.1 * row as f32);
        let path = page.with_extension(format!("{row}-{column}.label.png"));
        let label = picture.crop_imm(dots(x), dots(y), dots(width), dots(height));
        label.save(&path).unwrap();
        path
    };
    (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))).map(place).collect()
}

#[test]
fn every_size_and_level_is_read_by_two_readers_that_are_not_ours() {
    let folder = tempfile::tempdir().unwrap();
    let logo = logo();
    let mut pictures = Vec::new();
    for format in Format::ALL {
        for level in [Level::Q, Level::H] {
            for number in 0..10 {
                let logo = (number % 2 == 0).then_some(&logo);
                let label =
                    label(number + 100, ["冷却水循环泵二号", "Compressor GA-37, hall B", ""][number as usize % 3]);
                let Ok(layout) = Layout::of(*format, level, &label, logo) else {
                    assert!(level == Level::H && matches!(format, Format::Roll30x20 | Format::Roll45x30), "{format}");
                    continue;
                };
                let path = folder.path().join(format!("{format}-{level:?}-{number}.png"));
                std::fs::write(&path, to_png(&layout, logo).unwrap()).unwrap();
                pictures.push((path, label.link));
            }
        }
    }
    assert_eq!(pictures.len(), 80);
    let paths: Vec<PathBuf> = pictures.iter().map(|(path, _)| path.clone()).collect();
    let by_jsqr = jsqr(&paths);
    assert_eq!(by_jsqr.len(), pictures.len());
    for ((path, link), read) in pictures.iter().zip(by_jsqr) {
        assert_eq!(zbar(path), std::slice::from_ref(link), "zbar, {}", path.display());
        assert_eq!(&read, link, "jsqr, {}", path.display());
    }
}

/// At 300 dots an inch, an ordinary office printer.
#[test]
fn every_label_of_printed_sheets_is_read_and_the_places_that_are_gone_stay_free() {
    let folder = tempfile::tempdir().unwrap();
    for (format, count, skipped, pages) in
        [(Format::L7160, 30, 5, 2), (Format::L7163, 14, 0, 1), (Format::Roll45x30, 3, 0, 3)]
    {
        let labels: Vec<Label> = (0..count).map(|number| label(number, "循环泵")).collect();
        let mut heard = Vec::new();
        let layouts = labels.iter().map(|label| Layout::of(format, Level::Q, label, None));
        let pdf = sheet(format, skipped, None, layouts, |done| heard.push(done)).unwrap();
        assert_eq!(heard.len(), labels.len());
        let file = folder.path().join(format!("{format}.pdf"));
        std::fs::write(&file, &pdf).unwrap();
        let stem = folder.path().join(format.as_str());
        run(Command::new("pdftoppm").args(["-r", "300", "-png"]).arg(&file).arg(&stem));
        let mut found: Vec<PathBuf> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
        found.retain(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with(format.as_str()) && name.ends_with(".png") && !name.ends_with(".label.png")
        });
        found.sort();
        assert_eq!(found.len(), pages, "{format}");
        // Labels are read one by one, as they are stuck on machines.
        let cut: Vec<PathBuf> = found.iter().flat_map(|page| cut_into_labels(format, page)).collect();
        let places = skipped..skipped + labels.len();
        let (gone, read): (Vec<_>, Vec<_>) =
            cut.into_iter().enumerate().partition(|(place, _)| !places.contains(place));
        let read: Vec<PathBuf> = read.into_iter().map(|(_, path)| path).collect();
        for ((path, label), by_jsqr) in read.iter().zip(&labels).zip(jsqr(&read)) {
            assert_eq!(zbar(path), std::slice::from_ref(&label.link), "zbar, {}", path.display());
            assert_eq!(by_jsqr, label.link, "jsqr, {}", path.display());
        }
        for (_, path) in gone {
            let picture = image::open(&path).unwrap().into_luma8();
            assert!(picture.pixels().all(|pixel| pixel.0[0] == 255), "{} is not free", path.display());
        }
        // Letters are letters: whoever searches the sheet for a code finds it.
        let text = run(Command::new("pdftotext").arg(&file).arg("-"));
        assert!(text.contains("循环泵") && text.contains("-"), "{text}");
    }
}

#[test]
fn the_three_drawings_of_a_label_are_the_same_each_time_and_svg_needs_no_font() {
    let logo = logo();
    let layout = Layout::of(Format::Roll60x40, Level::H, &label(7, "泵 <&\"> \u{10A30}"), Some(&logo)).unwrap();
    let draw = || {
        let labels = [Ok(layout.clone()), Ok(layout.clone())];
        let pdf = sheet(Format::Roll60x40, 0, Some(&logo), labels, |_| ()).unwrap();
        (to_svg(&layout, Some(&logo)).unwrap(), to_png(&layout, Some(&logo)).unwrap(), pdf)
    };
    let (svg, ..) = draw();
    assert_eq!(draw(), draw());
    assert!(svg.contains("width=\"60mm\"") && !svg.contains("<text") && svg.contains("&lt;&amp;&quot;&gt;"));
    let refused = sheet(Format::L7160, 21, None, [Ok(layout)], |_| ()).unwrap_err();
    assert_eq!(refused.to_string(), "a sheet of L7160 has 21 labels; 21 cannot be left free at its beginning");
}
