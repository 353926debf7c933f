//! The tables that can be imported and exported, column by column.

use onsite_domain::Word;

/// A table. Its name on the command line is the plural of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportKind {
    Organisations,
    Users,
    Customers,
    Sites,
    Contacts,
    Devices,
    Parts,
    StockLocations,
    Stock,
    Procedures,
    WorkOrders,
}

impl ImportKind {
    /// In an order in which each can name what comes before.
    pub const ALL: &'static [Self] = &[
        Self::Organisations,
        Self::Users,
        Self::Customers,
        Self::Sites,
        Self::Contacts,
        Self::Devices,
        Self::Parts,
        Self::StockLocations,
        Self::Stock,
        Self::Procedures,
        Self::WorkOrders,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organisations => "organisations",
            Self::Users => "users",
            Self::Customers => "customers",
            Self::Sites => "sites",
            Self::Contacts => "contacts",
            Self::Devices => "devices",
            Self::Parts => "parts",
            Self::StockLocations => "stock-locations",
            Self::Stock => "stock",
            Self::Procedures => "procedures",
            Self::WorkOrders => "work-orders",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Text,
    /// Lower case: logins.
    Lower,
    /// Separated by semicolons.
    List,
    Whole,
    /// `yes`, `no`, 1, 0, 是, 否.
    YesNo,
    /// Up to three decimal places.
    Quantity,
    /// Degrees as decimal text.
    Degrees,
    /// The key of something of that word.
    Reference(Word),
    /// An instant in RFC 3339.
    Instant,
    /// `code:level:last day`, separated by semicolons; the last day may be missing.
    Skills,
    /// Known columns of an export that say nothing at import.
    Ignored,
}

pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// Dotted path in the record's body.
    pub(crate) path: &'static str,
    pub(crate) cell: Cell,
    pub(crate) is_required: bool,
}

const fn column(name: &'static str, path: &'static str, cell: Cell) -> Column {
    Column { name, path, cell, is_required: false }
}

const fn required(name: &'static str, path: &'static str, cell: Cell) -> Column {
    Column { name, path, cell, is_required: true }
}

/// The word whose records a table holds.
pub(crate) const fn word(kind: ImportKind) -> Word {
    match kind {
        ImportKind::Organisations => Word::Organisation,
        ImportKind::Users => Word::User,
        ImportKind::Customers => Word::Customer,
        ImportKind::Sites => Word::Site,
        ImportKind::Contacts => Word::Contact,
        ImportKind::Devices => Word::Device,
        ImportKind::Parts => Word::Part,
        ImportKind::StockLocations | ImportKind::Stock => Word::StockLocation,
        ImportKind::Procedures => Word::Procedure,
        ImportKind::WorkOrders => Word::WorkOrder,
    }
}

/// The columns of a table; the first is its key.
pub(crate) fn columns(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::Organisations => ORGANISATIONS,
        ImportKind::Users => USERS,
        ImportKind::Customers => CUSTOMERS,
        ImportKind::Sites => SITES,
        ImportKind::Contacts => CONTACTS,
        ImportKind::Devices => DEVICES,
        ImportKind::Parts => PARTS,
        ImportKind::StockLocations => STOCK_LOCATIONS,
        ImportKind::Stock => STOCK,
        ImportKind::Procedures => &[],
        ImportKind::WorkOrders => WORK_ORDERS,
    }
}

const ORGANISATIONS: &[Column] = &[
    required("number", "number", Cell::Text),
    required("kind", "kind", Cell::Text),
    column("name_zh", "name.zh", Cell::Text),
    column("name_en", "name.en", Cell::Text),
    column("parent", "parent", Cell::Reference(Word::Organisation)),
    column("address_zh", "address.zh", Cell::Text),
    column("address_en", "address.en", Cell::Text),
    column("phone", "phone", Cell::Text),
    column("email", "email", Cell::Text),
    column("zone", "zone", Cell::Text),
    column("remarks", "remarks", Cell::Text),
];

const USERS: &[Column] = &[
    required("login", "login", Cell::Lower),
    column("name_zh", "name.zh", Cell::Text),
    column("name_en", "name.en", Cell::Text),
    column("number", "number", Cell::Text),
    column("organisation", "organisation", Cell::Reference(Word::Organisation)),
    required("roles", "roles", Cell::List),
    column("skills", "skills", Cell::Skills),
    column("language", "language", Cell::Text),
    column("phone", "phone", Cell::Text),
    column("email", "email", Cell::Text),
    column("zone", "zone", Cell::Text),
    column("remarks", "remarks", Cell::Text),
    column("is_disabled", "is_disabled", Cell::YesNo),
];

const CUSTOMERS: &[Column] = &[
    required("number", "number", Cell::Text),
    column("name_zh", "name.zh", Cell::Text),
    column("name_en", "name.en", Cell::Text),
    column("short_name_zh", "short_name.zh", Cell::Text),
    column("short_name_en", "short_name.en", Cell::Text),
    column("organisation", "organisation", Cell::Reference(Word::Organisation)),
    column("industry", "industry", Cell::Text),
    column("grade", "grade", Cell::Text),
    column("address_zh", "address.zh", Cell::Text),
    column("address_en", "address.en", Cell::Text),
    column("phone", "phone", Cell::Text),
    column("email", "email", Cell::Text),
    column("language", "language", Cell::Text),
    column("invoice_title", "invoice_title", Cell::Text),
    column("tax_number", "tax_number", Cell::Text),
    column("invoice_address", "invoice_address", Cell::Text),
    column("payment_days", "payment_days", Cell::Whole),
    column("remarks", "remarks", Cell::Text),
    column("is_retired", "is_retired", Cell::YesNo),
];

const SITES: &[Column] = &[
    required("number", "number", Cell::Text),
    required("customer", "customer", Cell::Reference(Word::Customer)),
    column("name_zh", "name.zh", Cell::Text),
    column("name_en", "name.en", Cell::Text),
    column("organisation", "organisation", Cell::Reference(Word::Organisation)),
    column("region", "region", Cell::Text),
    column("address_zh", "address.zh", Cell::Text),
    column("address_en", "address.en", Cell::Text),
    column("postcode", "postcode", Cell::Text),
    column("country", "country", Cell::Text),
    column("latitude", "coordinates.latitude_udeg", Cell::Degrees),
    column("longitude", "coordinates.longitude_udeg", Cell::Degrees),
    required("zone", "zone", Cell::Text),
    column("access_notes_zh", "access_notes.zh", Cell::Text),
    column("access_notes_en", "access_notes.en", Cell::Text),
    column("remarks", "remarks", Cell::Text),
    column("is_retired", "is_retired", Cell::YesNo),
];

const CONTACTS: &[Column] = &[
    required("key", "", Cell::Ignored),
    required("customer", "customer", Cell::Reference(Word::Customer)),
    column("name_zh", "name.zh", Cell::Text),
    column("name_en", "name.en", Cell::Text),
    column("position_zh", "position.zh", Cell::Text),
    column("position_en", "position.en", Cell::Text),
    column("phones", "phones", Cell::List),
    column("email", "email", Cell::Text),
    column("messenger", "messenger", Cell::Text),
    column("language", "language", Cell::Text),
    column("may_order", "may_order", Cell::YesNo),
    column("remarks", "remarks", Cell::Text),
    column("is_retired", "is_retired", Cell::YesNo),
];

const DEVICES: &[Column] = &[
    required("number", "number", Cell::Text),
    column("serial", "serial", Cell::Text),
    required("model", "model", Cell::Text),
    column("maker", "maker", Cell::Text),
    column("name_zh", "name.zh", Cell::Text),
    column("name_en", "name.en", Cell::Text),
    required("customer", "customer", Cell::Reference(Word::Customer)),
    column("site", "site", Cell::Reference(Word::Site)),
    column("place_zh", "place.zh", Cell::Text),
    column("place_en", "place.en", Cell::Text),
    column("responsible_engineer", "responsible_engineer", Cell::Reference(Word::User)),
    column("sale_number", "sale_number", Cell::Text),
    column("made_on", "made_on", Cell::Text),
    column("bought_on", "bought_on", Cell::Text),
    column("installed_on", "installed_on", Cell::Text),
    column("accepted_on", "accepted_on", Cell::Text),
    column("warranty_ends_on", "warranty_ends_on", Cell::Text),
    column("support_ends_on", "support_ends_on", Cell::Text),
    required("life_cycle", "life_cycle", Cell::Text),
    column("codes", "codes", Cell::List),
    column("remarks", "remarks", Cell::Text),
];

const PARTS: &[Column] = &[
    required("number", "number", Cell::Text),
    column("name_zh", "name.zh", Cell::Text),
    column("name_en", "name.en", Cell::Text),
    column("specification", "specification", Cell::Text),
    column("maker", "maker", Cell::Text),
    column("maker_number", "maker_number", Cell::Text),
    column("category", "category", Cell::Text),
    required("base_unit", "base_unit", Cell::Text),
    required("tracked_by", "tracked_by", Cell::Text),
    column("price_minor", "price.minor", Cell::Whole),
    column("price_currency", "price.currency", Cell::Text),
    column("minimum", "minimum", Cell::Quantity),
    column("models", "models", Cell::List),
    column("barcodes", "barcodes", Cell::List),
    column("is_old_part_returned", "is_old_part_returned", Cell::YesNo),
    column("remarks", "remarks", Cell::Text),
    column("is_retired", "is_retired", Cell::YesNo),
];

const STOCK_LOCATIONS: &[Column] = &[
    required("number", "number", Cell::Text),
    required("kind", "kind", Cell::Text),
    column("name_zh", "name.zh", Cell::Text),
    column("name_en", "name.en", Cell::Text),
    column("organisation", "organisation", Cell::Reference(Word::Organisation)),
    column("user", "user", Cell::Reference(Word::User)),
    column("remarks", "remarks", Cell::Text),
    column("is_retired", "is_retired", Cell::YesNo),
];

const STOCK: &[Column] = &[
    required("reference", "", Cell::Text),
    required("location", "", Cell::Reference(Word::StockLocation)),
    required("part", "", Cell::Reference(Word::Part)),
    required("quantity", "", Cell::Quantity),
    column("condition", "", Cell::Text),
    column("serial", "", Cell::Text),
    column("lot", "", Cell::Text),
];

const WORK_ORDERS: &[Column] = &[
    required("reference", "customer_reference", Cell::Text),
    column("number", "number", Cell::Ignored),
    column("status", "status", Cell::Ignored),
    required("kind", "kind", Cell::Text),
    column("mode", "mode", Cell::Text),
    column("title", "title", Cell::Text),
    column("description", "description", Cell::Text),
    column("priority", "priority", Cell::Text),
    column("customer", "customer", Cell::Reference(Word::Customer)),
    column("site", "site", Cell::Reference(Word::Site)),
    column("device", "device", Cell::Reference(Word::Device)),
    column("received", "received_ms", Cell::Instant),
    column("window_start", "window_start_ms", Cell::Instant),
    column("window_end", "window_end_ms", Cell::Instant),
    column("procedure", "procedure", Cell::Reference(Word::Procedure)),
    column("lead", "lead", Cell::Reference(Word::User)),
    column("helpers", "", Cell::List),
];
