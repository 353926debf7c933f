//! The words of field service and their rules: what an order, a visit, a part usage or a signature is, how status
//! follows from presses, what needs a person's attention, who may do what.
//!
//! Invariants
//! - Nothing here does I/O, reads a clock, draws randomness or knows SQL, Automerge or HTTP. Everything is a function of
//!   its arguments, so that the phone, the server and a rebuild come to the same result.
//! - Bytes that somebody signed are never produced a second time: facts and records are JSON bytes that are kept as they
//!   came. Decoding is tolerant (a missing field is its default, an unknown field is ignored, an unknown kind is kept).
//! - Nothing panics on data.
//!
//! Where next: [`Subject`] names anything that has history; [`fact::Fact`], [`record::Record`] and
//! [`document::DocumentState`] are the three shapes of ground state; the folds that make views from them sit beside
//! their word (`work_order`, `visit`, `device`, ...) behind the one door [`project::project`]; [`document_kind`] and
//! [`fact_kind`] say what may be written, [`policy`] by whom, [`scope`] what a field device carries; [`record_kind`]
//! checks, projects and finds every record word.

pub mod attention;
pub mod author;
pub mod command;
pub mod contain;
pub mod document;
pub mod fact;
pub mod held_unit;
pub mod id;
pub mod money;
pub mod outcome;
pub mod quantity;
pub mod record;
pub mod stamp;
pub mod subject;
pub mod version;
pub mod view;

// Records and their rules.
pub mod article;
pub mod attachment;
mod base32;
pub mod bulletin;
pub mod calendar;
pub mod charge;
pub mod checklist;
mod choice;
pub mod code_batch;
pub mod contact;
pub mod contract;
pub mod coordinates;
pub mod cover;
pub mod customer;
pub mod device_code;
pub mod device_record;
pub mod fault_code;
pub mod field_definition;
pub mod field_device;
mod gs1;
pub mod inspection;
pub mod language;
pub mod limits;
pub mod maintenance_due;
pub mod maintenance_plan;
pub mod order_kind;
pub mod organisation;
pub mod part;
pub mod price_list;
pub mod priority;
pub mod procedure;
pub mod questionnaire;
pub mod record_kind;
pub mod recurrence;
pub mod request;
pub mod revocation;
pub mod scanned;
mod schema;
pub mod sealed_report;
pub mod service_item;
pub mod service_level;
pub mod settings;
pub mod site;
pub mod step;
pub mod stock_location;
pub mod team;
pub mod text;
pub mod tool;
pub mod user;
pub mod warranty;
pub mod zone;

// Documents and facts: their folds, attention, policy and scope.
pub mod acceptance;
pub mod answer;
pub mod approval;
pub mod assignment;
pub mod attached_file;
pub mod code_binding;
mod conflict;
pub mod count;
pub mod custody;
pub mod decision;
pub mod device;
pub mod device_merge;
pub mod document_kind;
pub mod entry;
pub mod erasure;
pub mod expense;
pub mod fact_kind;
pub mod failure;
pub mod finding;
pub mod giving;
pub mod lifecycle;
pub mod meter_reading;
pub mod missing;
pub mod movement;
pub mod name;
pub mod note;
pub mod notice;
pub mod number;
pub mod part_request;
pub mod part_usage;
pub mod photo;
pub mod place;
pub mod policy;
pub mod press;
pub mod procedure_draft;
pub mod project;
pub mod proposal;
pub mod proposed_correction;
pub mod rating;
pub mod reading;
pub mod receipt;
pub mod scope;
pub mod shelf;
pub mod signature;
pub mod standstill;
pub mod stock;
pub mod stock_books;
#[cfg(test)]
mod testing;
pub mod time_entry;
pub mod visit;
pub mod visit_charges;
pub mod visit_status;
pub mod visit_step;
pub mod work_order;
pub mod work_order_status;

pub use coordinates::Coordinates;
pub use language::Language;
pub use priority::Priority;
pub use quantity::Quantity;
pub use text::Text;

pub use author::Author;
pub use id::Id;
pub use outcome::{Rejected, RejectedCode};
pub use stamp::Stamp;
pub use subject::{Subject, Word};
