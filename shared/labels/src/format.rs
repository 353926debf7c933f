//! The labels that there are: sheets for office printers, rolls for label printers.

use crate::LabelError;
use onsite_domain::{Rejected, RejectedCode};
use std::{fmt, str::FromStr};

/// A size of label and how it comes. Sheets are A4 with the measures that Avery publishes for its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Roll30x20,
    Roll45x30,
    Roll60x40,
    /// 21 labels of 63.5 × 38.1 mm on A4.
    L7160,
    /// 14 labels of 99.1 × 38.1 mm on A4.
    L7163,
}

/// Where labels stand on a page, in mm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grid {
    pub(crate) page: (f32, f32),
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) first: (f32, f32),
    pub(crate) pitch: (f32, f32),
}

impl Format {
    pub const ALL: &'static [Self] = &[Self::Roll30x20, Self::Roll45x30, Self::Roll60x40, Self::L7160, Self::L7163];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Roll30x20 => "30x20",
            Self::Roll45x30 => "45x30",
            Self::Roll60x40 => "60x40",
            Self::L7160 => "L7160",
            Self::L7163 => "L7163",
        }
    }

    /// Width and height of one label, in mm.
    pub const fn size_mm(self) -> (f32, f32) {
        match self {
            Self::Roll30x20 => (30.0, 20.0),
            Self::Roll45x30 => (45.0, 30.0),
            Self::Roll60x40 => (60.0, 40.0),
            Self::L7160 => (63.5, 38.1),
            Self::L7163 => (99.1, 38.1),
        }
    }

    /// Labels on a page: 1 on a roll.
    pub const fn labels_per_page(self) -> usize {
        let grid = self.grid();
        grid.columns * grid.rows
    }

    /// What the printer that these labels are made for can place: label printers mostly have 203 dots an inch.
    pub const fn dots_per_inch(self) -> f32 {
        match self {
            Self::Roll30x20 | Self::Roll45x30 | Self::Roll60x40 => 203.2,
            Self::L7160 | Self::L7163 => 600.0,
        }
    }

    /// How far the print may be off on the label, in mm: kept free on every side.
    pub(crate) const fn tolerance_mm(self) -> f32 {
        match self {
            Self::Roll30x20 => 0.5,
            Self::Roll45x30 | Self::Roll60x40 => 0.75,
            Self::L7160 | Self::L7163 => 1.5,
        }
    }

    pub(crate) const fn grid(self) -> Grid {
        let a4 = (210.0, 297.0);
        match self {
            Self::Roll30x20 | Self::Roll45x30 | Self::Roll60x40 => {
                let size = self.size_mm();
                Grid { page: size, columns: 1, rows: 1, first: (0.0, 0.0), pitch: size }
            }
            Self::L7160 => Grid { page: a4, columns: 3, rows: 7, first: (7.25, 15.15), pitch: (66.0, 38.1) },
            Self::L7163 => Grid { page: a4, columns: 2, rows: 7, first: (4.65, 15.15), pitch: (101.6, 38.1) },
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = Rejected;

    fn from_str(text: &str) -> Result<Self, Rejected> {
        let found = Self::ALL.iter().find(|format| format.as_str().eq_ignore_ascii_case(text.trim()));
        let names = || Self::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
        found.copied().ok_or_else(|| Rejected::because(RejectedCode::WrongShape, "format", names()))
    }
}

impl Format {
    /// The smallest label on which something can be made, among those that are larger than this one.
    pub(crate) fn smallest_where(does_fit: impl Fn(Self) -> Result<(), LabelError>) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| does_fit(*format).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_within_its_page_and_none_overlaps_the_next() {
        for format in Format::ALL {
            let (grid, (width, height)) = (format.grid(), format.size_mm());
            let far = |count: usize, first: f32, pitch: f32, size: f32| first + pitch * (count as f32 - 1.0) + size;
            assert!(far(grid.columns, grid.first.0, grid.pitch.0, width) <= grid.page.0, "{format}");
            assert!(far(grid.rows, grid.first.1, grid.pitch.1, height) <= grid.page.1, "{format}");
            assert!(grid.pitch.0 >= width && grid.pitch.1 >= height, "{format}");
            assert_eq!(format.as_str().to_lowercase().parse(), Ok(*format));
        }
        assert!("A5".parse::<Format>().unwrap_err().detail.contains("30x20"));
    }
}
