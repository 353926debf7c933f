//! `POST /v1/sync`: the one idempotent request that carries everything both ways. Repeating any prefix is safe.

use crate::{
    PROTOCOL, binary,
    codec::{DecodeError, Message},
    delivery::{ActorPart, Relay, SubjectPart, SubjectRef},
    keys::{ServerId, Signature, SigningKey},
    leftover::Leftover,
    limit,
    order::Order,
    outcome::PushOutcome,
    push::{Push, PushError},
    receipt::Receipt,
    sealed::Sealed,
    statement::Statement,
    trust::{CertificateChain, ServerKeyCertificate, TrustError, TrustStore},
};
use minicbor::{Decode, Decoder, Encode, Encoder};
use onsite_domain::{Id, Stamp, id::Hash};

/// What a field device asks and brings.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct SyncRequest {
    /// [`crate::PROTOCOL`].
    #[n(0)]
    pub protocol: u32,
    #[n(1)]
    pub app_version: String,
    /// The newest schema of documents that the app knows.
    #[n(2)]
    pub schema: u32,
    /// How far it has read; `None` on a new phone.
    #[n(3)]
    pub cursor: Option<CursorRef>,
    /// Its clocks when it sent this.
    #[cbor(n(4), with = "stamp")]
    pub stamp: Stamp,
    #[n(5)]
    pub push: Option<Push>,
    /// How much it wants back in one response, before compression; 0 is the server's own bound.
    #[cbor(n(6), skip_if = "limit::is_zero_u64")]
    pub budget_bytes: u64,
    /// Only after the server asked for it.
    #[n(7)]
    pub signed_cursor: Option<SignedCursor>,
    /// After a reset: what it holds.
    #[n(8)]
    pub fingerprints: Option<Fingerprints>,
    /// After a reset: what the server asked for in [`Wants::subjects`].
    #[n(9)]
    pub relay: Option<Relay>,
    /// Units wait that this request does not carry: the answer brings nothing new yet, so that whoever confirms a cursor
    /// has no older work left.
    #[cbor(n(10), skip_if = "std::ops::Not::not")]
    pub has_more_units: bool,
    /// Blobs for which a field device that was told to wipe itself wants signed receipts.
    #[cbor(n(11), with = "binary::many", skip_if = "Vec::is_empty")]
    pub receipts_wanted: Vec<Hash>,
    /// Of a field device that was told to wipe itself: what no push carries, each to be kept under a signed receipt.
    #[cbor(n(12), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PARTS_MAX }>")]
    pub leftovers: Vec<Leftover>,
    /// How much is without a receipt, as a field device counts that was told to wipe itself.
    #[n(13)]
    pub unsent: Option<u64>,
    /// It has wiped itself; signed before its key went. `unsent` is what was lost, as ordered.
    #[cbor(n(14), skip_if = "std::ops::Not::not")]
    pub is_wiped: bool,
    /// Beside units of a field device with several users: the certificates of all, for a server that was restored may not
    /// know of each.
    #[cbor(n(15), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::USERS_MAX }>")]
    pub certificates: Vec<CertificateChain>,
    /// Subjects that it asks for whole, as far as it holds them: it undid something there that others may have brought.
    #[cbor(n(16), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::SUBJECTS_AGAIN_MAX }>")]
    pub again: Vec<SubjectRef>,
    /// Whoever works with it gives it back: nothing of theirs waits here, and it asks to be ordered to wipe itself.
    #[cbor(n(17), skip_if = "std::ops::Not::not")]
    pub asks_to_leave: bool,
    /// What waits there and is not in this request; an app that knows nothing of it says nothing.
    #[n(18)]
    pub waiting: Option<WaitingWork>,
}

/// What a field device holds alone. The counts are its own word, for people to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WaitingWork {
    #[n(0)]
    pub units: u64,
    /// Pictures and other files.
    #[n(1)]
    pub files: u64,
    #[n(2)]
    pub file_bytes: u64,
    /// When the oldest was made, by the clock of the field device; `None` where nothing waits.
    #[n(3)]
    pub since_ms: Option<i64>,
}

impl Message for SyncRequest {
    const SIZE_BYTES_MAX: usize = limit::REQUEST_BYTES_MAX;
}

impl SyncRequest {
    /// As the server reads it: unpacked, decoded, and its push checked.
    pub fn receive(packed: &[u8]) -> Result<Self, SyncError> {
        if packed.len() > limit::REQUEST_PACKED_BYTES_MAX {
            let (size_bytes, size_bytes_max) = (packed.len(), limit::REQUEST_PACKED_BYTES_MAX);
            return Err(DecodeError::TooLarge { size_bytes, size_bytes_max }.into());
        }
        let request = Self::from_wire(packed)?;
        if request.protocol != PROTOCOL {
            return Err(SyncError::Protocol { protocol: request.protocol });
        }
        if let Some(push) = &request.push {
            push.check()?;
        }
        Ok(request)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error(transparent)]
    Push(#[from] PushError),
    #[error("protocol {protocol}, where this server speaks {PROTOCOL}")]
    Protocol { protocol: u32 },
}

/// What the server answers and brings. The field device applies it in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct SyncResponse {
    #[n(0)]
    pub epoch: u32,
    /// The server's clock when it answered.
    #[n(1)]
    pub server_ms: i64,
    /// What became of the push, if there was one.
    #[n(2)]
    pub outcome: Option<PushOutcome>,
    /// How far the field device has read after applying this; `None` where that did not change.
    #[n(3)]
    pub cursor: Option<SignedCursor>,
    /// In the order of the feed.
    #[cbor(n(4), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::SUBJECTS_MAX }>")]
    pub subjects: Vec<SubjectPart>,
    #[cbor(n(5), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::ACTORS_MAX }>")]
    pub actors: Vec<ActorPart>,
    /// Those needed to verify what is here and not sent to this field device before.
    #[cbor(n(6), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::CERTIFICATES_MAX }>")]
    pub certificates: Vec<CertificateChain>,
    /// New server keys.
    #[cbor(n(7), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, 1000>")]
    pub server_keys: Vec<Sealed<ServerKeyCertificate>>,
    /// There is more: ask again at once.
    #[cbor(n(8), skip_if = "std::ops::Not::not")]
    pub has_more: bool,
    #[n(9)]
    pub reset: Option<Reset>,
    #[cbor(n(10), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PARTS_MAX }>")]
    pub orders: Vec<Sealed<Order>>,
    #[cbor(n(11), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PARTS_MAX }>")]
    pub receipts: Vec<Sealed<Receipt>>,
    #[n(12)]
    pub wants: Option<Wants>,
    /// By the server, over the root of the tree of all its runs in here that bring no signature of their own, in the order
    /// in which they stand here.
    #[n(13)]
    pub runs_signature: Option<Signature>,
    /// The app is older than what this server still serves: its work was taken, and it gets nothing new before it is a newer
    /// version.
    #[cbor(n(14), skip_if = "std::ops::Not::not")]
    pub is_app_too_old: bool,
    /// The changes of all runs in here, in the order in which they stand here, in the codec of `onsite-documents`: what they
    /// have in common takes less room than in each run by itself. Empty for an app that may not know some of them.
    #[cbor(n(15), with = "minicbor::bytes", skip_if = "Vec::is_empty")]
    pub runs: Vec<u8>,
}

impl Message for SyncResponse {
    const SIZE_BYTES_MAX: usize = limit::RESPONSE_BYTES_MAX;
}

/// A place in a field device's feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CursorRef {
    #[n(0)]
    pub epoch: u32,
    #[n(1)]
    pub seq: u64,
    /// The feed's running hash there.
    #[cbor(n(2), with = "binary::one")]
    pub chain: [u8; 16],
}

/// A cursor with the server's signature: shown back to a server whose feed does not fit it, it proves that the server
/// was rolled back.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedCursor {
    #[n(0)]
    pub cursor: CursorRef,
    #[n(1)]
    pub signature: Signature,
}

impl CursorRef {
    pub fn sign(self, server: ServerId, field_device: Id, key: &SigningKey) -> SignedCursor {
        SignedCursor { cursor: self, signature: key.sign(&self.statement(server, field_device)) }
    }

    fn statement(&self, server: ServerId, field_device: Id) -> Statement<'_> {
        Statement::Cursor { server, field_device, epoch: self.epoch, seq: self.seq, chain: &self.chain }
    }
}

impl SignedCursor {
    /// Whether one of the server's keys issued it to this field device.
    pub fn verify(&self, field_device: Id, trust: &TrustStore) -> Result<(), TrustError> {
        trust.verify_by_server(&self.cursor.statement(trust.server(), field_device), &self.signature)
    }
}

/// Start anew: keep everything, send fingerprints, bring what the server lacks, then read from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Reset {
    #[n(0)]
    pub epoch: u32,
    /// The server was restored; otherwise only this field device's cursor did not fit.
    #[cbor(n(1), skip_if = "std::ops::Not::not")]
    pub is_server_restored: bool,
}

/// What the server asks for; the next request brings it.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Wants {
    #[cbor(n(0), skip_if = "std::ops::Not::not")]
    pub signed_cursor: bool,
    #[cbor(n(1), skip_if = "std::ops::Not::not")]
    pub fingerprints: bool,
    /// Subjects whose fingerprint differs: everything the field device holds of them.
    #[cbor(n(2), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::SUBJECTS_MAX }>")]
    pub subjects: Vec<SubjectRef>,
    /// Blobs that are named by what the server has and are not there, in the order in which it wants them.
    #[cbor(n(3), with = "binary::many", skip_if = "Vec::is_empty")]
    pub blobs: Vec<Hash>,
}

/// What a field device holds, subject by subject; several requests where there are many.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Fingerprints {
    #[cbor(n(0), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::SUBJECTS_MAX }>")]
    pub subjects: Vec<Fingerprint>,
    /// The last of them are here.
    #[cbor(n(1), skip_if = "std::ops::Not::not")]
    pub is_complete: bool,
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Fingerprint {
    #[n(0)]
    pub subject: SubjectRef,
    #[cbor(n(1), with = "binary::one")]
    pub print: [u8; 16],
}

/// Two sides that hold the same of a subject come to the same print. The hashes are sorted here.
pub fn fingerprint(heads: &[Hash], facts: &[Hash], record: Option<&Hash>) -> [u8; 16] {
    let joined = |hashes: &[Hash]| {
        let mut sorted = hashes.to_vec();
        sorted.sort_unstable();
        sorted.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>()
    };
    let record = record.map_or(&[][..], |hash| &hash.0);
    Hash::of_parts("onsite/fingerprint/v1", &[&joined(heads), &joined(facts), record]).id().to_bytes()
}

/// A stamp as `[wall_ms, boot, since_boot_ms]`.
pub mod stamp {
    use super::*;

    pub fn encode<Ctx, W: minicbor::encode::Write>(
        stamp: &Stamp,
        e: &mut Encoder<W>,
        _: &mut Ctx,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(3)?.i64(stamp.wall_ms)?.u64(stamp.boot)?.u64(stamp.since_boot_ms)?.ok()
    }

    pub fn decode<'b, Ctx>(d: &mut Decoder<'b>, _: &mut Ctx) -> Result<Stamp, minicbor::decode::Error> {
        let at = d.position();
        if d.array()? != Some(3) {
            return Err(minicbor::decode::Error::message("a stamp has three numbers").at(at));
        }
        Ok(Stamp { wall_ms: d.i64()?, boot: d.u64()?, since_boot_ms: d.u64()? })
    }
}
