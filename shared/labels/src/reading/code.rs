//! What was read: one code with its place in the picture.

/// What kinds of codes are read. Closed: a kind without check characters of its own is not among them, but for Code 39,
/// which is believed only when several lines across it say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbology {
    Qr,
    MicroQr,
    DataMatrix,
    Code128,
    Code39,
    Ean13,
}

impl Symbology {
    pub const ALL: &'static [Self] =
        &[Self::Qr, Self::MicroQr, Self::DataMatrix, Self::Code128, Self::Code39, Self::Ean13];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Qr => "qr",
            Self::MicroQr => "micro_qr",
            Self::DataMatrix => "data_matrix",
            Self::Code128 => "code_128",
            Self::Code39 => "code_39",
            Self::Ean13 => "ean_13",
        }
    }

    /// How a hand scanner names a symbol of GS1 (General Specifications, figure 5.1.3-1): before its element string.
    fn gs1_mark(self) -> Option<&'static str> {
        match self {
            Self::Qr => Some("]Q3"),
            Self::DataMatrix => Some("]d2"),
            Self::Code128 => Some("]C1"),
            Self::MicroQr | Self::Code39 | Self::Ean13 => None,
        }
    }
}

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    Text(String),
    /// Bytes that are no text.
    Bytes(Vec<u8>),
}

/// A place in the picture as it is shown, in pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corner {
    pub x: f32,
    pub y: f32,
}

/// A code in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    pub symbology: Symbology,
    pub content: Content,
    /// The symbol begins with FNC1: its text is a GS1 element string, parts separated by U+001D.
    pub is_gs1: bool,
    /// Around the symbol, in the order upper left, upper right, lower right, lower left of the symbol itself. Those of
    /// codes of bars have the height of what was looked at, not of the bars.
    pub corners: [Corner; 4],
}

impl Code {
    /// The text; `None` for bytes that are none.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Bytes(_) => None,
        }
    }

    /// As a hand scanner would give it: the text, behind the mark of its symbology where it is a GS1 element string. This
    /// is what `onsite_domain::scanned::Scanned` reads.
    pub fn scanned(&self) -> Option<String> {
        let text = self.text()?;
        let mark = self.symbology.gs1_mark().filter(|_| self.is_gs1).unwrap_or_default();
        Some(format!("{mark}{text}"))
    }

    fn centre(&self) -> (f32, f32) {
        let (x, y) = self.corners.iter().fold((0.0, 0.0), |(x, y), corner| (x + corner.x, y + corner.y));
        (x / 4.0, y / 4.0)
    }

    /// How far its corners are from its centre, at most.
    fn reach(&self) -> f32 {
        let (x, y) = self.centre();
        self.corners.iter().map(|corner| (corner.x - x).hypot(corner.y - y)).fold(0.0, f32::max)
    }

    /// Whether both are the same symbol: they say the same at the same place.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let ((x, y), (other_x, other_y)) = (self.centre(), other.centre());
        self.symbology == other.symbology
            && self.content == other.content
            && (x - other_x).hypot(y - other_y) < self.reach().max(other.reach()).max(8.0)
    }

    /// Whether the middle of the other lies in this one.
    pub(super) fn covers(&self, x: f32, y: f32) -> bool {
        let (own_x, own_y) = self.centre();
        (x - own_x).hypot(y - own_y) < self.reach()
    }

    /// Moved and enlarged from a part of the picture to the picture.
    pub(super) fn placed(mut self, scale: f32, left: f32, top: f32) -> Self {
        for corner in &mut self.corners {
            *corner = Corner { x: corner.x * scale + left, y: corner.y * scale + top };
        }
        self
    }
}

/// Adds what is not there yet.
pub(super) fn add(found: &mut Vec<Code>, new: impl IntoIterator<Item = Code>) {
    for code in new {
        if !found.iter().any(|known| known.is_same(&code)) {
            found.push(code);
        }
    }
}

/// From top to bottom and from left to right, so that the same picture always gives the same list.
pub(super) fn in_order(mut found: Vec<Code>) -> Vec<Code> {
    found.sort_by(|a, b| {
        let ((ax, ay), (bx, by)) = (a.centre(), b.centre());
        ay.total_cmp(&by).then(ax.total_cmp(&bx)).then_with(|| a.content.cmp(&b.content))
    });
    found
}
