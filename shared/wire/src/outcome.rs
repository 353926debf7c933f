//! What became of pushed units.

use crate::limit;
use minicbor::{Decode, Decoder, Encode, Encoder};
use onsite_domain::{Rejected, RejectedCode};

/// The server's word on a push. Units that are not named went through.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct PushOutcome {
    /// Every unit of the branch up to and including this number is durable on the server and decided.
    #[n(0)]
    pub accepted_through: Option<u64>,
    /// The units that did not simply go through, by number.
    #[cbor(n(1), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PUSH_UNITS_MAX }>")]
    pub units: Vec<UnitOutcome>,
    /// The server does not know the parent: nothing was taken, send again from after this unit.
    #[n(2)]
    pub chain_unknown: Option<ChainPoint>,
    /// Another chain grows from the same field device: a clone or a restored phone. Work is kept, custody is suspended.
    #[cbor(n(3), skip_if = "std::ops::Not::not")]
    pub is_forked: bool,
    /// What the server made of the units' stamps.
    #[cbor(n(4), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PUSH_UNITS_MAX }>")]
    pub corrections: Vec<Correction>,
}

/// A place in the chain of units. Number 0 is before the first unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ChainPoint {
    #[n(0)]
    pub number: u64,
    #[cbor(n(1), with = "crate::binary::one")]
    pub chain: [u8; 16],
}

/// How the server corrects the stamps of these units and the facts in them: `corrected = wall + offset`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Correction {
    #[n(0)]
    pub first_number: u64,
    #[n(1)]
    pub last_number: u64,
    /// The server's clock when it took them; the same again when they are sent again.
    #[n(2)]
    pub received_ms: i64,
    #[n(3)]
    pub offset_ms: i64,
    #[cbor(n(4), skip_if = "limit::is_zero_u64")]
    pub uncertain_ms: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct UnitOutcome {
    pub number: u64,
    pub outcome: Outcome,
}

/// What became of one unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Ok,
    /// The server had it already.
    Duplicate,
    /// A rule said no; the bytes are in quarantine. `code` is a [`RejectedCode`] or a newer one.
    Rejected {
        code: String,
        path: String,
        detail: String,
    },
    /// Kept back because it builds on that unit.
    BlockedBy {
        number: u64,
    },
    /// Kept, shown to a dispatcher, not current by itself.
    Review {
        reason: String,
    },
    /// Not now; it stays in the outbox. `server_older`: the server does not know this schema yet.
    Unavailable {
        reason: String,
    },
}

impl From<Rejected> for Outcome {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected { code: rejected.code.as_str().to_owned(), path: rejected.path, detail: rejected.detail }
    }
}

impl Outcome {
    /// The refusal, where it is one with a code that this build knows.
    pub fn rejected(&self) -> Option<Rejected> {
        match self {
            Self::Rejected { code, path, detail } => {
                Some(Rejected::because(RejectedCode::from_code(code)?, path.as_str(), detail.as_str()))
            }
            _ => None,
        }
    }
}

/// The outcome as it travels: flat, so that a kind of a newer version still decodes (as `Unavailable`: the unit stays in
/// the outbox, which is never wrong).
#[derive(Encode, Decode)]
#[cbor(map)]
struct FlatOutcome {
    #[n(0)]
    number: u64,
    #[n(1)]
    kind: u8,
    #[cbor(n(2), skip_if = "String::is_empty")]
    code: String,
    #[cbor(n(3), skip_if = "String::is_empty")]
    path: String,
    #[cbor(n(4), skip_if = "String::is_empty")]
    detail: String,
    #[cbor(n(5), skip_if = "limit::is_zero_u64")]
    blocked_by: u64,
}

impl<Ctx> Encode<Ctx> for UnitOutcome {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut Ctx,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let mut flat = FlatOutcome {
            number: self.number,
            kind: 0,
            code: String::new(),
            path: String::new(),
            detail: String::new(),
            blocked_by: 0,
        };
        match &self.outcome {
            Outcome::Ok => {}
            Outcome::Duplicate => flat.kind = 1,
            Outcome::Rejected { code, path, detail } => {
                flat.kind = 2;
                flat.code.clone_from(code);
                flat.path.clone_from(path);
                flat.detail.clone_from(detail);
            }
            Outcome::BlockedBy { number } => {
                flat.kind = 3;
                flat.blocked_by = *number;
            }
            Outcome::Review { reason } => {
                flat.kind = 4;
                flat.code.clone_from(reason);
            }
            Outcome::Unavailable { reason } => {
                flat.kind = 5;
                flat.code.clone_from(reason);
            }
        }
        flat.encode(e, ctx)
    }
}

impl<'b, Ctx> Decode<'b, Ctx> for UnitOutcome {
    fn decode(d: &mut Decoder<'b>, ctx: &mut Ctx) -> Result<Self, minicbor::decode::Error> {
        let flat = FlatOutcome::decode(d, ctx)?;
        let outcome = match flat.kind {
            0 => Outcome::Ok,
            1 => Outcome::Duplicate,
            2 => Outcome::Rejected { code: flat.code, path: flat.path, detail: flat.detail },
            3 => Outcome::BlockedBy { number: flat.blocked_by },
            4 => Outcome::Review { reason: flat.code },
            _ => Outcome::Unavailable { reason: flat.code },
        };
        Ok(Self { number: flat.number, outcome })
    }
}
