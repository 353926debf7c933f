//! What customers hold: links and forms that this server gave out, each for one purpose and one thing, until a moment.
//!
//! A link is 50 letters: what it is for, what it is about, when it ends, and a code of authenticity (HMAC-SHA-256, 128 bits of
//! it) over these, the server's identity and what else the link belongs to. Its key follows from the server's own, so that links
//! outlive a restart and a restore, and nothing has to be kept for one that nobody uses. Neither field devices nor other servers
//! make or read them, so their form may change with the program.

use crate::ServerKeys;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use onsite_domain::{Id, id::Hash};
use sha2::Sha256;

const KEY_DOMAIN: &str = "onsite/customer-link-key/v1";
const DOMAIN: &[u8] = b"onsite/customer-link/v1";
const MINUTE_MS: i64 = 60_000;
const PAYLOAD_BYTES: usize = 21;
const CODE_BYTES: usize = 16;

/// What a link is good for; it opens nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A form to report a fault of a machine: about the request that it will be, belongs to the device code.
    ReportFault,
    /// The progress of a request.
    FollowRequest,
    /// The progress of a work order.
    FollowOrder,
    /// A form to say one thing more: about the interaction that it will be, belongs to the request.
    AddToRequest,
    /// To rate a visit.
    Rate,
    /// The signed report of a visit.
    Report,
}

impl Purpose {
    const ALL: [Self; 6] =
        [Self::ReportFault, Self::FollowRequest, Self::FollowOrder, Self::AddToRequest, Self::Rate, Self::Report];

    /// Never another's, nor changed.
    const fn code(self) -> u8 {
        match self {
            Self::ReportFault => 1,
            Self::FollowRequest => 2,
            Self::FollowOrder => 3,
            Self::AddToRequest => 4,
            Self::Rate => 5,
            Self::Report => 6,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CustomerLink {
    pub(crate) purpose: Purpose,
    pub(crate) about: Id,
    /// In whole minutes.
    pub(crate) expires_ms: i64,
}

impl CustomerLink {
    /// As it stands in an address or a form. `belongs_to` is not in it and must be shown again to open it.
    pub(crate) fn seal(&self, keys: &ServerKeys, belongs_to: &[u8]) -> String {
        let payload = self.payload();
        let code = mac(keys, &payload, belongs_to).finalize().into_bytes();
        let text: Vec<u8> = payload.iter().chain(code.iter().take(CODE_BYTES)).copied().collect();
        BASE64URL_NOPAD.encode(&text)
    }

    /// What this server sealed; `None` for everything else, whatever is wrong with it. Whether it has expired is for the caller
    /// to ask.
    pub(crate) fn open(text: &str, keys: &ServerKeys, belongs_to: &[u8]) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (payload, code) = bytes.split_at_checked(PAYLOAD_BYTES)?;
        if code.len() != CODE_BYTES {
            return None;
        }
        mac(keys, payload, belongs_to).verify_truncated_left(code).ok()?;
        let (purpose, rest) = payload.split_first()?;
        let (about, minutes) = rest.split_first_chunk::<16>()?;
        Some(Self {
            purpose: Purpose::ALL.into_iter().find(|known| known.code() == *purpose)?,
            about: Id::from_bytes(*about),
            expires_ms: i64::from(u32::from_be_bytes(minutes.try_into().ok()?)).saturating_mul(MINUTE_MS),
        })
    }

    pub(crate) fn has_expired(&self, now_ms: i64) -> bool {
        self.expires_ms <= now_ms
    }

    fn payload(&self) -> Vec<u8> {
        let minutes = self.expires_ms.div_euclid(MINUTE_MS);
        let minutes = u32::try_from(minutes.max(0)).unwrap_or(u32::MAX).to_be_bytes();
        let about = self.about.to_bytes();
        [self.purpose.code()].iter().chain(&about).chain(&minutes).copied().collect()
    }
}

fn mac(keys: &ServerKeys, payload: &[u8], belongs_to: &[u8]) -> Hmac<Sha256> {
    let key = Hash::of_parts(KEY_DOMAIN, &[keys.signing.to_bytes().as_slice()]);
    // A block of the hash: HMAC fills a shorter key with zeros itself.
    let mut block = [0; 64];
    block.iter_mut().zip(key.0).for_each(|(place, byte)| *place = byte);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in [DOMAIN, &keys.server.0, payload, belongs_to] {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_store::ports::Ports;

    fn keys() -> ServerKeys {
        ServerKeys::generate(&mut Ports::system()).unwrap().0
    }

    fn link(purpose: Purpose) -> CustomerLink {
        CustomerLink { purpose, about: Id::from_parts(1_700_000_000_000, 7), expires_ms: 1_800_000_000_000 }
    }

    #[test]
    fn a_link_opens_with_what_it_belongs_to_and_is_short_enough_for_a_message() {
        let keys = keys();
        for purpose in Purpose::ALL {
            let text = link(purpose).seal(&keys, b"code");
            assert_eq!(text.len(), 50, "{text}");
            assert_eq!(CustomerLink::open(&text, &keys, b"code"), Some(link(purpose)));
            assert_eq!(CustomerLink::open(&text, &keys, b"codf"), None);
            assert_eq!(CustomerLink::open(&text, &keys, b""), None);
        }
    }

    #[test]
    fn no_letter_can_be_changed_added_or_left_out() {
        let keys = keys();
        let text = link(Purpose::FollowRequest).seal(&keys, b"");
        for at in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(CustomerLink::open(std::str::from_utf8(&other).unwrap(), &keys, b""), None, "{at}");
            assert_eq!(CustomerLink::open(text.get(..at).unwrap(), &keys, b""), None, "{at}");
        }
        for other in [format!("{text}A"), format!("{text}=="), text.to_lowercase(), format!(" {text}"), String::new()] {
            assert_eq!(CustomerLink::open(&other, &keys, b""), None, "{other}");
        }
    }

    #[test]
    fn another_server_opens_nothing_of_ours() {
        let text = link(Purpose::Rate).seal(&keys(), b"");
        assert_eq!(CustomerLink::open(&text, &keys(), b""), None);
    }

    #[test]
    fn a_link_outlives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let (keys, root) = ServerKeys::generate(&mut Ports::system()).unwrap();
        keys.save(&root, folder.path()).unwrap();
        let text = link(Purpose::FollowOrder).seal(&keys, b"");
        let again = ServerKeys::load(folder.path()).unwrap();
        assert_eq!(CustomerLink::open(&text, &again, b""), Some(link(Purpose::FollowOrder)));
    }

    #[test]
    fn it_ends_on_the_minute() {
        let ends = CustomerLink { expires_ms: 120_500, ..link(Purpose::Rate) };
        let keys = keys();
        let opened = CustomerLink::open(&ends.seal(&keys, b""), &keys, b"").unwrap();
        assert!(opened.has_expired(120_000) && !opened.has_expired(119_999));
    }
}
