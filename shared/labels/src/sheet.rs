//! Labels as pages: vectors and letters of embedded fonts, on A4 sheets or one label a page.

use crate::{Format, LabelError, Layout, Logo, layout::Words};
use krilla::{
    Document,
    color::luma,
    geom::{Path, PathBuilder, Point, Rect, Size, Transform},
    image::Image,
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    text::{Font, TextDirection},
};

const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// A PDF of labels of one format, in their order. `skipped` labels at the beginning of the first sheet are already used up.
/// The labels are taken one by one, so that ten thousand need not lie in memory laid out; `on_label` hears how many are done.
///
/// # Errors
/// Whatever a label cannot be laid out for, and [`LabelError::Skipped`] for more than a sheet has.
pub fn sheet(
    format: Format,
    skipped: usize,
    logo: Option<&Logo>,
    labels: impl IntoIterator<Item = Result<Layout, LabelError>>,
    mut on_label: impl FnMut(usize),
) -> Result<Vec<u8>, LabelError> {
    let per_page = format.labels_per_page();
    if skipped >= per_page {
        return Err(LabelError::Skipped { format, labels: per_page, skipped });
    }
    let pen = Pen::new(logo)?;
    let grid = format.grid();
    let page_size = || {
        let (width, height) = (grid.page.0 * POINTS_PER_MM, grid.page.1 * POINTS_PER_MM);
        PageSettings::from_wh(width, height).ok_or_else(|| LabelError::Broken("a page without a size".to_owned()))
    };
    let mut document = Document::new();
    let mut labels = labels.into_iter();
    let mut places = skipped..per_page;
    let mut done = 0;
    let mut next = labels.next();
    while next.is_some() {
        let mut page = document.start_page_with(page_size()?);
        let mut surface = page.surface();
        for place in places {
            let Some(label) = next.take() else { break };
            let label = label?;
            let (column, row) = (place % grid.columns, place / grid.columns);
            let x = grid.first.0 + grid.pitch.0 * column as f32;
            let y = grid.first.1 + grid.pitch.1 * row as f32;
            let place =
                Transform::from_row(POINTS_PER_MM, 0.0, 0.0, POINTS_PER_MM, x * POINTS_PER_MM, y * POINTS_PER_MM);
            surface.push_transform(&place);
            pen.draw(&mut surface, &label)?;
            surface.pop();
            done += 1;
            on_label(done);
            next = labels.next();
        }
        surface.finish();
        page.finish();
        places = 0..per_page;
    }
    document.set_metadata(Metadata::new().creator("Onsite".to_owned()).title(format!("{format}: {done}")));
    document.finish().map_err(|e| LabelError::Broken(format!("{e:?}")))
}

/// What every label of a sheet is drawn with.
struct Pen {
    fonts: Vec<Font>,
    logo: Option<Image>,
}

impl Pen {
    fn new(logo: Option<&Logo>) -> Result<Self, LabelError> {
        let fonts = onsite_fonts::FILES.into_iter().filter_map(|file| Font::new(file.into(), 0)).collect();
        let image = |logo: &Logo| Image::from_png(logo.png.clone().into(), true).map_err(LabelError::Broken);
        Ok(Self { fonts, logo: logo.map(image).transpose()? })
    }

    fn draw(&self, surface: &mut Surface<'_>, label: &Layout) -> Result<(), LabelError> {
        let ink = Fill { paint: luma::Color::black().into(), opacity: NormalizedF32::ONE, rule: FillRule::default() };
        surface.set_fill(Some(ink));
        let symbol = symbol(label).ok_or_else(|| LabelError::Broken("an empty symbol".to_owned()))?;
        surface.draw_path(&symbol);
        for words in &label.words {
            self.write(surface, words);
        }
        if let (Some(logo), Some((x, y, width, height))) = (&self.logo, label.logo) {
            surface.push_transform(&Transform::from_translate(x, y));
            if let Some(size) = Size::from_wh(width, height) {
                surface.draw_image(logo.clone(), size);
            }
            surface.pop();
        }
        Ok(())
    }

    fn write(&self, surface: &mut Surface<'_>, words: &Words) {
        let mut x = words.x_mm;
        for (file, text) in words.stretches() {
            if let Some(font) = self.fonts.get(file) {
                let start = Point::from_xy(x, words.baseline_mm);
                surface.draw_text(start, font.clone(), words.size_mm, &text, false, TextDirection::Auto);
            }
            x += crate::lines::width_mm(&text, words.size_mm, words.is_bold);
        }
    }
}

/// All modules as one shape: between two of them no line shows.
fn symbol(label: &Layout) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (left, top, module) = (label.symbol_at.0, label.symbol_at.1, label.module_mm);
    for (column, row, modules) in label.symbol.runs() {
        let (x, y) = (left + column as f32 * module, top + row as f32 * module);
        path.push_rect(Rect::from_xywh(x, y, modules as f32 * module, module)?);
    }
    path.finish()
}
