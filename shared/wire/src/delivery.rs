//! What is delivered about subjects: runs of changes, facts, records. The server sends it to a field device; after a
//! server was restored from a backup, field devices send it back with the signatures they kept.

use crate::{
    binary,
    keys::{Signature, SigningKey},
    limit,
    run_proof::RunProof,
    statement::Statement,
    trust::CertificateChain,
};
use minicbor::{Decode, Decoder, Encode, Encoder};
use onsite_domain::{Author, Id, Subject, id::Hash, stamp::Received};

/// A subject by name. The word stays text, so that one which this build does not know makes nothing else unreadable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct SubjectRef {
    #[n(0)]
    pub word: String,
    #[cbor(n(1), with = "binary::one")]
    pub id: Id,
}

impl SubjectRef {
    /// `None` for a word of a newer version.
    pub fn subject(&self) -> Option<Subject> {
        Some(Subject::new(self.word.parse().ok()?, self.id))
    }
}

impl From<Subject> for SubjectRef {
    fn from(subject: Subject) -> Self {
        Self { word: subject.word.as_str().to_owned(), id: subject.id }
    }
}

/// The author behind an actor, in the parts that a run's signature covers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct AuthorRef {
    /// The tag of [`Author`]: `field_device`, `console`, `token`, `customer_link`, `rule`, or one that is newer.
    #[n(0)]
    pub by: String,
    /// The field device, user, token or link.
    #[cbor(n(1), with = "binary::maybe", skip_if = "Option::is_none")]
    pub id: Option<Id>,
    /// The user of the field device.
    #[cbor(n(2), with = "binary::maybe", skip_if = "Option::is_none")]
    pub user: Option<Id>,
    #[n(3)]
    pub rule: Option<String>,
}

impl AuthorRef {
    /// `None` for a kind of author of a newer version.
    pub fn author(&self) -> Option<Author> {
        Some(match (self.by.as_str(), self.id, self.user, &self.rule) {
            ("field_device", Some(field_device), Some(user), _) => Author::FieldDevice { field_device, user },
            ("console", Some(user), ..) => Author::Console { user },
            ("token", Some(token), ..) => Author::Token { token },
            ("customer_link", Some(link), ..) => Author::CustomerLink { link },
            ("rule", .., Some(rule)) => Author::Rule { rule: rule.clone() },
            _ => return None,
        })
    }
}

impl From<&Author> for AuthorRef {
    fn from(author: &Author) -> Self {
        let (by, id, user, rule) = match author {
            Author::FieldDevice { field_device, user } => ("field_device", Some(*field_device), Some(*user), None),
            Author::Console { user } => ("console", Some(*user), None, None),
            Author::Token { token } => ("token", Some(*token), None, None),
            Author::CustomerLink { link } => ("customer_link", Some(*link), None, None),
            Author::Rule { rule } => ("rule", None, None, Some(rule.clone())),
        };
        Self { by: by.to_owned(), id, user, rule }
    }
}

/// Who is behind an actor. Believed once a run of that actor verifies with this author's key.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ActorPart {
    #[cbor(n(0), with = "binary::one")]
    pub actor: [u8; 16],
    #[n(1)]
    pub author: AuthorRef,
}

/// One subject with what is new about it.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct SubjectPart {
    #[n(0)]
    pub subject: SubjectRef,
    #[n(1)]
    pub how: How,
    #[cbor(n(2), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PARTS_MAX }>")]
    pub runs: Vec<DeliveredRun>,
    #[cbor(n(3), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PARTS_MAX }>")]
    pub facts: Vec<DeliveredFact>,
    #[cbor(n(4), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PARTS_MAX }>")]
    pub records: Vec<DeliveredRecord>,
}

/// Why a subject is in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It came into reach: everything up to here.
    Enter,
    /// It was in reach: what is new.
    Tail,
    /// It left: hide it at once, drop its bytes when own work there is acknowledged.
    Leave,
    /// Bytes were erased by an order that comes with the same response.
    Erased,
    /// Something of a newer version.
    Unknown(u8),
}

impl<Ctx> Encode<Ctx> for How {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut Ctx,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let number = match self {
            Self::Enter => 0,
            Self::Tail => 1,
            Self::Leave => 2,
            Self::Erased => 3,
            Self::Unknown(number) => *number,
        };
        e.u8(number)?.ok()
    }
}

impl<'b, Ctx> Decode<'b, Ctx> for How {
    fn decode(d: &mut Decoder<'b>, _: &mut Ctx) -> Result<Self, minicbor::decode::Error> {
        Ok(match d.u8()? {
            0 => Self::Enter,
            1 => Self::Tail,
            2 => Self::Leave,
            3 => Self::Erased,
            number => Self::Unknown(number),
        })
    }
}

/// Consecutive changes of one actor in the subject's document.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct DeliveredRun {
    /// Index into the message's actors.
    #[n(0)]
    pub actor: u32,
    /// In the codec of `onsite-documents`; empty where the message has all runs in one batch
    /// ([`SyncResponse::runs`](crate::sync::SyncResponse::runs)).
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    #[n(2)]
    pub change_count: u32,
    /// Taken from the batch by whoever read it; does not travel.
    #[cbor(skip)]
    pub changes: Option<Vec<Vec<u8>>>,
    /// The change that the signature names; left out where it is the last of the run, which the reader computes anyway.
    #[cbor(n(3), with = "binary::maybe", skip_if = "Option::is_none")]
    pub newest: Option<Hash>,
    /// Left out where the message's own signature vouches for it with others ([`SyncResponse::runs_signature`]), and for
    /// changes that everybody makes alike.
    ///
    /// [`SyncResponse::runs_signature`]: crate::sync::SyncResponse::runs_signature
    #[n(4)]
    pub proof: Option<RunProof>,
    /// Signed by the server, not by the author's field device: server authors, and the accepted part of a run whose
    /// signed newest change was refused.
    #[cbor(n(5), skip_if = "std::ops::Not::not")]
    pub is_by_server: bool,
    /// Belongs into the review branch beside the document.
    #[cbor(n(6), skip_if = "std::ops::Not::not")]
    pub is_in_review: bool,
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct DeliveredFact {
    /// As its author wrote it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
    #[cbor(n(2), with = "received", skip_if = "Option::is_none")]
    pub received: Option<Received>,
    #[cbor(n(3), skip_if = "std::ops::Not::not")]
    pub is_in_review: bool,
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct DeliveredRecord {
    /// As the server wrote it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// By one of the server's keys, over [`Statement::Record`].
    #[n(1)]
    pub signature: Signature,
}

/// What a field device holds and a restored server lacks: other people's work, with the signatures kept beside it.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Relay {
    #[cbor(n(0), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::ACTORS_MAX }>")]
    pub actors: Vec<ActorPart>,
    #[cbor(n(1), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::CERTIFICATES_MAX }>")]
    pub certificates: Vec<CertificateChain>,
    #[cbor(n(2), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::SUBJECTS_MAX }>")]
    pub subjects: Vec<SubjectPart>,
    #[cbor(n(3), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PARTS_MAX }>")]
    pub orders: Vec<crate::Sealed<crate::order::Order>>,
    /// More of what was asked for comes with the next request.
    #[cbor(n(4), skip_if = "std::ops::Not::not")]
    pub has_more: bool,
}

/// Signs a fact's bytes; the same for records with [`Statement::Record`].
pub fn sign_fact(bytes: &[u8], server: crate::ServerId, key: &SigningKey) -> Signature {
    key.sign(&Statement::Fact { server, hash: &Hash::of(bytes) })
}

/// `[received_ms, corrected_ms − received_ms, uncertain_ms]`: the difference is small where the clocks agree.
mod received {
    use super::*;

    pub(super) fn encode<Ctx, W: minicbor::encode::Write>(
        value: &Option<Received>,
        e: &mut Encoder<W>,
        _: &mut Ctx,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match value {
            Some(value) => e
                .array(3)?
                .i64(value.received_ms)?
                .i64(value.corrected_ms.wrapping_sub(value.received_ms))?
                .u64(value.uncertain_ms)?
                .ok(),
            None => e.null()?.ok(),
        }
    }

    pub(super) fn decode<'b, Ctx>(
        d: &mut Decoder<'b>,
        _: &mut Ctx,
    ) -> Result<Option<Received>, minicbor::decode::Error> {
        let at = d.position();
        if d.array()? != Some(3) {
            return Err(minicbor::decode::Error::message("a receipt time has three numbers").at(at));
        }
        let received_ms = d.i64()?;
        let corrected_ms = received_ms.wrapping_add(d.i64()?);
        Ok(Some(Received { received_ms, corrected_ms, uncertain_ms: d.u64()? }))
    }
}
