//! Everything that a key ever signs, in one closed list.

use crate::{
    delivery::{AuthorRef, SubjectRef},
    keys::{KeyId, PublicKey, ServerId},
};
use onsite_domain::{Id, id::Hash};

/// What is signed. The bytes under the signature are the domain and the parts, each with its length before it, so that
/// no two statements share bytes.
#[derive(Clone, Debug)]
pub enum Statement<'a> {
    /// One HTTP request by a field device.
    Request {
        server: ServerId,
        field_device_key: KeyId,
        method: &'a str,
        /// With the query, as sent.
        path: &'a str,
        body: &'a Hash,
        counter: u64,
    },
    /// A new field device shows that it holds the key and the code.
    Enrol { server: ServerId, code: &'a [u8], key: &'a PublicKey },
    /// This actor's changes in this subject's document that are ancestors of `newest`, and `newest` itself. The author
    /// is named too: that is what binds an actor to its one principal.
    Run { server: ServerId, subject: &'a SubjectRef, actor: &'a [u8; 16], author: &'a AuthorRef, newest: &'a Hash },
    /// The root of a tree over several runs ([`crate::run_proof`]).
    Runs { server: ServerId, root: &'a Hash },
    /// A fact's bytes.
    Fact { server: ServerId, hash: &'a Hash },
    /// A record version's bytes.
    Record { server: ServerId, hash: &'a Hash },
    /// How far a field device has read its feed.
    Cursor { server: ServerId, field_device: Id, epoch: u32, seq: u64, chain: &'a [u8; 16] },
    /// An export file: the hash of everything before its trailer.
    Export { server: ServerId, hash: &'a Hash },
    /// A signed report as a file: the hash of every byte but those of its one slot.
    ReportSeal { server: ServerId, hash: &'a Hash },
    /// The bytes of a [`crate::Sealed`] value.
    Sealed { domain: Domain, server: ServerId, bytes: &'a [u8] },
}

/// Declares the domains with their one spelling.
macro_rules! domains {
    ($($variant:ident = $text:literal,)*) => {
        /// What a signature is for. The text never changes; a changed meaning is a new domain.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Domain { $($variant,)* }

        impl Domain {
            pub const ALL: &'static [Domain] = &[$(Domain::$variant,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Domain::$variant => $text,)* }
            }
        }
    };
}

domains! {
    Request = "onsite/req/v1",
    Enrol = "onsite/enrol/v1",
    Run = "onsite/run/v1",
    Runs = "onsite/runs/v1",
    Fact = "onsite/fact/v1",
    Record = "onsite/record/v1",
    Cursor = "onsite/cursor/v1",
    Export = "onsite/export/v1",
    ReportSeal = "onsite/report-seal/v1",
    Certificate = "onsite/cert/v1",
    Receipt = "onsite/receipt/v1",
    Order = "onsite/order/v1",
    RatingLink = "onsite/rating-link/v1",
    ServerKey = "onsite/server-key/v1",
    RecoveryKey = "onsite/recovery-key/v1",
}

impl Statement<'_> {
    pub fn domain(&self) -> Domain {
        match self {
            Self::Request { .. } => Domain::Request,
            Self::Enrol { .. } => Domain::Enrol,
            Self::Run { .. } => Domain::Run,
            Self::Runs { .. } => Domain::Runs,
            Self::Fact { .. } => Domain::Fact,
            Self::Record { .. } => Domain::Record,
            Self::Cursor { .. } => Domain::Cursor,
            Self::Export { .. } => Domain::Export,
            Self::ReportSeal { .. } => Domain::ReportSeal,
            Self::Sealed { domain, .. } => *domain,
        }
    }

    /// The server that it is about, or by.
    pub fn server(&self) -> ServerId {
        match self {
            Self::Request { server, .. }
            | Self::Enrol { server, .. }
            | Self::Run { server, .. }
            | Self::Runs { server, .. }
            | Self::Fact { server, .. }
            | Self::Record { server, .. }
            | Self::Cursor { server, .. }
            | Self::Export { server, .. }
            | Self::ReportSeal { server, .. }
            | Self::Sealed { server, .. } => *server,
        }
    }

    /// The bytes under the signature.
    pub fn message(&self) -> Vec<u8> {
        let mut message = MessageBytes(Vec::with_capacity(256));
        message.part(self.domain().as_str().as_bytes());
        match self {
            Self::Request { server, field_device_key, method, path, body, counter } => message
                .part(&server.0)
                .part(&field_device_key.0)
                .part(method.as_bytes())
                .part(path.as_bytes())
                .part(&body.0)
                .part(&counter.to_be_bytes()),
            Self::Enrol { server, code, key } => message.part(&server.0).part(code).part(&key.0),
            Self::Run { server, subject, actor, author, newest } => message
                .part(&server.0)
                .part(subject.word.as_bytes())
                .part(&subject.id.to_bytes())
                .part(*actor)
                .part(author.by.as_bytes())
                .maybe(author.id.map(|id| id.to_bytes()))
                .maybe(author.user.map(|user| user.to_bytes()))
                .part(author.rule.as_deref().unwrap_or_default().as_bytes())
                .part(&newest.0),
            Self::Fact { server, hash }
            | Self::Record { server, hash }
            | Self::Export { server, hash }
            | Self::ReportSeal { server, hash }
            | Self::Runs { server, root: hash } => message.part(&server.0).part(&hash.0),
            Self::Cursor { server, field_device, epoch, seq, chain } => message
                .part(&server.0)
                .part(&field_device.to_bytes())
                .part(&epoch.to_be_bytes())
                .part(&seq.to_be_bytes())
                .part(*chain),
            Self::Sealed { domain: _, server, bytes } => message.part(&server.0).part(bytes),
        };
        message.0
    }
}

struct MessageBytes(Vec<u8>);

impl MessageBytes {
    fn part(&mut self, bytes: &[u8]) -> &mut Self {
        // A usize always fits the 64 bits of its length here.
        self.0.extend_from_slice(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    fn maybe(&mut self, bytes: Option<[u8; 16]>) -> &mut Self {
        self.part(bytes.as_ref().map_or(&[], |bytes| bytes.as_slice()))
    }
}
