//! One label as a picture of its own: SVG with letters as outlines, and PNG of whole dots.

use crate::{LabelError, Layout, Logo};
use resvg::tiny_skia::{Pixmap, Transform};
use std::{fmt::Write as _, sync::Arc};
use usvg::{Options, Tree, WriteOptions, fontdb};

/// SVG without text elements: it looks the same wherever there is no font of ours.
///
/// # Errors
/// [`LabelError::Broken`] where our own drawing cannot be read back.
pub fn to_svg(layout: &Layout, logo: Option<&Logo>) -> Result<String, LabelError> {
    let mut drawn =
        tree(layout, logo)?.to_string(&WriteOptions { coordinates_precision: 4, ..WriteOptions::default() });
    // The size that it prints at, and its name for those who cannot see it.
    let (width, height) = layout.format.size_mm();
    let (from, to) = (
        format!("<svg width=\"{width}\" height=\"{height}\""),
        format!(
            "<svg width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\"",
            escaped(&layout.title)
        ),
    );
    match drawn.find(&from) {
        Some(at) => drawn.replace_range(at..at + from.len(), &to),
        None => return Err(LabelError::Broken("the drawing has no size".to_owned())),
    }
    Ok(drawn)
}

/// PNG at the dots an inch of the printer that the size is made for: each module is a whole number of pixels.
///
/// # Errors
/// [`LabelError::Broken`] where our own drawing cannot be read back.
pub fn to_png(layout: &Layout, logo: Option<&Logo>) -> Result<Vec<u8>, LabelError> {
    let broken = |what: &str| LabelError::Broken(what.to_owned());
    let dots_per_mm = layout.format.dots_per_inch() / 25.4;
    let (width, height) = layout.format.size_mm();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a label has some thousand dots")]
    let pixels = |mm: f32| (mm * dots_per_mm).round() as u32;
    let mut pixmap = Pixmap::new(pixels(width), pixels(height)).ok_or_else(|| broken("no room for a picture"))?;
    pixmap.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree(layout, logo)?, Transform::from_scale(dots_per_mm, dots_per_mm), &mut pixmap.as_mut());
    let rgb: Vec<u8> = pixmap.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousand dots a metre")]
    let per_metre = (dots_per_mm * 1_000.0).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&rgb));
    written.map_err(|e| LabelError::Broken(e.to_string()))?;
    Ok(bytes)
}

fn tree(layout: &Layout, logo: Option<&Logo>) -> Result<Tree, LabelError> {
    let options = Options { fontdb: fonts(), ..Options::default() };
    Tree::from_str(&source(layout, logo), &options).map_err(|e| LabelError::Broken(e.to_string()))
}

/// The drawing as we say it, with text as text.
fn source(layout: &Layout, logo: Option<&Logo>) -> String {
    let (width, height) = layout.format.size_mm();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/><path shape-rendering=\"crispEdges\" d=\""
    );
    let (left, top, module) = (layout.symbol_at.0, layout.symbol_at.1, layout.module_mm);
    for (column, row, modules) in layout.symbol.runs() {
        let (x, y) = (left + column as f32 * module, top + row as f32 * module);
        put(&mut svg, format_args!("M{x:.4} {y:.4}h{w:.4}v{module:.4}h-{w:.4}z", w = modules as f32 * module));
    }
    svg.push_str("\"/>");
    if let (Some(logo), Some((x, y, width, height))) = (logo, layout.logo) {
        let data = data_encoding::BASE64.encode(&logo.png);
        put(
            &mut svg,
            format_args!(
                "<image x=\"{x:.4}\" y=\"{y:.4}\" width=\"{width:.4}\" height=\"{height:.4}\" href=\"data:image/png;base64,{data}\"/>"
            ),
        );
    }
    for words in &layout.words {
        let weight = if words.is_bold { 700 } else { 400 };
        put(
            &mut svg,
            format_args!(
                "<text x=\"{:.4}\" y=\"{:.4}\" font-size=\"{:.3}\" font-weight=\"{weight}\" xml:space=\"preserve\">",
                words.x_mm, words.baseline_mm, words.size_mm
            ),
        );
        for (file, text) in words.stretches() {
            let family = onsite_fonts::family_of(file);
            put(&mut svg, format_args!("<tspan font-family=\"'{family}'\">{}</tspan>", escaped(&text)));
        }
        svg.push_str("</text>");
    }
    svg.push_str("</svg>");
    svg
}

fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    let _never_fails = text.write_fmt(what);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn fonts() -> Arc<fontdb::Database> {
    static FONTS: std::sync::OnceLock<Arc<fontdb::Database>> = std::sync::OnceLock::new();
    let load = || {
        let mut fonts = fontdb::Database::new();
        for file in onsite_fonts::FILES {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(file)));
        }
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(load))
}
