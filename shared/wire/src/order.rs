//! Orders of the office that a field device obeys only because the server signed them.

use crate::{binary, delivery::SubjectRef, limit, sealed::Content, statement::Domain};
use minicbor::{Decode, Encode};
use onsite_domain::{Id, id::Hash};

/// An order as it is sealed. `action` is `None` for a kind that this build does not know.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Order {
    #[cbor(n(0), with = "binary::one")]
    pub id: Id,
    /// The server's clock.
    #[n(1)]
    pub issued_ms: i64,
    /// One of [`REVOKE`], [`WIPE`], [`ERASE`].
    #[n(2)]
    pub kind: String,
    /// The field device it is addressed to, for revoking and wiping.
    #[cbor(n(3), with = "binary::maybe", skip_if = "Option::is_none")]
    pub field_device: Option<Id>,
    /// An operator said in so many words that unsent work may be lost.
    #[cbor(n(4), skip_if = "std::ops::Not::not")]
    pub is_loss_accepted: bool,
    /// What is erased.
    #[n(5)]
    pub subject: Option<SubjectRef>,
    /// The changes, facts and blobs whose bytes go; without any, everything of the subject. The hashes stay.
    #[cbor(n(6), with = "binary::many", skip_if = "Vec::is_empty")]
    pub hashes: Vec<Hash>,
    /// For people; no personal data.
    #[cbor(n(7), skip_if = "String::is_empty")]
    pub reason: String,
}

pub const REVOKE: &str = "revoke";
pub const WIPE: &str = "wipe";
pub const ERASE: &str = "erase";

impl Content for Order {
    const DOMAIN: Domain = Domain::Order;
}

/// What an order tells to do.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderAction<'a> {
    /// This field device may only push, into quarantine.
    Revoke { field_device: Id },
    /// This field device drops its store, once every unsent thing has a receipt, or at once if the loss is accepted.
    Wipe { field_device: Id, is_loss_accepted: bool },
    /// Bytes go, hashes stay.
    Erase { subject: &'a SubjectRef, hashes: &'a [Hash] },
}

impl Order {
    pub fn new(id: Id, issued_ms: i64, action: &OrderAction<'_>, reason: &str) -> Self {
        let mut order = Self {
            id,
            issued_ms,
            kind: String::new(),
            field_device: None,
            is_loss_accepted: false,
            subject: None,
            hashes: Vec::new(),
            reason: reason.to_owned(),
        };
        match action {
            OrderAction::Revoke { field_device } => {
                REVOKE.clone_into(&mut order.kind);
                order.field_device = Some(*field_device);
            }
            OrderAction::Wipe { field_device, is_loss_accepted } => {
                WIPE.clone_into(&mut order.kind);
                order.field_device = Some(*field_device);
                order.is_loss_accepted = *is_loss_accepted;
            }
            OrderAction::Erase { subject, hashes } => {
                ERASE.clone_into(&mut order.kind);
                order.subject = Some((*subject).clone());
                order.hashes = hashes.to_vec();
            }
        }
        order
    }

    pub fn action(&self) -> Option<OrderAction<'_>> {
        match self.kind.as_str() {
            REVOKE => Some(OrderAction::Revoke { field_device: self.field_device? }),
            WIPE => {
                Some(OrderAction::Wipe { field_device: self.field_device?, is_loss_accepted: self.is_loss_accepted })
            }
            ERASE => Some(OrderAction::Erase { subject: self.subject.as_ref()?, hashes: &self.hashes }),
            _ => None,
        }
    }

    /// How many hashes fit one order; more need several.
    pub const HASHES_MAX: usize = limit::SMALL_BYTES_MAX / 64;
}
