//! A report as a PDF: the pages a customer reads, signs and keeps. The same engine makes quotes and handovers of goods.
//!
//! [`Renderer`] is the [`onsite_report::Engine`] of the programs: it makes the pages of a paper with places for signatures
//! that are empty, and the marks that are later put into them. What is between, sealing and verifying, is not here.
//!
//! Invariants
//! - The same paper gives the same bytes, in every process: no clock, no randomness, no file, no network, no font but
//!   those of `onsite_fonts`. A template sees its own files and the values of this paper, and nothing else.
//! - What people wrote reaches a template as values, never as source: text that looks like code is text.
//! - Nothing a person recorded makes paper fail: what cannot be shown is written as its code point, a picture that is
//!   missing or broken is a frame with its hash. Only a template can fail, and then says where.
//! - The content of the paper is attached to its pages, whatever the template does.
//! - Pages are PDF/A-3a and PDF/UA-1: tagged, every font embedded, every picture with words for it.
//!
//! Where next: `render` for how it goes, `sheet` for the values a template gets, `template/report.typ` for the pages,
//! `README.md` beside this file for companies that want their own.

mod diagnosis;
mod figures;
mod mark;
mod phrase;
mod picture;
mod qr;
mod render;
pub mod sample;
mod sheet;
mod template;
mod world;

pub use diagnosis::Fault;
pub use mark::{MarkError, render_mark};
pub use render::{RenderError, Renderer};
pub use template::{Template, TemplateError};

/// Goes up whenever the same paper would come out with other bytes: engine, fonts, this crate.
pub const RENDERER_VERSION: &str = "typst-0.15.1/1";
/// The fonts that `RENDERER_VERSION` stands for, by a name of their own (a test holds them to their hash).
pub const FONTS_VERSION: &str = "noto-cut/1";

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_domain::id::Hash;

    #[test]
    fn fonts_that_changed_have_another_name() {
        let files: Vec<&[u8]> = onsite_fonts::FILES.to_vec();
        let hash = Hash::of_parts("fonts", &files).to_string();
        assert_eq!(
            (FONTS_VERSION, hash.as_str()),
            ("noto-cut/1", "cc4a96e32bf00b7d356eef27234532274dce80e4381ed9cb60623d639f7a5e44")
        );
    }
}
