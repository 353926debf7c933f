//! The one header that signs a request.

use crate::{
    binary::Binary as _,
    keys::{PublicKey, ServerId, Signature, SignatureError, SigningKey},
    statement::Statement,
};
use onsite_domain::{Id, id::Hash};

/// The header's name.
pub const HEADER: &str = "onsite";
/// In an answer that refuses a request's counter: the one used last. A HEAD has no body that could say it.
pub const COUNTER: &str = "onsite-counter";

/// What a request is signed over, besides who signs.
#[derive(Clone, Copy, Debug)]
pub struct RequestLine<'a> {
    /// Upper case, as in HTTP.
    pub method: &'a str,
    /// With the query, as sent.
    pub path: &'a str,
    /// SHA-256 of the body's bytes as sent (of no bytes where there is none).
    pub body: &'a Hash,
}

/// The header's content: `base64url(field device 16 | counter 8, big endian | signature 64)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestSignature {
    pub field_device: Id,
    /// Rises with every request; durable on the phone before the request leaves.
    pub counter: u64,
    pub signature: Signature,
}

impl RequestSignature {
    pub fn sign(
        line: RequestLine<'_>,
        server: ServerId,
        field_device: Id,
        counter: u64,
        key: &SigningKey,
    ) -> RequestSignature {
        let signature = key.sign(&statement(line, server, &key.public(), counter));
        Self { field_device, counter, signature }
    }

    /// Whether `key` (the one the server knows for [`Self::field_device`]) signed this request. The counter is the
    /// caller's to compare.
    pub fn verify(&self, line: RequestLine<'_>, server: ServerId, key: &PublicKey) -> Result<(), SignatureError> {
        key.verify(&statement(line, server, key, self.counter), &self.signature)
    }

    pub fn to_header(&self) -> String {
        let mut bytes = Vec::with_capacity(88);
        bytes.extend_from_slice(&self.field_device.to_bytes());
        bytes.extend_from_slice(&self.counter.to_be_bytes());
        bytes.extend_from_slice(&self.signature.0);
        data_encoding::BASE64URL_NOPAD.encode(&bytes)
    }

    pub fn from_header(text: &str) -> Result<Self, RequestHeaderError> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| RequestHeaderError)?;
        let (field_device, rest) = bytes.split_first_chunk::<16>().ok_or(RequestHeaderError)?;
        let (counter, signature) = rest.split_first_chunk::<8>().ok_or(RequestHeaderError)?;
        Ok(Self {
            field_device: Id::from_bytes(*field_device),
            counter: u64::from_be_bytes(*counter),
            signature: Signature::from_binary(signature).ok_or(RequestHeaderError)?,
        })
    }
}

fn statement<'a>(line: RequestLine<'a>, server: ServerId, key: &PublicKey, counter: u64) -> Statement<'a> {
    let RequestLine { method, path, body } = line;
    Statement::Request { server, field_device_key: key.id(), method, path, body, counter }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the header `onsite` is base64url of 88 bytes")]
pub struct RequestHeaderError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_request_verifies_until_anything_in_it_changes() {
        let key = SigningKey::from_bytes(&[3; 32]);
        let (server, field_device, body) = (ServerId([9; 16]), Id::from_parts(1, 2), Hash::of(b"body"));
        let line = RequestLine { method: "POST", path: "/v1/sync", body: &body };
        let signed = RequestSignature::sign(line, server, field_device, 41, &key);
        let read = RequestSignature::from_header(&signed.to_header()).unwrap();
        assert_eq!(read, signed);
        assert!(read.verify(line, server, &key.public()).is_ok());
        let other_body = Hash::of(b"other");
        for changed in [
            RequestLine { method: "PUT", ..line },
            RequestLine { path: "/v1/sync?x", ..line },
            RequestLine { body: &other_body, ..line },
        ] {
            assert!(read.verify(changed, server, &key.public()).is_err(), "{changed:?}");
        }
        assert!(read.verify(line, ServerId([8; 16]), &key.public()).is_err());
        assert!(RequestSignature { counter: 42, ..read }.verify(line, server, &key.public()).is_err());
    }

    #[test]
    fn a_header_of_another_length_is_refused() {
        for text in ["", "AAAA", "not base64 at all!", &"A".repeat(119), &"A".repeat(4000)] {
            assert_eq!(RequestSignature::from_header(text), Err(RequestHeaderError), "{text}");
        }
    }
}
