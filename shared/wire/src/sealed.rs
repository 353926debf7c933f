//! A small message together with the signature over exactly its bytes.

use crate::{
    codec::{self, DecodeError},
    keys::{PublicKey, ServerId, Signature, SignatureError, SigningKey},
    limit,
    statement::{Domain, Statement},
};
use minicbor::{Decode, Encode};
use std::marker::PhantomData;

/// What may be sealed, and under which domain.
pub trait Content: Encode<()> + for<'b> Decode<'b, ()> {
    const DOMAIN: Domain;
}

/// The bytes as their author wrote them and the signature over them. They are kept and passed on as they came, so that
/// a reader that does not know a newer key of the content can still hand on what verifies.
pub struct Sealed<T> {
    pub bytes: Vec<u8>,
    pub signature: Signature,
    content: PhantomData<fn() -> T>,
}

impl<T: Content> Sealed<T> {
    pub fn seal(content: &T, server: ServerId, key: &SigningKey) -> Self {
        let bytes = codec::encode(content);
        let signature = key.sign(&Statement::Sealed { domain: T::DOMAIN, server, bytes: &bytes });
        Self { bytes, signature, content: PhantomData }
    }

    /// The content, if `key` sealed it for this server.
    pub fn open(&self, server: ServerId, key: &PublicKey) -> Result<T, SealedError> {
        key.verify(&Statement::Sealed { domain: T::DOMAIN, server, bytes: &self.bytes }, &self.signature)?;
        Ok(self.unverified()?)
    }

    /// The content without asking who sealed it: to find the key that has to be asked.
    pub fn unverified(&self) -> Result<T, DecodeError> {
        codec::decode(&self.bytes, limit::SMALL_BYTES_MAX)
    }

    /// As base64url text, for a fact's body, a file or a report.
    pub fn to_text(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&codec::encode(self))
    }

    pub fn from_text(text: &str) -> Result<Self, DecodeError> {
        let bytes = data_encoding::BASE64URL_NOPAD
            .decode(text.as_bytes())
            .map_err(|error| DecodeError::Structure { what: "no base64url", at: error.position })?;
        codec::decode(&bytes, limit::SMALL_BYTES_MAX)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error(transparent)]
    Unreadable(#[from] DecodeError),
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), signature: self.signature, content: PhantomData }
    }
}

impl<T> PartialEq for Sealed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.signature == other.signature
    }
}

impl<T> std::fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({})", data_encoding::HEXLOWER.encode(&self.bytes))
    }
}

impl<T, Ctx> Encode<Ctx> for Sealed<T> {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut Ctx,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?.bytes(&self.bytes)?;
        self.signature.encode(e, ctx)
    }
}

impl<'b, T, Ctx> Decode<'b, Ctx> for Sealed<T> {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut Ctx) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        if d.array()? != Some(2) {
            return Err(minicbor::decode::Error::message("sealed content is bytes and a signature").at(at));
        }
        Ok(Self { bytes: d.bytes()?.to_vec(), signature: Signature::decode(d, ctx)?, content: PhantomData })
    }
}
