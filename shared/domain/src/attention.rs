//! Attention items: what a person must decide. Derived from history like every view: the same on every replica and
//! after a rebuild.

use crate::{Id, Subject, decision::DecisionFact, fact_kind::FactSeen, id::Hash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing to decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AttentionItem {
    /// Hash of kind, subject, key and the sorted operations concerned.
    pub id: Id,
    pub kind: AttentionKind,
    pub subject: Subject,
    /// Which field, entry or rule within the subject.
    pub key: String,
    /// The operations, entry ids or fact ids concerned, sorted.
    pub operations: Vec<String>,
    /// When it arose, in milliseconds (effective time of the latest operation concerned).
    pub since_ms: i64,
    /// What a screen shows: both values with author and time, the limit and the reading, the late entry.
    pub detail: serde_json::Value,
    pub state: AttentionState,
    /// Everything that was decided about it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<FactSeen<DecisionFact>>,
}

/// Declares the closed list of attention kinds.
macro_rules! attention_kinds {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum AttentionKind { $($(#[$doc])* #[serde(rename = $text)] $variant,)* }

        $crate::schema::described!(AttentionKind, $crate::schema::one_of([$($text,)*]));

        impl AttentionKind {
            pub const ALL: &'static [AttentionKind] = &[$(AttentionKind::$variant,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(AttentionKind::$variant => $text,)* }
            }
        }
    };
}

attention_kinds! {
    /// The same field was set by several people; both values are kept.
    FieldConflict = "field_conflict",
    /// Several current entries answer the same thing, or correct the same entry.
    EntryConflict = "entry_conflict",
    /// A press that the status machine does not allow.
    IllegalPress = "illegal_press",
    /// Two engineers were confirmed or pressed for what only one can do.
    ClaimConflict = "claim_conflict",
    /// Work by somebody who was no longer assigned, or whose rights were gone.
    LateWork = "late_work",
    /// The signed state differs from what was accepted.
    SignedDiffers = "signed_differs",
    /// A change the server refused; what was meant is in the detail.
    Refused = "refused",
    /// A reading outside its limits.
    OutOfLimits = "out_of_limits",
    /// An engineer's better value for something the office owns.
    ProposedCorrection = "proposed_correction",
    /// A question from the field without an answer.
    HelpAsked = "help_asked",
    /// A balance below zero or a use recorded as discrepancy.
    StockDiscrepancy = "stock_discrepancy",
    /// A count that differs from the balance.
    CountDifference = "count_difference",
    /// One code bound to two devices.
    CodeConflict = "code_conflict",
    /// The field device was cloned or restored from a backup: two chains.
    FieldDeviceForked = "field_device_forked",
    /// A clock that jumped or is far off.
    ClockJump = "clock_jump",
    /// Parts wanted but not decided on.
    PartsWanted = "parts_wanted",
    /// The customer did not accept, or with reservations.
    NotAccepted = "not_accepted",
    /// A second order for the same device while one is open.
    LikelyDuplicate = "likely_duplicate",
    /// A contractor does not take an order that it was given.
    GivenDeclined = "given_declined",
    /// Nobody was given an order for too long.
    Unassigned = "unassigned",
    /// Whoever was given a visit, or an order, has not said yes for too long.
    Unaccepted = "unaccepted",
    /// The window of a visit has begun, and nobody is on the way.
    NotSetOut = "not_set_out",
    /// Three quarters of the time of a promise are used.
    PromiseNear = "promise_near",
    /// A promise was not kept.
    PromiseMissed = "promise_missed",
    /// A field device has not synced for long, while there is work for it.
    FieldDeviceSilent = "field_device_silent",
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AttentionState {
    #[default]
    Open,
    Claimed {
        by: crate::Author,
        at_ms: i64,
    },
    Decided {
        by: crate::Author,
        at_ms: i64,
        decision: serde_json::Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Dismissed {
        by: crate::Author,
        at_ms: i64,
        reason: String,
    },
}

impl AttentionItem {
    /// An open item with its derived id. `operations` are sorted here.
    pub fn open(
        kind: AttentionKind,
        subject: Subject,
        key: &str,
        mut operations: Vec<String>,
        since_ms: i64,
        detail: serde_json::Value,
    ) -> Self {
        operations.sort_unstable();
        operations.dedup();
        let subject_text = subject.to_string();
        let mut parts: Vec<&[u8]> = vec![kind.as_str().as_bytes(), subject_text.as_bytes(), key.as_bytes()];
        parts.extend(operations.iter().map(String::as_bytes));
        let id = Hash::of_parts("onsite/attention/v1", &parts).id();
        Self {
            id,
            kind,
            subject,
            key: key.to_owned(),
            operations,
            since_ms,
            detail,
            state: AttentionState::Open,
            history: Vec::new(),
        }
    }
}
