//! A request as a field device signed it. The signature is checked before the writer's queue where the key is known, so
//! that the one writer does not spend its time on it.

use crate::{
    ServerError, ServerStore,
    field_device::{self, FieldDeviceState},
    push::Signer,
};
use onsite_domain::{Id, id::Hash};
use onsite_wire::{
    PublicKey, ServerId,
    request::{RequestLine, RequestSignature},
};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Who asks for what, as signed.
#[derive(Clone, Debug)]
pub struct SignedRequest {
    signature: RequestSignature,
    method: String,
    /// With the query.
    path: String,
    body: Hash,
    /// The key that was found to have signed it.
    proven_by: Option<PublicKey>,
}

/// The keys of the field devices that asked since this process began, and the server they ask.
#[derive(Clone, Debug)]
pub(crate) struct KnownKeys {
    server: ServerId,
    keys: Arc<RwLock<BTreeMap<Id, PublicKey>>>,
}

impl SignedRequest {
    /// Reads the header.
    ///
    /// # Errors
    /// [`ServerError::Unauthenticated`] where it is no signature.
    pub fn read(header: &str, method: &str, path: &str, body: Hash) -> Result<Self, ServerError> {
        let signature = RequestSignature::from_header(header)
            .map_err(|_| ServerError::Unauthenticated("the request is not signed"))?;
        if i64::try_from(signature.counter).is_err() {
            return Err(ServerError::Unauthenticated("the request has no counter"));
        }
        Ok(Self { signature, method: method.to_owned(), path: path.to_owned(), body, proven_by: None })
    }

    /// The same over another body.
    pub(crate) fn over(self, body: Hash) -> Self {
        Self { body, proven_by: None, ..self }
    }

    /// With the signature checked already, where the key is known. The writer looks again at what does not fit.
    pub(crate) fn proven(mut self, known: &KnownKeys) -> Self {
        let key = known.get(self.signature.field_device);
        self.proven_by = key.filter(|key| self.is_signed_by(known.server, key));
        self
    }

    /// Whose the request is proven to be.
    pub(crate) fn signer(&self, known: &KnownKeys) -> Option<Signer> {
        Some(Signer { server: known.server, field_device: self.signature.field_device, key: self.proven_by? })
    }

    fn is_signed_by(&self, server: ServerId, key: &PublicKey) -> bool {
        let line = RequestLine { method: &self.method, path: &self.path, body: &self.body };
        self.signature.verify(line, server, key).is_ok()
    }
}

impl KnownKeys {
    pub(crate) fn of(server: ServerId) -> Self {
        Self { server, keys: Arc::default() }
    }

    fn get(&self, field_device: Id) -> Option<PublicKey> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(&field_device).copied()
    }

    fn put(&self, field_device: Id, key: PublicKey) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).insert(field_device, key);
    }
}

impl ServerStore {
    /// Who signed the request; uses its counter up.
    ///
    /// # Errors
    /// [`ServerError::Unauthenticated`] for an unknown field device or a signature that does not fit;
    /// [`ServerError::CounterUsed`] with the current counter.
    pub fn authenticate(&mut self, request: &SignedRequest) -> Result<FieldDeviceState, ServerError> {
        let signature = &request.signature;
        let state = field_device::get(&self.db, signature.field_device)?
            .ok_or(ServerError::Unauthenticated("this field device is not enrolled here"))?;
        if request.proven_by != Some(state.key) {
            if !request.is_signed_by(self.keys.server, &state.key) {
                return Err(ServerError::Unauthenticated("the signature of the request does not fit"));
            }
            self.known_keys.put(state.field_device, state.key);
        }
        field_device::use_counter(&self.db, &state, signature.counter)?;
        Ok(state)
    }
}
