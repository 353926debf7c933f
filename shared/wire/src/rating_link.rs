//! The link with which a customer rates a visit on their own phone. A field device makes it without a network; it opens one
//! page of the company's server, for one visit, once, until it expires.

use crate::{binary, sealed::Content, statement::Domain};
use minicbor::{Decode, Encode};
use onsite_domain::{Id, id::Hash};

/// Before the sealed link in its address.
pub const PATH_RATE: &str = "/r";

/// What the field device sealed with its key.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct RatingLink {
    /// Whose key it is sealed with.
    #[cbor(n(0), with = "binary::one")]
    pub field_device: Id,
    #[cbor(n(1), with = "binary::one")]
    pub visit: Id,
    #[cbor(n(2), with = "binary::one")]
    pub work_order: Id,
    #[cbor(n(3), with = "binary::one")]
    pub questionnaire: Id,
    /// By the server's clock, as far as the field device knew it.
    #[n(4)]
    pub expires_ms: i64,
}

impl Content for RatingLink {
    const DOMAIN: Domain = Domain::RatingLink;
}

impl RatingLink {
    /// The identity of the one rating that it gives, and so does every link of this field device for the same visit.
    pub fn rating_id(&self) -> Id {
        let parts = [self.field_device, self.visit, self.questionnaire].map(|id| id.to_bytes());
        Hash::of_parts("onsite/rating-link/v1", &[&parts[0], &parts[1], &parts[2]]).id()
    }
}
